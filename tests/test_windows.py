from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa.windows import LONGEST, reading_text, reading_windows

TEXTS = st.text(alphabet="甲乙丙,，。？!； a1.\n", max_size=900)


@given(TEXTS)
def test_windows_are_in_order_and_lose_nothing_but_white_space(text):
    """Every letter is in exactly one window."""
    spans = reading_windows(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(text.split())


@given(TEXTS)
def test_a_window_is_long_only_where_a_clause_is(text):
    """Only a clause without an end makes a window longer than it should be."""
    for start, end in reading_windows(text, 60):
        assert end - start <= 60 or not set(text[start : end - 1]) & set("。？!；")


def test_short_passages_are_read_whole():
    """One window, the whole text."""
    text = "第一句。第二句。"
    assert reading_windows(text) == [(0, len(text))]
    assert len(text) < LONGEST


def test_a_heading_stands_on_a_line_of_its_own():
    """And nothing stands there when there is none."""
    assert reading_text("疫情防控", "口罩") == "疫情防控\n口罩"
    assert reading_text("", "口罩") == "口罩"
