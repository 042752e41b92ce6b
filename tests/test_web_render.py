import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Interview, Paragraph
from qa.answer import Answer, compose
from qa.citation import Quote
from qa.web.render import answer_html, citation_html, marked
from qa.web.transcript_view import text_spans, tour_html, transcript_html
from tests.fake_assistant import FakeAssistant

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "${alert(1)} {{7*7}} <%= 1 %>",
    "\u202egnp.exe",
    "&lt;script&gt;",
    "$$\\href{javascript:alert(1)}{x}$$",
    "'; alert(1); '",
]


def answered(text):
    paragraph = Paragraph("x#p1", 1, "answer", text, ((0, len(text)),))
    quote = Quote(Passage(1, "x", "x.txt", paragraph), 0, len(text))
    markdown, citations = compose([quote], as_list=False)
    return Answer("q", True, markdown, 0.9, citations)


def tags(html):
    return set(re.findall(r"<\s*([a-zA-Z]+)", html))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_is_shown_as_text(text):
    """Scripts, handlers, links, pictures and templates of an interview stay characters."""
    answer = answered(text)
    assert tags(answer_html(answer)) <= {"p", "a", "bdi"}
    assert tags(citation_html(answer.citations[0], "en")) <= {
        "details", "summary", "b", "bdi", "span", "a", "blockquote", "mark", "svg", "path",
    }  # fmt: skip


@given(st.text(min_size=1))
def test_the_mark_holds_exactly_the_quote(text):
    """What is highlighted is what is quoted, whatever it contains."""
    html = citation_html(answered(text).citations[0], "zh-Hans")
    found = re.search(r"<mark>(.*)</mark>", html, re.DOTALL)
    assert unescape(found[1]) == text.replace("\0", "\ufffd")


@given(
    st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)
)
def test_marking_changes_no_character(text, spans):
    """Without its tags the marked text is the text."""
    html = marked(text, spans)
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == text.replace(
        "\0", "\ufffd"
    )


def test_a_repeated_quote_is_marked_where_it_was_quoted():
    """The second of two equal sentences is highlighted when the second is cited."""
    text = "好。坏。好。"
    paragraph = Paragraph("x#p1", 1, "answer", text, ((0, len(text)),))
    quote = Quote(Passage(1, "x", "x.txt", paragraph), 4, 6)
    html = citation_html(compose([quote], as_list=False)[1][0], "zh-Hans")
    assert "好。坏。<mark>好。</mark>" in html


def test_marks_in_the_answer_link_to_the_paragraph():
    """[1] becomes a chip that also works without a script; a mark without citation is text."""
    assert 'href="/sub/interviews/x?hl=0-1&amp;h=' in answer_html(answered("好"), "/sub")
    assert "[7]" in answer_html(Answer("q", True, "见 [7]", 0.5))


def test_the_transcript_highlights_source_characters():
    """Spans of the source are found again in the paragraph they fall into."""
    interview = FakeAssistant().whole
    start = interview.text.index("5万个")
    html = transcript_html(interview, [(start, start + 3)])
    assert "<mark>5万个</mark>" in html
    assert "<b>5" not in html


def test_spans_across_a_page_break_are_joined():
    """Two source spans of one cut paragraph are one run of its text."""
    paragraph = Paragraph("x#p1", 1, "answer", "abcdef", ((0, 3), (10, 13)))
    assert text_spans(paragraph, [(1, 3), (10, 12)]) == [(1, 3), (3, 5)]


def test_a_direction_mark_reorders_nothing_around_the_words():
    """Words of others are set apart from the chip that follows them."""
    html = answer_html(answered("\u202egnp.exe"))
    assert re.search(r"<bdi[^>]*>\u202egnp.exe </bdi><a ", html)


def test_the_tour_knows_what_belongs_to_each_question():
    """From a question to the next one."""
    texts = ["问一?", "答一。", "答二。", "问二?", "答三。"]
    kinds = ["question", "answer", "answer", "question", "answer"]
    paragraphs = tuple(
        Paragraph(f"x#p{n}", n, kind, words, ((0, len(words)),))
        for n, (words, kind) in enumerate(zip(texts, kinds, strict=True), 1)
    )
    html = tour_html(Interview("x", "题", "x.txt", "", "zh-Hans", paragraphs), "zh-Hans")
    assert re.findall(r'data-from="(\d+)" data-to="(\d+)"', html) == [("1", "4"), ("4", "6")]
