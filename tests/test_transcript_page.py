import pytest
from fastapi.testclient import TestClient

from index.errors import InterviewError
from index.transcript import Interview, Paragraph
from qa.web.loading import LazyAssistant
from qa.web.permalink import Marked
from qa.web.server import create_app
from qa.web.transcript_page import page_html
from tests.fake_assistant import SOURCE, client_of_fake
from tests.shown_html import HOSTILE, of_class, read_html, shape, words


@pytest.fixture(scope="module")
def client():
    """A client of the application about one interview."""
    with client_of_fake() as opened:
        yield opened


def talk(said="好", key="x"):
    """Return an interview whose every word is `said`."""
    paragraph = Paragraph(f"{key}#p1", 1, "answer", said, ((0, len(said)),), "", said)
    return Interview(key, said, "x.txt", said, "en", (paragraph,))


def test_the_transcript_page_highlights_and_escapes(client):
    """`?hl=` marks source characters; the interview's own markup is text."""
    start = SOURCE.index("5万个")
    page = client.get(f"/interviews/talk?hl={start}-{start + 3}").text
    assert "<mark>5万个</mark>" in page
    assert 'id="p2"' in page
    assert "&lt;b&gt;" in page


def test_a_transcript_that_is_not_there_is_told_in_the_readers_language(client):
    """A page for people, with a way back, not a line of JSON."""
    reply = client.get("/interviews/nobody", headers={"Accept-Language": "zh-TW"})
    assert reply.status_code == 404
    assert "沒有這篇訪談" in reply.text
    assert 'href="/"' in reply.text
    assert "no such interview" in client.get("/interviews/<b>?lang=en").text


def test_the_transcript_page_is_labelled_in_the_language_of_the_reader(client):
    """The interview keeps its own; links switch between the languages and keep the citation."""
    page = client.get("/interviews/talk?hl=5-8&lang=en").text
    assert '<html lang="en">' in page
    assert 'lang="zh-Hans">' in page
    assert "Ask this interview" in page
    assert 'href="?hl=5-8&amp;lang=zh-Hant"' in page
    client.cookies.set("qa-language", "zh-Hant")
    assert "複製第2段的連結" in client.get("/interviews/talk").text.replace("鏈接", "連結")
    client.cookies.clear()


def test_beside_the_chat_stands_only_the_transcript(client):
    """What the chat page fetches is no whole page."""
    part = client.get("/interviews/talk?part=1&lang=en").text
    assert part.startswith('<div class="qa-stand" data-interview="talk"')
    assert "<html" not in part


def test_an_assistant_that_cannot_be_loaded_is_no_missing_page():
    """The reason is shown as text, with the status that asks to come back."""

    def fail():
        raise InterviewError("No index in <b>here</b>.")

    reply = TestClient(create_app(LazyAssistant(fail))).get("/interviews/talk?lang=en")
    assert reply.status_code == 503
    said = [words(each) for each in read_html(reply.text).find(".//main")]
    assert said == ["Something went wrong", "No index in <b>here</b>.", "Back to the chat"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_title_id_and_address_are_text(hostile):
    """They add no element and no attribute; the chat is asked about that very interview."""
    page = page_html(talk(hostile, hostile), Marked(()), "en", query=f"hl={hostile}")
    assert shape(page) == shape(page_html(talk(), Marked(()), "en", query="hl=q"))
    tree = read_html(page)
    assert words(tree.find(".//title")) == words(of_class(tree, "qa-print")[0]) == hostile
    assert tree.find(".//input[@name='interview']").get("value") == hostile
    [english] = [each for each in tree.iter("a") if each.get("aria-current")]
    assert english.get("href") == f"?hl={hostile}&lang=en"


def test_behind_a_proxy_every_address_stays_under_its_path():
    """Links, the form and the script, save those to this page itself."""
    tree = read_html(page_html(talk(), Marked((), "reworded", 1), prefix="/talks"))
    found = [each.get(name) for each in tree.iter() for name in ("href", "src", "action")]
    elsewhere = [address for address in found if address and address[0] not in "?#"]
    assert len(elsewhere) == 4
    assert all(address.startswith("/talks/") for address in elsewhere)
