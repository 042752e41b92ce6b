"""Ranked passages → the sentences that answer, with the words that the reader points at in bold.

A sentence is scored like a passage: cosine of its best unit, the share of the question's terms it
contains, and the reader's probability that the answer starts in it. Its neighbours help to tell
which of two alike sentences is meant, so a passage's own rank counts too.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.blocks import Span
from index.normal import fold
from index.passages import sentences
from index.store import Passage, Store, StoredUnit
from qa.amounts import counted
from qa.citation import Quote
from qa.coverage import coverage
from qa.furniture import is_keywords
from qa.question import Question, asks_how
from qa.reader import Reading
from qa.rescoring import may_answer
from qa.retriever import Ranked

_QUESTION = re.compile(r"[?？][”’」』）)\"']*$")
_MARKER = (
    "(?:[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]{1,2}[，,、是]|"
    "首先[，,]?|其次[，,]?)"
)
# "三是效果好。": a point's name, which says nothing without the sentence behind it.
_NAME = re.compile(rf"{_MARKER}[^，,。；;：:]{{1,14}}[。；;]")
# "三是大力培育高成长企业,在推动转型升级上下功夫。" is what was done; how is said behind it.
_HEAD = re.compile(rf"{_MARKER}[^。；;]{{1,60}}[。；;]")


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How sentences are scored and how many are shown.

    The reader's span is shown in bold when its log-probability is above `bold`, and its sentence is
    shown besides, whatever its score, when it is above `certain`.
    """

    coverage: float = 0.12
    reader: float = 0.15
    bold: float = -4.0
    certain: float = -1.6
    passages: int = 3
    per_passage: int = 2
    close: float = 0.08
    second_passage: float = 0.1


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage and how well it fits the question."""

    span: Span
    score: float


def is_question(text: str, sentence: Span) -> bool:
    """Tell whether a sentence of a text asks: such a one is never an answer."""
    return _QUESTION.search(text, *sentence) is not None


def score_sentences(
    question: Question,
    vector: NDArray[np.float32],
    text: str,
    units: Sequence[StoredUnit],
    settings: EvidenceSettings,
    *,
    reading: Reading | None = None,
) -> list[Scored]:
    """Return the sentences of one passage with their scores, in reading order.

    Questions and rows of keywords are left out: they are never an answer.
    """
    cosines = [(unit.start, unit.end, float(unit.vector @ vector)) for unit in units]
    scored = []
    for start, end in sentences(text):
        if is_question(text, (start, end)) or is_keywords(text[start:end]):
            continue
        inside = [cosine for low, high, cosine in cosines if low >= start and high <= end]
        # A sentence too short for a unit of its own is judged by the paragraph around it.
        best = max(inside, default=min((cosine for *_, cosine in cosines), default=0.0))
        covered = coverage(question, text[start:end])
        pointed = reading.mass((start, end)) if reading else 0.0
        score = best + settings.coverage * covered + settings.reader * pointed
        scored.append(Scored((start, end), score))
    return scored


def _keep(
    scored: Sequence[Scored], reading: Reading | None, settings: EvidenceSettings
) -> list[Span]:
    """Return the best sentence, those about as good, and the one pointed into, in reading order."""
    best = max(sentence.score for sentence in scored)
    close = [sentence for sentence in scored if sentence.score >= best - settings.close]
    chosen = sorted(close, key=lambda sentence: -sentence.score)[: settings.per_passage]
    if reading and reading.span_score >= settings.certain:
        pointed = [each for each in scored if each.span[0] <= reading.start < each.span[1]]
        chosen.extend(each for each in pointed if each not in chosen)
    return sorted(sentence.span for sentence in chosen)


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Join spans that only white space separates, so that neighbours make one quote."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _filled(question: str, spans: Sequence[Span], text: str) -> list[Span]:
    """Return the spans, those of a point's mere name with the sentence behind it.

    For a question how, what a point says first is no more than its name.
    """
    after = dict(pairwise(sentences(text)))
    name = _HEAD if asks_how(question) else _NAME
    return [
        (span[0], after[span][1]) if span in after and name.fullmatch(text, *span) else span
        for span in spans
    ]


def best_quotes(
    question: Question,
    vector: NDArray[np.float32],
    ranked: Sequence[Ranked],
    store: Store,
    settings: EvidenceSettings | None = None,
) -> list[Quote]:
    """Return the sentences to show, from the first passage and any that is about as good."""
    settings = settings or EvidenceSettings()
    said = [each for each in ranked if may_answer(each)]
    near = [
        candidate
        for candidate in said[: settings.passages]
        if candidate.score >= said[0].score - settings.second_passage
    ]
    units: dict[int, list[StoredUnit]] = defaultdict(list)
    for unit in store.units([candidate.passage.row for candidate in near]):
        units[unit.passage].append(unit)
    quotes: list[Quote] = []
    for candidate in near:
        text = candidate.passage.paragraph.text
        own, reading = units[candidate.passage.row], candidate.reading
        scored = score_sentences(question, vector, text, own, settings, reading=reading)
        if scored:
            spans = _joined(_filled(question.text, _keep(scored, reading, settings), text), text)
            focus = _focus(reading, settings)
            for span in spans:
                beside = counted(question.text, text, span)
                quotes.append(_quote(candidate.passage, span, beside or focus))
    return _once(quotes)


def _once(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes without those whose words an earlier one has: pages and pieces overlap."""
    kept: list[Quote] = []
    for quote in quotes:
        words = fold(quote.text).strip()
        if not any(words in fold(each.text) for each in kept):
            kept.append(quote)
    return kept


def _focus(reading: Reading | None, settings: EvidenceSettings) -> Span | None:
    if reading is None or reading.span_score < settings.bold or reading.start >= reading.end:
        return None
    return reading.start, reading.end


def _quote(passage: Passage, span: Span, focus: Span | None) -> Quote:
    """Return a quote that covers the focus to its end when it begins inside."""
    if focus is None or not span[0] <= focus[0] < span[1]:
        return Quote(passage, *span)
    ends = [end for start, end in sentences(passage.paragraph.text) if start < focus[1]]
    return Quote(passage, span[0], max(span[1], *ends), focus)
