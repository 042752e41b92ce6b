"""Where the words of a link stand now, in an interview that may have been ingested again since."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.blocks import Span
from index.transcript import Interview, Paragraph
from qa.citation import AROUND, fingerprint, source_spans

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_CHECKS = re.compile(r"[0-9a-f]{12}(?:-[0-9a-f]{8}-[0-9a-f]{8})?")
# Comparing fingerprints at every place costs a hash for each character.
_MOST_TRIED = 400_000

State = Literal["", "moved", "reworded", "changed"]


@dataclass(frozen=True, slots=True)
class Marked:
    """The characters to mark, whether they are still where the link says, and their paragraph.

    `paragraph` is 0 when they are where they were, or when nobody knows.
    """

    spans: tuple[Span, ...]
    state: State = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    paragraph: Paragraph
    start: int
    end: int

    def spans(self) -> tuple[Span, ...]:
        return source_spans(self.paragraph, self.start, self.end)

    def around(self) -> tuple[str, str]:
        text = self.paragraph.text
        return text[max(0, self.start - AROUND) : self.start], text[self.end : self.end + AROUND]


def parse_highlight(value: str) -> list[Span]:
    """Return the spans that `?hl=10-20,30-40` names; anything else in it is ignored."""
    pairs = (_SPAN.fullmatch(part) for part in value.split(",")[:100])
    return [(int(match[1]), int(match[2])) for match in pairs if match]


def located(interview: Interview, spans: list[Span], checks: str) -> Marked:
    """Return where the words of a link stand now; without fingerprints, where it says.

    The same words may stand in many places: those between the same neighbours are meant, else
    those where the link says, else those nearest to it.
    """
    if not _CHECKS.fullmatch(checks) or not spans:
        return Marked(tuple(spans))
    words, _, around = checks.partition("-")
    named = "".join(interview.text[start:end] for start, end in spans)
    here = fingerprint(named) == words
    if here and (not around or _same_around(interview, spans, around)):
        return Marked(tuple(spans))
    length = sum(end - start for start, end in spans)
    places = [each for each in _windows(interview, length) if _is(each, words)]
    between = [each for each in places if around and _around(each) == around]
    if between or (places and not here):
        best = min(between or places, key=lambda each: abs(each.spans()[0][0] - spans[0][0]))
        return Marked(best.spans(), "moved", best.paragraph.number)
    if here:
        return Marked(tuple(spans))
    stood = _between(interview, around)
    return Marked((), "reworded", stood) if stood else Marked((), "changed")


def _is(place: _Place, words: str) -> bool:
    return fingerprint(place.paragraph.text[place.start : place.end]) == words


def _around(place: _Place) -> str:
    return "-".join(fingerprint(each)[:8] for each in place.around())


def _same_around(interview: Interview, spans: list[Span], around: str) -> bool:
    for paragraph in interview.paragraphs:
        at = 0
        for first, last in paragraph.spans:
            if first <= spans[0][0] < last:
                start = at + spans[0][0] - first
                end = start + sum(high - low for low, high in spans)
                return _around(_Place(paragraph, start, end)) == around
            at += last - first
    return False


def _windows(interview: Interview, length: int) -> Iterator[_Place]:
    tried = 0
    for paragraph in interview.paragraphs:
        for at in range(len(paragraph.text) - length + 1):
            yield _Place(paragraph, at, at + length)
        tried += max(0, len(paragraph.text) - length)
        if tried > _MOST_TRIED:
            return


def _between(interview: Interview, around: str) -> int:
    """Return the paragraph in which the neighbours of the words still stand, 0 for none."""
    before, _, after = around.partition("-")
    if not after:
        return 0
    for paragraph in interview.paragraphs:
        text = paragraph.text
        starts = [
            at for at in range(AROUND, len(text) + 1) if _named(text[at - AROUND : at], before)
        ]
        ends = [at for at in range(len(text) - AROUND + 1) if _named(text[at : at + AROUND], after)]
        # Words at the edge of a paragraph have a neighbour on one side only.
        if starts or ends:
            return paragraph.number
    return 0


def _named(words: str, check: str) -> bool:
    return fingerprint(words)[:8] == check
