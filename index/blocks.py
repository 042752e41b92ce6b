"""Text → blocks: the lines of a document put together where only the page width broke them.

A block knows where its characters stand in the document, how much white space is above it, and
what Markdown says about it. Nothing here knows about interviews.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from index.normal import width

Span = tuple[int, int]
Markup = Literal["", "heading", "quote", "item"]

_LINE = re.compile(r"[^\r\n]+|\r\n|\r|\n")
_MARKUP = re.compile(
    r"(?P<heading>(?P<level>#{1,6})[ \t]+)|(?P<quote>>[ \t]?)+|(?P<item>[-*+•][ \t]+)"
)
_RULE = re.compile(r"^\s*(?:[-*_=]{3,}|:{3,}.*|```.*)\s*$")
# A line this wide (in reading width, where Latin letters count 1 and Chinese characters 3) may have
# been broken by the page and not by the writer.
_WRAPPED = (50, 110)


@dataclass(frozen=True, slots=True)
class Block:
    """Characters that belong together; `gap` counts the line ends above (1: the next line)."""

    spans: tuple[Span, ...]
    text: str
    gap: int
    markup: Markup = ""
    level: int = 0


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, start + max(len(piece.rstrip()), left)


def within(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """Map offsets in a text to the characters of the source, given the spans the text is made of.

    What crosses a page break maps to several spans, because the text does.
    """
    found: list[Span] = []
    offset = 0
    for first, last in spans:
        low, high = max(start, offset), min(end, offset + last - first)
        if low < high:
            found.append((first + low - offset, first + high - offset))
        offset += last - first
    return tuple(found)


def _line_blocks(text: str, begin: int) -> Iterator[Block]:
    gap = 0
    for match in _LINE.finditer(text, begin):
        if match.group()[0] in "\r\n":
            gap += 1
            continue
        start, end = trimmed(text, *match.span())
        if start == end or _RULE.match(text[start:end]):
            continue
        mark = _MARKUP.match(text, start, end)
        markup: Markup = ""
        if mark:
            markup = "heading" if mark["heading"] else "quote" if mark["quote"] else "item"
            start, end = trimmed(text, mark.end(), end)
        if start < end:
            level = len(mark["level"] or "") if mark else 0
            yield Block(((start, end),), text[start:end], gap, markup, level)
        gap = 0


def join(source: str, first: Block, *others: Block, apart: bool = False) -> Block:
    """Put blocks together, with a blank between them where the script needs one or `apart`."""
    spans, last = list(first.spans), first
    for other in others:
        end, start = spans[-1][1], other.spans[0][0]
        latin = last.text[-1:].isascii() and other.text[:1].isascii()
        between = source[end : end + 1]
        if (latin or apart) and between.isspace() and end + 1 <= start:
            spans[-1] = (spans[-1][0], end + 1)
        spans += other.spans
        last = other
    text = "".join(source[low:high] for low, high in spans)
    return replace(first, spans=tuple(spans), text=text)


def _continues(line: Block, following: Block) -> bool:
    """Tell whether a line ended only because the page did."""
    if following.gap != 1 or line.markup == "heading" or following.markup:
        return False
    low, high = _WRAPPED
    han = any(char > "\u2e7f" for char in line.text[-1:] + following.text[:1])
    return not han and low <= width(line.text) <= high and line.text[-1] not in ":："


def split_blocks(text: str, begin: int = 0) -> list[Block]:
    """Return the blocks of a document from `begin` on, in order.

    Every visible character but markup is in one.
    """
    blocks: list[Block] = []
    # Put together at its end: a page of ten thousand lines is copied once, not ten thousand times.
    run: list[Block] = []
    for line in _line_blocks(text, begin):
        if run and not _continues(run[-1], line):
            blocks.append(join(text, *run))
            run = []
        run.append(line)
    return [*blocks, join(text, *run)] if run else blocks
