from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from index.columns import in_reading_order


@dataclass(frozen=True)
class Box:
    """A named rectangle."""

    name: str
    x0: float
    x1: float
    y0: float
    y1: float


def names(*boxes):
    return "".join(box.name for box in in_reading_order(boxes, 10))


HEAD = Box("h", 50, 550, 760, 780)
LEFT, RIGHT = Box("l", 50, 290, 400, 750), Box("r", 310, 550, 400, 750)
FOOT = Box("f", 50, 550, 300, 380)


def test_columns_under_a_headline_are_read_one_after_another():
    """In whatever order the file has them."""
    assert names(FOOT, RIGHT, LEFT, HEAD) == "hlrf"


def test_a_headline_across_the_page_parts_what_is_above_from_what_is_below():
    """Both columns above it come before both below."""
    below = Box("m", 50, 290, 100, 280), Box("n", 310, 550, 100, 280)
    assert names(*below, RIGHT, LEFT, FOOT) == "lrfmn"


def test_a_short_last_line_stays_below_its_indented_first():
    """They share no character's width, and still stand below each other."""
    assert names(Box("2", 50, 65, 85, 95), Box("1", 71, 290, 100, 110)) == "12"


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 4), max_size=8))
def test_no_box_is_lost(corners):
    """Also where boxes lie on each other, every one comes once."""
    boxes = [Box(str(n), x, x + w, y, y + h) for n, (x, w, y, h) in enumerate(corners)]
    assert sorted(in_reading_order(boxes, 10), key=id) == sorted(boxes, key=id)
