import pytest
from fastapi.testclient import TestClient

from index.errors import InterviewError
from qa.web.loading import LazyAssistant, NotReady
from qa.web.permalink import parse_highlight
from qa.web.server import create_app
from tests.fake_assistant import SOURCE, FakeAssistant


@pytest.fixture(scope="module")
def client():
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    with TestClient(create_app(lazy)) as opened:
        yield opened


def test_ask_returns_the_answer_object(client):
    """REST, the command line and Python give the same object."""
    answer = client.post("/api/ask", json={"question": "多少基站?", "history": ["你好?"]}).json()
    assert answer["citations"][0]["quote"] in SOURCE
    assert answer["answerable"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": "  "}, 422),
        ({"question": "好" * 50_000}, 422),
        ({"question": "好?", "interview": "nobody"}, 404),
        ({}, 422),
    ],
)
def test_bad_requests_are_told_what_is_wrong(client, body, status):
    """A fitting status and a sentence, never a traceback."""
    response = client.post("/api/ask", json=body)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert len(response.text) < 1000


def test_interviews_are_listed_and_read(client):
    """The list names them, the detail has paragraphs with their places."""
    assert [each["id"] for each in client.get("/api/interviews").json()] == ["talk"]
    paragraph = client.get("/api/interviews/talk").json()["paragraphs"][1]
    (start, end) = paragraph["spans"][0]
    assert SOURCE[start:end] == paragraph["text"]
    assert client.get("/api/interviews/nobody").status_code == 404


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


def test_the_page_names_no_other_host(client):
    """Nothing in the start page is fetched from elsewhere."""
    page = client.get("/").text
    for sign in ("fonts.googleapis", "cdnjs", "cdn.jsdelivr", "huggingface.co/front", "unpkg"):
        assert sign not in page


def test_health_and_readiness(client):
    """Alive at once, ready once the assistant is."""
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").json() == {"ready": True}


def test_odd_highlights_are_ignored():
    """Only ranges of numbers count."""
    assert parse_highlight("3-5,x,7-,9-12,<b>") == [(3, 5), (9, 12)]


def test_a_failed_start_says_why():
    """Readiness gives the reason, and so does every question."""

    def fail():
        raise InterviewError("The index is gone.")

    lazy = LazyAssistant(fail)
    with pytest.raises(InterviewError, match="gone"):
        lazy.get(10)
    with TestClient(create_app(lazy)) as client:
        assert client.get("/readyz").status_code == 503
        assert client.post("/api/ask", json={"question": "好?"}).json() == {
            "error": "The index is gone."
        }


def test_asking_too_early_is_told_so():
    """While the model loads, a caller is asked to come back."""
    from threading import Event

    gate = Event()

    def slow():
        gate.wait(10)
        return FakeAssistant()

    lazy = LazyAssistant(slow)
    with pytest.raises(NotReady, match="still loading"):
        lazy.get()
    gate.set()
    assert lazy.get(10)
