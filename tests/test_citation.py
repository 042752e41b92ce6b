from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Paragraph
from qa.citation import Quote, cite, fingerprint, source_spans


@st.composite
def cut_paragraphs(draw):
    """A source and a paragraph of it in several pieces, with a range of its text."""
    source = draw(st.text(min_size=4, max_size=60))
    edges = sorted(draw(st.sets(st.integers(0, len(source)), min_size=2, max_size=8)))
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))
    text = "".join(source[s:e] for s, e in spans)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return source, Paragraph("x#p1", 1, "answer", text, spans), start, end


@given(cut_paragraphs())
def test_spans_give_the_quote_back(case):
    """Whatever is quoted, however often the page cut it, the spans name those characters."""
    source, paragraph, start, end = case
    quote = Quote(Passage(1, "x", "x.txt", paragraph), start, end)
    citation = cite(1, quote)
    assert "".join(source[s:e] for s, e in citation.spans) == citation.quote == quote.text


def test_a_quote_across_a_page_break_has_a_span_on_each_side():
    """The cut sentence is one quote and two places."""
    paragraph = Paragraph("x#p1", 1, "answer", "abcdef", ((0, 3), (10, 13)))
    assert source_spans(paragraph, 1, 5) == ((1, 3), (10, 12))


def test_links_name_the_paragraph_and_the_characters():
    """Ids are safe in a URL, whatever they contain."""
    paragraph = Paragraph("a/b#p7", 7, "answer", "abc", ((4, 7),))
    citation = cite(1, Quote(Passage(1, "a/b 访谈", "f.txt", paragraph), 0, 2))
    checks = f"{fingerprint('ab')}-{fingerprint('')[:8]}-{fingerprint('c')[:8]}"
    assert citation.url == f"/interviews/a%2Fb%20%E8%AE%BF%E8%B0%88?hl=4-6&h={checks}#p7"


def test_a_quote_from_a_recording_says_when_it_is_heard():
    """The second where the quote begins, and none without a recording."""
    paragraph = Paragraph(
        "t#p1", 1, "text", "First. Second.", ((0, 14),), times=((0, 3.0), (7, 9.5))
    )
    passage = Passage(1, "t", "t.vtt", paragraph)
    heard = cite(1, Quote(passage, 7, 14))
    assert (heard.to_dict()["time"], heard.clock) == (9.5, "0:00:09")
    silent = Passage(1, "t", "t.txt", replace(paragraph, times=()))
    assert "time" not in cite(1, Quote(silent, 7, 14)).to_dict()
