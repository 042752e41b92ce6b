"""Question → ranked passages: dense and lexical search, fused.

Each passage is scored by its best unit. The encoder's cosines and BM25 live on different scales, so
both are standardised over the candidates before they are added (z-score fusion; on CMRC 2018 it
beats reciprocal-rank fusion, which throws the margins away).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.common_terms import TextKind
from index.encoder import Encoder
from index.fulltext import UnitHit
from index.normal import language_of
from index.store import Passage, Store
from qa.question import Question
from qa.reader import Reading
from qa.translations import translated_terms

Columns: TypeAlias = tuple[dict[int, float], dict[int, float], dict[int, float]]
_KINDS: tuple[TextKind, TextKind] = ("paragraph", "sentence")


@dataclass(frozen=True, slots=True)
class RetrieverSettings:
    """Weights and depths of the search, fitted on the development sets together.

    Where the question is in another language than what the dense search finds, few of its words
    can match: the translations of words that have at most `translations` are searched for, too, and
    the lexical weights count `foreign` times. `thread` is what a passage gains by standing in the
    interview that the conversation is in.
    """

    dense: float = 0.5
    paragraph_terms: float = 0.25
    sentence_terms: float = 0.25
    foreign: float = 0.15
    translations: int = 8
    thread: float = 1.6
    unit_depth: int = 300
    passage_depth: int = 100


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate passage: `score` orders them, the others are what it was made of.

    `reading` is what the reader says of the passage, None when it has not read it.
    """

    passage: Passage
    score: float
    cosine: float
    paragraph_terms: float
    sentence_terms: float
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of one search: the question's vector and the passages, best first."""

    vector: NDArray[np.float32]
    ranked: tuple[Ranked, ...]


def best_per_passage(hits: Iterable[UnitHit]) -> dict[int, float]:
    """Return the best score of each passage's units."""
    best: dict[int, float] = {}
    for hit in hits:
        best[hit.passage] = max(hit.score, best.get(hit.passage, float("-inf")))
    return best


def standardise(scores: Mapping[int, float], rows: Sequence[int], missing: float) -> list[float]:
    """Return z-scores over `rows`, all 0 when nothing tells the rows apart."""
    values = [scores.get(row, missing) for row in rows]
    deviation = pstdev(values)
    if deviation < 1e-9:
        return [0.0] * len(values)
    mean = fmean(values)
    return [(value - mean) / deviation for value in values]


class Retriever:
    """Searches one store with one encoder."""

    def __init__(
        self, store: Store, encoder: Encoder, settings: RetrieverSettings | None = None
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._settings = settings or RetrieverSettings()

    def retrieve(
        self,
        question: Question,
        limit: int = 20,
        interview: str | None = None,
        thread: Mapping[str, float] | None = None,
    ) -> Found:
        """Return the `limit` best passages, best first, from one interview or from all.

        `thread` are the interviews that a conversation is in, with weights from 0 to 1: their
        passages are candidates too, and gain.
        """
        vector = self._encoder.queries([question.folded])[0]
        columns = self._search(question, vector, interview)
        for name in thread or ():
            for column, more in zip(columns, self._search(question, vector, name), strict=True):
                column.update(more)
        if not any(columns):
            return Found(vector, ())
        share = 1.0
        if self._is_foreign(question, columns[0]):
            share = self._settings.foreign
            terms = (*question.terms, *translated_terms(question, self._settings.translations))
            for column, more in zip(columns[1:], self._by_terms(terms, interview), strict=True):
                column.update(more)
        rows = sorted({row for column in columns for row in column})
        scores = self._fuse(rows, columns, share)
        if thread:
            scores = self._leant(rows, scores, thread)
        best = sorted(zip(scores, rows, strict=True), key=lambda pair: -pair[0])[:limit]
        return Found(vector, tuple(self._ranked(best, columns)))

    def _ranked(self, best: Sequence[tuple[float, int]], columns: Columns) -> Iterator[Ranked]:
        """Yield the candidates of (score, row) that are still in the store."""
        passages = self._store.passages([row for _, row in best])
        for score, row in best:
            if row in passages:
                cosine, paragraph, sentence = (each.get(row, 0.0) for each in columns)
                yield Ranked(passages[row], score, cosine, paragraph, sentence)

    def _leant(
        self, rows: Sequence[int], scores: Sequence[float], thread: Mapping[str, float]
    ) -> list[float]:
        """Return the scores with what the passages of the conversation's interviews gain."""
        of_row, gain = self._store.passages(rows), self._settings.thread
        return [
            score + gain * thread.get(of_row[row].interview, 0.0) if row in of_row else score
            for row, score in zip(rows, scores, strict=True)
        ]

    def _search(
        self, question: Question, vector: NDArray[np.float32], interview: str | None
    ) -> Columns:
        """Return the best cosine, paragraph BM25 and sentence BM25 of each passage found."""
        dense = self._store.search_dense(vector, self._settings.unit_depth, interview)
        paragraph, sentence = self._by_terms(question.terms, interview)
        return best_per_passage(dense), paragraph, sentence

    def _by_terms(self, terms: Sequence[str], interview: str | None) -> Iterator[dict[int, float]]:
        """Yield the paragraph BM25 and the sentence BM25 of each passage that has any of terms."""
        depth = self._settings.passage_depth
        for kind in _KINDS:
            hits = self._store.search_text(terms, depth, interview, kind)
            yield best_per_passage(hits)

    def _is_foreign(self, question: Question, dense: Mapping[int, float]) -> bool:
        """Tell whether the nearest passage is in another language than the question."""
        if not dense:
            return False
        nearest = self._store.passages([max(dense, key=lambda row: dense[row])])
        return any(
            (language_of(each.paragraph.text) == "en") != (question.language == "en")
            for each in nearest.values()
        )

    def _fuse(
        self,
        rows: Sequence[int],
        found: Columns,
        lexical: float,
    ) -> list[float]:
        settings = self._settings
        dense, paragraph, sentence = found
        parts = (
            (settings.dense, standardise(dense, rows, min(dense.values(), default=0.0))),
            (settings.paragraph_terms * lexical, standardise(paragraph, rows, 0.0)),
            (settings.sentence_terms * lexical, standardise(sentence, rows, 0.0)),
        )
        return [sum(weight * column[i] for weight, column in parts) for i in range(len(rows))]
