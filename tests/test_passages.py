from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.normal import fold
from index.passages import paragraph_units, sentences, width
from index.transcript import Paragraph

LONG = (
    "在全国较早实行重点医疗物资统一调配制度,分12批派出驻企特派员,帮助企业解难题扩生产,"
    "“搬家式援助”保武汉、保湖北、保全国,累计向省内外调拨口罩6000万只、防护服110万套。"
)


def units_of(text):
    return paragraph_units(Paragraph("x#p1", 1, "answer", text, ((0, len(text)),)))


def test_sentences_end_with_their_closing_quotes():
    """A closing quotation mark belongs to the sentence it closes."""
    text = "他说:“好。”然后走了!真的"
    assert [text[slice(*span)] for span in sentences(text)] == ["他说:“好。”", "然后走了!", "真的"]


def test_numbers_and_abbreviations_do_not_end_english_sentences():
    """A full stop ends a sentence only before white space and a new beginning."""
    text = "It grew by 3.5 percent, e.g. in May. Then it fell."
    assert [text[slice(*span)] for span in sentences(text)] == [
        "It grew by 3.5 percent, e.g. in May.",
        "Then it fell.",
    ]


@given(st.text())
def test_sentences_cover_everything_but_white_space(text):
    """No visible character is lost between sentences, and spans never overlap."""
    spans = sentences(text)
    kept = {i for start, end in spans for i in range(start, end)}
    assert all(i in kept or text[i].isspace() for i in range(len(text)))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(st.text(min_size=1))
def test_units_are_cut_from_the_paragraph(text):
    """Each unit is the index view of the characters its offsets name; the first is the whole."""
    units = units_of(text)
    assert (units[0].kind, units[0].start, units[0].end) == ("paragraph", 0, len(text))
    assert all(unit.text == fold(text)[unit.start : unit.end] for unit in units)


def test_long_sentences_get_overlapping_clause_windows():
    """Each clause of a long sentence stands in a window short enough to match a question."""
    windows = [unit for unit in units_of(LONG) if unit.kind == "window"]
    assert any("防护服" in unit.text for unit in windows)
    assert all(width(unit.text) <= 120 for unit in windows if "," in unit.text[:-1])
    assert len(windows) > 2


def test_short_paragraphs_are_not_embedded_twice():
    """A paragraph of one sentence is a unit once."""
    assert len(units_of("感谢信14封。")) == 1
