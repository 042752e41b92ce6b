"""Candidates → the words that answer and how sure they do, by the first way that has any.

What the interview states of itself comes first, then what was answered to just this question, then
a list that a question asks for, then the sentences of the best passages; where none of these is
sure enough, what the interviewer stated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.store import Store
from qa.asked_words import asked_words
from qa.citation import Quote
from qa.confidence import ConfidenceSettings, confidence
from qa.evidence import EvidenceSettings, best_quotes
from qa.named import speaks_of_another
from qa.question import Question
from qa.reader import Reader
from qa.retriever import Found
from qa.stated import Stated
from qa.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """`asked`: the confidence, 0 to 1, below which an interviewer's words are not shown.

    With `ranking_only` a retriever is measured alone.
    """

    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    confidence: ConfidenceSettings = field(default_factory=ConfidenceSettings)
    ranking_only: bool = False
    asked: float = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """Quotes with the estimated probability that they answer; `asked`: the interviewer's words."""

    quotes: Sequence[Quote]
    found: Found
    confidence: float
    as_list: bool = False
    asked: bool = False


class Judge:
    """Judges candidates from one store."""

    def __init__(
        self, store: Store, stated: Stated, reader: Reader | None, settings: JudgeSettings
    ) -> None:
        self._store, self._stated, self._reader = store, stated, reader
        self._settings = settings

    def judge(
        self,
        question: Question,
        found: Found,
        facts: Sequence[Quote],
        watch: Stopwatch,
        interview: str | None = None,
    ) -> Judgement:
        """Return the words that answer; `facts` are what is known without a search.

        `interview` is the one that is asked, None for all of them.
        """
        if facts:
            return Judgement(facts, found, self._certain(question, facts))
        if not found.ranked:
            return Judgement((), found, 0.0)
        if not self._settings.ranking_only:
            with watch("lists"):
                listed = self._listed(question, found, interview)
            if listed:
                return listed
        said = self._said(question, found, watch)
        threshold = self._settings.confidence.threshold
        if said.confidence >= threshold or self._settings.ranking_only or self._reader is None:
            return said
        with watch("asked"):
            asked = self._asked(question, found, self._reader)
        return asked if asked.confidence >= max(self._settings.asked, threshold) else said

    def _listed(self, question: Question, found: Found, interview: str | None) -> Judgement | None:
        answered = self._stated.exchange(question, found, interview)
        if answered:
            return Judgement(answered, found, self._certain(question, answered))
        points = self._stated.points(question, found)
        if points:
            return Judgement(points, found, self._certain(question, points), as_list=True)
        return None

    def _said(self, question: Question, found: Found, watch: Stopwatch) -> Judgement:
        with watch("evidence"):
            quotes = best_quotes(
                question, found.vector, found.ranked, self._store, self._settings.evidence
            )
        with watch("confidence"):
            return Judgement(quotes, found, self._sure(question, found, quotes))

    def _asked(self, question: Question, found: Found, reader: Reader) -> Judgement:
        quotes, read = asked_words(question, found, reader)
        return Judgement(quotes, read, self._sure(question, read, quotes), asked=True)

    def _certain(self, question: Question, quotes: Sequence[Quote]) -> float:
        """Return the confidence of what does not depend on the search."""
        settings = self._settings.confidence
        said = " ".join(quote.passage.paragraph.text for quote in quotes)
        other = speaks_of_another(question.text, said, self._interview(quotes))
        return settings.certain if not other else settings.threshold / 2

    def _sure(self, question: Question, found: Found, quotes: Sequence[Quote]) -> float:
        text = self._interview(quotes)
        return confidence(question, found, quotes, text, self._settings.confidence)

    def _interview(self, quotes: Sequence[Quote]) -> str:
        return self._store.interview(quotes[0].passage.interview).text if quotes else ""
