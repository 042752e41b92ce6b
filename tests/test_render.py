import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Paragraph
from qa.answer import Answer, compose
from qa.citation import Quote
from qa.web.render import answer_html, citation_html, marked
from tests.shown_html import HOSTILE, as_shown, of_class, read_html, words


def quoted(text, focus=None):
    paragraph = Paragraph("x#p1", 1, "answer", text, ((0, len(text)),))
    return Quote(Passage(1, "x", "x.txt", paragraph), 0, len(text), focus)


def answered(text):
    markdown, citations = compose([quoted(text)], as_list=False)
    return Answer("q", True, markdown, 0.9, citations)


def tags(html):
    return set(re.findall(r"<\s*([a-zA-Z]+)", html))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_is_shown_as_text(text):
    """Scripts, handlers, links, pictures and templates of an interview stay characters."""
    answer = answered(text)
    assert tags(answer_html(answer)) <= {"p", "a", "bdi"}
    assert tags(answer_html(Answer("q", False, text, 0.1))) <= {"p", "bdi"}
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


def test_a_direction_mark_reorders_nothing_around_the_words():
    """Words of others are set apart from the chip that follows them."""
    html = answer_html(answered("\u202egnp.exe"))
    assert re.search(r"<bdi[^>]*>\u202egnp.exe </bdi><a ", html)


SIGNS = st.text("-+#.)*`[]<>\\&\"'1 \na好\0") | st.text()


@given(SIGNS, st.integers(0, 5), st.integers(1, 5))
def test_an_answer_shows_exactly_the_words_with_any_of_them_in_bold(text, start, length):
    """A quote is one paragraph and no list, whatever it begins with and where its bold ends."""
    focus = (start, start + length) if text[start : start + length].strip() else None
    markdown, citations = compose([quoted(text, focus)], as_list=False)
    tree = read_html(answer_html(Answer("q", True, markdown, 0.9, citations)))
    assert not of_class(tree, "qa-point")
    shown = "".join("".join(map(words, each.findall("bdi"))) for each in of_class(tree, "qa-words"))
    assert "".join(shown.split()) == "".join(as_shown(text).split())


@given(st.lists(SIGNS, min_size=1, max_size=3))
def test_every_point_of_an_answer_shows_exactly_the_words_of_its_quote(texts):
    """Signs of Markdown and HTML in them are signs; white space alone is drawn together."""
    markdown, citations = compose([quoted(text) for text in texts], as_list=True)
    points = of_class(
        read_html(answer_html(Answer("q", True, markdown, 0.9, citations))), "qa-point"
    )
    shown = ["".join(map(words, point.findall("bdi"))).strip() for point in points]
    assert shown == [as_shown(" ".join(text.split())) for text in texts]
    assert [point.find("a").get("data-quote") for point in points] == [*map(as_shown, texts)]
