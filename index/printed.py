"""Printed lines in reading order → paragraphs, told by indents, gaps, short lines and type size.

Larger type is marked as a heading, as Markdown does it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.wrapping import is_wide, unwrapped

_ENDED = re.compile(r"[。.！!？?…:：;；][”’」』）)\"'》\]]*$")
_RUN = re.compile(r"[^\s\u2e80-\uffff]*")
_LARGER, _SAME = 1.15, 0.08
_LONGEST_HEADING = 80
# In type sizes.
_INDENT, _GAP, _WIDE_GAP, _SHORT, _VERY_SHORT = 0.8, 0.9, 2.0, 2.2, 5.0
_LINE, _NEXT, _APART = "\n", "\n\n", "\n\n\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its corners in points, y upwards, its type size, its (page, box)."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    box: tuple[int, int]


def paragraphs_of(lines: Sequence[Line]) -> str:
    """Return the text that lines make, blank lines between its paragraphs."""
    if not lines:
        return ""
    body = _body_size(lines)
    edges = _edges(lines, body)
    parts = [_Part([lines[0]], "")]
    for line in lines[1:]:
        gap = _gap(parts[-1].lines[-1], line, edges, body)
        if gap:
            parts.append(_Part([line], gap))
        else:
            parts[-1].lines.append(line)
    return "".join(part.gap + _shown(part.lines, body) for part in parts) + "\n"


@dataclass(slots=True)
class _Part:
    lines: list[Line]
    gap: str


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] or 1.0


def _shown(lines: Sequence[Line], body: float) -> str:
    text = unwrapped([line.text for line in lines])
    heading = _is_large(lines[0], body) and len(text) <= _LONGEST_HEADING
    return ("## " if heading else "") + text


def _is_large(line: Line, body: float) -> bool:
    return line.size >= _LARGER * body


def _edges(lines: Sequence[Line], body: float) -> dict[Line, tuple[float, float]]:
    """Return the left and right edge of the column each line stands in."""
    by_page: dict[tuple[int, bool], list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.box[0], _is_large(line, body)].append(line)
    edges = {}
    for together in by_page.values():
        together.sort(key=lambda line: line.x0)
        starts = [line.x0 for line in together]
        for line in together:
            reach = 4 * line.size
            low = bisect_left(starts, line.x0 - reach)
            high = bisect_right(starts, line.x0 + reach)
            beside = together[low:high]
            left = min((each.x0 for each in beside if each.x1 > line.x0), default=line.x0)
            edges[line] = (left, max(each.x1 for each in beside))
    return edges


def _gap(last: Line, line: Line, edges: dict[Line, tuple[float, float]], body: float) -> str:
    """Return what parts a line from the one before it: "" when it goes on."""
    if abs(last.size - line.size) > _SAME * max(last.size, line.size):
        # Smaller type stands apart: captions, notes.
        return _NEXT if max(last.size, line.size) >= _LARGER * body else _APART
    apart = last.y0 - line.y1
    same_page = last.box[0] == line.box[0]
    if same_page and apart > _WIDE_GAP * line.size:
        return _APART
    if last.box == line.box and apart <= _GAP * line.size and _is_large(line, body):
        return ""
    indented = line.x0 - edges[line][0] > _INDENT * line.size
    if same_page and abs(apart) <= _GAP * line.size:
        return _NEXT if indented else _broken(last, line, edges)
    # The next column or page: only a sentence that is cut goes on there.
    goes_on = not (indented or _is_short(last, line, edges) or _ENDED.search(last.text))
    return "" if goes_on else _NEXT


def _broken(last: Line, line: Line, edges: dict[Line, tuple[float, float]]) -> str:
    """Return what parts two lines of a column that nothing else parts."""
    if not _is_short(last, line, edges):
        return ""
    return _LINE if is_wide(last.text[0]) else _NEXT


def _is_short(last: Line, line: Line, edges: dict[Line, tuple[float, float]]) -> bool:
    """Tell whether a line ended before the edge although more would have fitted."""
    run = _RUN.match(line.text)
    needed = _SHORT if _ENDED.search(last.text) else _VERY_SHORT
    needed += 0.5 * len(run.group() if run else "")
    return last.x1 + needed * last.size < edges[last][1]
