"""Boxes of text on a page → reading order: down a column, then the next, under a headline.

A box comes before another that it stands above, and before what is right of it as long as nothing
between the two spans both (T. Breuel, High performance document layout analysis, 2003).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

_MOST = 200  # boxes; the order of more would take too long and is left as it is
_INDENT = 3.5  # em


class Box(Protocol):
    """A rectangle in points, y upwards."""

    x0: float
    x1: float
    y0: float
    y1: float


B = TypeVar("B", bound=Box)


def in_reading_order(boxes: Sequence[B], em: float) -> list[B]:
    """Return the boxes of a page in the order they are read; ties stay as they are.

    `em` is the height of a line of ordinary text.
    """
    if len(boxes) > _MOST:
        return list(boxes)
    places = _with_indents(boxes, em)
    waiting = {
        number: {
            other
            for other, place in enumerate(places)
            if other != number and _precedes(place, places[number], places)
        }
        for number in range(len(boxes))
    }
    order: list[B] = []
    while waiting:
        free = (number for number, before in waiting.items() if not before)
        chosen = next(free, None)
        if chosen is None:
            # A circle: whoever waits for least goes first.
            chosen = min(waiting, key=lambda number: len(waiting[number]))
        del waiting[chosen]
        for before in waiting.values():
            before.discard(chosen)
        order.append(boxes[chosen])
    return order


@dataclass(frozen=True, slots=True)
class _Place:
    x0: float
    x1: float
    y0: float
    y1: float


def _with_indents(boxes: Sequence[Box], em: float) -> list[_Place]:
    """Return the rectangles, an indented line made as wide as what it is the first line of."""
    places = []
    for box in boxes:
        near = (
            other.x0
            for other in boxes
            if 0 < box.x0 - other.x0 <= _INDENT * em
            and max(box.y0, other.y0) - min(box.y1, other.y1) < em
        )
        places.append(_Place(min(near, default=box.x0), box.x1, box.y0, box.y1))
    return places


def _precedes(one: _Place, other: _Place, boxes: Sequence[_Place]) -> bool:
    if _overlap(one, other):
        return _middle(one) > _middle(other)
    if one.x0 >= other.x0:
        return False
    low, high = sorted((_middle(one), _middle(other)))
    return not any(
        low < _middle(box) < high and _overlap(box, one) and _overlap(box, other) for box in boxes
    )


def _overlap(one: _Place, other: _Place) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 1


def _middle(box: _Place) -> float:
    return (box.y0 + box.y1) / 2
