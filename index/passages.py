"""Interview → the units that retrieval scores.

A paragraph is what gets cited, but a question usually matches one sentence of it, or one clause of
a long newspaper sentence ("…调拨口罩6000万只、防护服110万套…"). So each paragraph is scored by its
best unit: itself, one of its sentences, or a window of neighbouring clauses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from index.blocks import Span, trimmed
from index.normal import fold, width
from index.transcript import Interview, Paragraph

UnitKind = Literal["paragraph", "sentence", "window"]

# A full stop ends a sentence only before white space and something that is not lower case:
# "3.5", "U.S. is" and "e.g. this" go on. A line end behind a colon ends nothing: "Ann:\nYes."
_SENTENCE_END = re.compile(
    r"[。！？!?；;…]+[”’」』）)\"'》]*|\.[”’\"')]*(?=\s+[^\sa-z])|(?<![:：])\n+|\.[”’\"')]*\s*$"
)
_CLAUSE_END = re.compile(r"[，,：:；;]+[”’」』）)\"'》]*(?!\d)|\s[-–—]+\s|——+")

# In reading width, where a Chinese character counts 3 and a Latin letter 1: about 16 and 48
# characters of Chinese.
_SHORTEST_SENTENCE = 18
_LONG_SENTENCE = 144
_WINDOW = 120


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a paragraph that is embedded and scored; offsets count in the paragraph's text."""

    paragraph: int
    kind: UnitKind
    start: int
    end: int
    text: str


def _split(text: str, ends: re.Pattern[str], start: int, stop: int) -> Iterator[Span]:
    for match in ends.finditer(text, start, stop):
        span = trimmed(text, start, match.end())
        if span[0] < span[1]:
            yield span
        start = match.end()
    span = trimmed(text, start, stop)
    if span[0] < span[1]:
        yield span


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of a text, in order, without surrounding white space."""
    return list(_split(text, _SENTENCE_END, 0, len(text)))


def clauses(text: str, span: Span) -> list[Span]:
    """Return the spans of the clauses inside one sentence."""
    return list(_split(text, _CLAUSE_END, *span))


def _windows(text: str, sentence: Span) -> Iterator[Span]:
    """Yield runs of neighbouring clauses that together stay within the window's width."""
    parts = clauses(text, sentence)
    begin, reached = sentence[0], -1
    # The width up to every place: a sentence of a hundred thousand clauses is cut in one go.
    before = [0, *accumulate(width(char) for char in text[slice(*sentence)])]
    for first, (start, shortest) in enumerate(parts):
        end = shortest
        for _, later in parts[first + 1 : first + 1 + _WINDOW]:
            if before[later - begin] - before[start - begin] > _WINDOW:
                break
            end = later
        # A window inside the one before it adds nothing.
        if end > reached:
            reached = end
            yield start, end


def _pieces(text: str) -> Iterator[tuple[UnitKind, Span]]:
    whole = (0, len(text))
    yield "paragraph", whole
    for sentence in sentences(text):
        size = width(text[slice(*sentence)])
        if sentence != whole and size >= _SHORTEST_SENTENCE:
            yield "sentence", sentence
        if size > _LONG_SENTENCE:
            yield from (("window", window) for window in _windows(text, sentence))


def paragraph_units(paragraph: Paragraph) -> list[Unit]:
    """Return the units of one paragraph, the whole paragraph first."""
    folded = fold(paragraph.text)
    return [
        Unit(paragraph.number, kind, start, end, folded[start:end])
        for kind, (start, end) in _pieces(paragraph.text)
    ]


def cut_units(interview: Interview) -> list[Unit]:
    """Return the units of every paragraph of an interview, in reading order."""
    paragraphs: Sequence[Paragraph] = interview.paragraphs
    return [unit for paragraph in paragraphs for unit in paragraph_units(paragraph)]
