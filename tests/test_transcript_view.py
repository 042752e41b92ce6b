import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.speakers import Speaker
from index.transcript import Interview, Paragraph
from qa.web.transcript_view import facts_html, stand_html, text_spans, tour_html, transcript_html
from tests.fake_assistant import FakeAssistant
from tests.shown_html import HOSTILE, as_shown, of_class, read_html, shape, words


def talk(said="好", name="甲", title="题", key="x"):
    """Return an interview in which someone is asked one thing and answers, twice."""
    kinds = ("title", "heading", "question", "answer", "answer")
    paragraphs = tuple(
        Paragraph(
            f"{key}#p{n}", n, kind, said, ((0, len(said)),), said,
            "" if n < 3 else "记者" if n == 3 else name,
        )
        for n, kind in enumerate(kinds, 1)
    )  # fmt: skip
    speakers = (Speaker("记者", "interviewer"), Speaker(name, "interviewee"))
    stated = (("reporter", name), ("outlet", title))
    return Interview(key, title, "x.txt", said, "en", paragraphs, speakers, stated=stated)


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


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_an_interview_says_of_itself_and_its_people_is_text(hostile):
    """No name, title, id, question or answer adds an element or an attribute, and all are shown."""
    interview = talk(hostile, hostile, hostile, hostile)
    assert shape(stand_html(interview, "en")) == shape(stand_html(talk(), "en"))
    assert shape(facts_html(interview)) == shape(facts_html(talk()))
    tree = read_html(stand_html(interview, "en"))
    assert {words(each) for each in of_class(tree, "qa-text")} == {hostile}
    assert [words(each) for each in of_class(tree, "qa-speaker")] == ["记者", hostile]
    [stand], [asked] = of_class(tree, "qa-stand"), of_class(tree, "qa-toured")
    assert stand.get("data-title") == asked.get("data-interview") == hostile
    assert words(asked.find("bdi")) == asked.get("data-question") == hostile


SOURCES = st.text("ab<&\"'好\0\n", min_size=1, max_size=40)
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4)


@given(SOURCES, st.sets(st.integers(1, 39), max_size=5), SPANS)
def test_exactly_the_named_characters_of_the_source_are_marked(source, cuts, highlight):
    """However a paragraph was put together, its text and its marks are the source's characters."""
    edges = [0, *sorted(each for each in cuts if each < len(source)), len(source)]
    pieces = list(pairwise(edges))[::2]
    text = "".join(source[start:end] for start, end in pieces)
    paragraph = Paragraph("x#p1", 1, "answer", text, tuple(pieces))
    interview = Interview("x", "题", "x.txt", source, "en", (paragraph,))
    tree = read_html(transcript_html(interview, highlight))
    places = [at for piece in pieces for at in range(*piece)]
    named = [at for at in places if any(start <= at < end for start, end in highlight)]
    assert words(of_class(tree, "qa-text")[0]) == as_shown(text)
    shown = "".join(words(mark) for mark in tree.iter("mark"))
    assert shown == as_shown("".join(source[at] for at in named))


def test_an_address_leads_to_its_paragraph_whatever_the_id_is():
    """Under the path of the proxy, and with every sign of the id written as addresses need it."""
    tree = read_html(transcript_html(talk(key='a/b?"#'), prefix="/sub"))
    links = [each.get("href") for each in tree.iter("a")]
    assert links == [f"/sub/interviews/a%2Fb%3F%22%23#p{n}" for n in range(1, 6)]
    assert [each.get("id") for each in tree.iter() if "id" in each.attrib] == [
        link.rpartition("#")[2] for link in links
    ]


@pytest.mark.parametrize(
    ("language", "title", "tour", "seen"),
    [
        ("zh-Hans", "复制第1段的链接", "记者的提问 · 1", "已看"),
        ("zh-Hant", "複製第1段的鏈接", "記者的提問 · 1", "已看"),
        ("en", "Copy the link to paragraph 1", "What the interviewer asked · 1", "seen"),
    ],
)
def test_labels_are_in_the_language_of_the_page(language, title, tour, seen):
    """The words of the interview keep the language that they are in."""
    tree = read_html(stand_html(talk(), language))
    link = of_class(tree, "qa-number")[0]
    assert link.get("title") == link.get("aria-label") == title
    assert words(tree.find(".//summary")) == tour
    assert words(of_class(tree, "qa-seen")[0]) == seen
    assert of_class(tree, "qa-transcript")[0].get("lang") == "en"
    assert link.get("lang") == language
