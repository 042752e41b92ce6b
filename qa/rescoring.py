"""Candidates → the reader's opinion of each, and an order made of both.

The retriever says which passage is like the question, the reader which one answers it. Both scores
are added; the weights were fitted on the development sets together (`training/fit_weights.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.exchange import best_first, is_asked
from qa.question import Question, is_foreign
from qa.reader import Reader
from qa.retriever import Found, Ranked


@dataclass(frozen=True, slots=True)
class RescoringSettings:
    """`passages` are read; `answerable` and `span` weigh the reader's scores.

    A passage that was not read counts as one with the logit `unread`. Where question and passage
    differ in language the search knows less, and the reader's logit weighs `foreign`.
    """

    passages: int = 8
    answerable: float = 0.12
    foreign: float = 0.15
    span: float = 0.05
    unread: float = -5.0


def rescore(question: Question, found: Found, reader: Reader, settings: RescoringSettings) -> Found:
    """Return the candidates in their final order, the first ones with their readings."""
    readable = [each for each in found.ranked if may_answer(each)][: settings.passages]
    readings = reader.read(question.text, [reading_view(each) for each in readable])
    read = {
        each.passage.row: replace(each, reading=reading)
        for each, reading in zip(readable, readings, strict=True)
    }
    ranked = [read.get(each.passage.row, each) for each in found.ranked]
    return Found(found.vector, best_first(_moved(question, ranked, settings)))


def may_answer(candidate: Ranked) -> bool:
    """Tell whether a passage can answer: headings announce, and interviewers ask."""
    return candidate.passage.paragraph.kind != "heading" and not is_asked(candidate.passage)


def reading_view(candidate: Ranked) -> tuple[str, str]:
    """Return the heading and the text that the reader is shown."""
    return candidate.passage.paragraph.section, candidate.passage.paragraph.text


def _moved(
    question: Question, ranked: Sequence[Ranked], settings: RescoringSettings
) -> list[Ranked]:
    moved = []
    for each in ranked:
        foreign = is_foreign(question, each.passage.paragraph.text)
        weight = settings.foreign if foreign else settings.answerable
        logit = each.reading.score if each.reading else settings.unread
        span = each.reading.span_score if each.reading else settings.unread
        score = each.score + weight * logit + settings.span * span
        moved.append(replace(each, score=score))
    return moved
