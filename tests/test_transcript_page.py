import pytest

from index.documents import Document
from index.transcript import parse_interview
from qa.citation import fingerprint
from qa.web.transcript_page import located, page_html

OLD = "访谈\n\n甲:港口1931年开港。\n\n乙:后来修了一次。\n"
NEW = "访谈\n\n甲:先说一句。\n\n甲:港口1931年开港。\n\n乙:后来修了一次。\n"
WORDS = "1931年开港"


def parsed(text):
    """Return a parsed interview."""
    return parse_interview(Document("talk.txt", text, "utf-8"), "talk")


def link(text, words=WORDS):
    """Return the span and the fingerprint that a citation of the words has."""
    at = text.index(words)
    return [(at, at + len(words))], fingerprint(words)


def test_words_that_stand_where_they_stood_are_marked_without_a_notice():
    """The usual case."""
    spans, check = link(OLD)
    marked = located(parsed(OLD), spans, check)
    assert (list(marked.spans), marked.state) == (spans, "")


def test_words_that_moved_are_found_by_their_fingerprint():
    """The link of the old text finds them in the new one and says so."""
    spans, check = link(OLD)
    marked = located(parsed(NEW), spans, check)
    assert marked.state == "moved"
    assert "".join(NEW[start:end] for start, end in marked.spans) == WORDS


def test_words_that_were_changed_are_said_to_be_gone():
    """Nothing else is marked in their place."""
    spans, check = link(OLD)
    changed = parsed(OLD.replace("1931", "1932"))
    marked = located(changed, spans, check)
    assert (marked.spans, marked.state) == ((), "changed")
    page = page_html(changed, marked)
    assert "<mark>" not in page
    assert 'role="status"' in page


@pytest.mark.parametrize("spans", [[], [(3, 9)], [(900, 990)]])
def test_a_link_without_a_fingerprint_marks_what_it_names(spans):
    """Older links, and those made by hand."""
    assert list(located(parsed(OLD), spans, "").spans) == spans
