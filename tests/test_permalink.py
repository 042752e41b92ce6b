import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.store import Passage
from index.transcript import parse_interview
from qa.citation import Quote, cite, fingerprint
from qa.web.permalink import located, parse_highlight
from qa.web.transcript_page import page_html

OLD = "访谈\n\n甲:港口1931年开港。\n\n乙:后来修了一次。\n"
NEW = "访谈\n\n甲:先说一句。\n\n甲:港口1931年开港。\n\n乙:后来修了一次。\n"
WORDS = "1931年开港"


def parsed(text):
    """Return a parsed interview."""
    return parse_interview(Document("talk.txt", text, "utf-8"), "talk")


def link(text, words=WORDS, number=None):
    """Return the spans and the checks of the link that a citation of the words has."""
    paragraphs = [each for each in parsed(text).paragraphs if words in each.text]
    paragraph = paragraphs[0] if number is None else paragraphs[number]
    at = paragraph.text.index(words)
    quote = Quote(Passage(1, "talk", "talk.txt", paragraph), at, at + len(words))
    query = cite(1, quote).url.partition("?hl=")[2].partition("#")[0]
    spans, _, checks = query.partition("&h=")
    return parse_highlight(spans), checks


def test_words_that_stand_where_they_stood_are_marked_without_a_notice():
    """The usual case."""
    spans, checks = link(OLD)
    marked = located(parsed(OLD), spans, checks)
    assert (list(marked.spans), marked.state) == (spans, "")


def test_words_that_moved_are_found_by_their_fingerprint():
    """The link of the old text finds them in the new one and says so."""
    spans, checks = link(OLD)
    marked = located(parsed(NEW), spans, checks)
    assert marked.state == "moved"
    assert "".join(NEW[start:end] for start, end in marked.spans) == WORDS
    page = page_html(parsed(NEW), marked, "zh-Hans")
    assert f'href="#p{marked.paragraph}"' in page
    assert f"<mark>{WORDS}</mark>" in page


def test_the_same_words_elsewhere_are_not_taken_for_the_quoted_ones():
    """Neighbours tell which "是的" it was, even when another one stands at the old place now."""
    old = "访谈\n\n甲:有人问过我,是的,问过很多次。\n"
    new = "访谈\n\n甲:当然可以,是的,没有问题。\n\n甲:有人问过我,是的,问过很多次。\n"
    spans, checks = link(old, "是的")
    marked = located(parsed(new), spans, checks)
    assert marked.state == "moved"
    start = marked.spans[0][0]
    assert new[start - 3 : start] == "过我,"


def test_words_that_were_reworded_are_told_with_their_paragraph():
    """What stood around them still does."""
    old = "访谈\n\n甲:那时候的人都记得很清楚,港口1931年开港,后来又修过一次大坝。\n"
    spans, checks = link(old)
    marked = located(parsed(old.replace("1931", "1932")), spans, checks)
    assert (marked.spans, marked.state) == ((), "reworded")
    assert marked.paragraph == 2


def test_words_that_are_gone_are_said_to_be_gone():
    """Nothing else is marked in their place."""
    spans, checks = link(OLD)
    changed = parsed("访谈\n\n乙:后来修了一次。\n")
    marked = located(changed, spans, checks)
    assert (marked.spans, marked.state) == ((), "changed")
    page = page_html(changed, marked, "zh-Hans")
    assert "<mark>" not in page
    assert 'role="status"' in page


@pytest.mark.parametrize("spans", [[], [(3, 9)], [(900, 990)]])
@pytest.mark.parametrize("checks", ["", "x" * 12, "<b>"])
def test_a_link_without_a_fingerprint_marks_what_it_names(spans, checks):
    """Those made by hand, and those cut short."""
    assert list(located(parsed(OLD), spans, checks).spans) == spans


def test_a_link_that_knows_only_the_words_still_finds_them():
    """A fingerprint without neighbours."""
    spans, _ = link(OLD)
    assert located(parsed(NEW), spans, fingerprint(WORDS)).state == "moved"


@given(st.integers(0, 30), st.integers(1, 12), st.text("港口甲乙开a\n", max_size=20))
def test_whatever_is_put_before_it_a_quote_is_found_again(start, length, before):
    """A link marks exactly the words it was made for, or says that they are not there."""
    text = "那年春天港口刚刚开工,到了秋天第一条船就进来了,大家都去看。"
    words = text[start : start + length]
    spans, checks = link(f"访谈\n\n甲:{text}\n", words)
    new = f"访谈\n\n乙:{before}。\n\n甲:{text}\n"
    marked = located(parsed(new), spans, checks)
    assert "".join(parsed(new).text[low:high] for low, high in marked.spans) in {words, ""}
    assert marked.state in {"", "moved"}
