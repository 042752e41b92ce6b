"""The one facade: open an index, ask it questions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from index.encoder import Encoder, load_encoder
from index.errors import UnknownInterview
from index.normal import fold
from index.store import InterviewSummary, Passage, Store
from index.transcript import Interview
from qa.about import fact_spans, stated_facts
from qa.answer import Answer, Hit, compose
from qa.citation import Quote
from qa.confidence import ConfidenceSettings, confidence
from qa.conversation import Turn, asked_before, standalone
from qa.evidence import EvidenceSettings, best_quotes
from qa.lists import ListSettings, asked_list, list_request, ordinal, whole_point
from qa.question import Question, read_question
from qa.retriever import Found, Ranked, Retriever, RetrieverSettings
from qa.stopwatch import Stopwatch
from qa.wording import not_in_interview


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about answering that can be set; passed explicitly, never read from globals."""

    retriever: RetrieverSettings = field(default_factory=RetrieverSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    lists: ListSettings = field(default_factory=ListSettings)
    confidence: ConfidenceSettings = field(default_factory=ConfidenceSettings)
    candidates: int = 20
    # For measuring a retriever alone: no stated facts, no lists, hits in the retriever's order.
    ranking_only: bool = False


class Assistant:
    """Answers questions about the interviews of one index; safe to share between threads."""

    def __init__(self, store: Store, encoder: Encoder, settings: Settings | None = None) -> None:
        self._store = store
        self._encoder = encoder
        self._settings = settings or Settings()
        self._retriever = Retriever(store, encoder, self._settings.retriever)

    @classmethod
    def open(
        cls,
        index: str | Path = "data/index",
        *,
        encoder: str | None = None,
        threads: int | None = None,
        settings: Settings | None = None,
    ) -> Self:
        """Open an index with the encoder it was built with.

        Raises IndexMissing, IndexForeign, EncoderMismatch or EncoderError, each in one sentence.
        """
        loaded = load_encoder(encoder, threads=threads)
        store = Store.open(
            index, encoder_fingerprint=loaded.fingerprint, dimension=loaded.dimension
        )
        return cls(store, loaded, settings)

    def close(self) -> None:
        """Let go of the index; the assistant cannot be asked afterwards."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def interviews(self) -> list[InterviewSummary]:
        """Return what is in the index, one summary an interview."""
        return self._store.interviews()

    def interview(self, interview_id: str) -> Interview:
        """Return one interview; raises UnknownInterview."""
        return self._store.interview(interview_id)

    def ask(
        self, question: str, history: Sequence[Turn] = (), interview: str | None = None
    ) -> Answer:
        """Answer a question from one interview or from all of them.

        `history` holds the earlier turns, oldest first, as `{"role", "text"}` or as the asker's
        own questions. Raises QuestionError and UnknownInterview.
        """
        watch = Stopwatch()
        asked = read_question(question)
        if interview is not None and not self._store.has_interview(interview):
            raise UnknownInterview(
                f"No interview '{interview}' in the index: ask without --interview, or list them."
            )
        with watch("conversation"):
            understood = read_question(standalone(asked.text, history))
        # Everything read for one answer belongs to one generation of the index.
        with self._store.snapshot():
            with watch("about"):
                alone = self._settings.ranking_only
                facts = [] if alone else self._about(understood, interview)
                facts = facts or self._point(asked, history, interview)
            return self._answer(asked, understood, interview, facts, watch)

    def _about(self, question: Question, interview: str | None) -> list[Quote]:
        """Return the lines that state what a question about the interview itself asks for."""
        scope = self._scope(question, interview)
        if scope is None:
            return []
        whole = self._store.interview(scope)
        facts = stated_facts(question.text, whole)
        return [
            Quote(self._store.passage_at(scope, number), start, end, (low, high))
            for number, start, end, low, high in fact_spans(whole, facts)
        ]

    def _sure(
        self, question: Question, found: Found, quotes: Sequence[Quote], *, certain: bool
    ) -> float:
        """Return the confidence; stated facts and matched lists do not depend on the search."""
        settings = self._settings.confidence
        if certain:
            return settings.certain
        text = self._store.interview(quotes[0].passage.interview).text if quotes else ""
        return confidence(question, found, quotes, text, settings)

    def _point(
        self, asked: Question, history: Sequence[Turn], interview: str | None
    ) -> list[Quote]:
        """Return the point of the list just given that "the second one" means."""
        number = ordinal(asked.text)
        earlier = asked_before(history)
        if number is None or not earlier or list_request(asked.text):
            return []
        before = read_question(earlier[-1])
        found = self._retriever.retrieve(before, self._settings.candidates, interview)
        if not found.ranked:
            return []
        points = asked_list(before, found, self._store, self._encoder, self._settings.lists)
        return [whole_point(points[number - 1])] if number <= len(points) else []

    def _scope(self, question: Question, interview: str | None) -> str | None:
        """Return the interview that a question about "the interview" means, if it is clear."""
        if interview is not None:
            return interview
        summaries = self.interviews()
        if len(summaries) == 1:
            return summaries[0].id
        named = [
            each.id for each in summaries if each.title and fold(each.title) in question.folded
        ]
        return named[0] if len(named) == 1 else None

    def _answer(
        self,
        asked: Question,
        understood: Question,
        interview: str | None,
        facts: list[Quote],
        watch: Stopwatch,
    ) -> Answer:
        with watch("retrieve"):
            found = self._retriever.retrieve(understood, self._settings.candidates, interview)
        quotes, certain, as_list = facts, bool(facts), False
        if not quotes and found.ranked and not self._settings.ranking_only:
            with watch("lists"):
                quotes = asked_list(
                    understood, found, self._store, self._encoder, self._settings.lists
                )
                certain = as_list = bool(quotes)
        if not quotes and found.ranked:
            with watch("evidence"):
                quotes = best_quotes(
                    understood, found.vector, found.ranked, self._store, self._settings.evidence
                )
        with watch("confidence"):
            sure = self._sure(understood, found, quotes, certain=certain)
        with watch("compose"):
            answerable = bool(quotes) and sure >= self._settings.confidence.threshold
            text, citations = compose(quotes, as_list=as_list) if answerable else ("", ())
        return Answer(
            question=asked.text,
            answerable=answerable,
            answer=text or not_in_interview(asked.language),
            confidence=sure,
            citations=citations,
            hits=_hits(quotes, found.ranked),
            timings_ms=watch.timings,
            understood=understood.text,
        )


def _hits(quotes: Sequence[Quote], ranked: Sequence[Ranked]) -> tuple[Hit, ...]:
    """Return the passages in their final order: those quoted first, then as ranked."""
    scores = {candidate.passage.row: candidate.score for candidate in ranked}
    passages: dict[int, Passage] = {quote.passage.row: quote.passage for quote in quotes}
    passages |= {
        candidate.passage.row: candidate.passage
        for candidate in ranked
        if candidate.passage.row not in passages
    }
    best = max(scores.values(), default=0.0)
    return tuple(
        Hit(passage.paragraph.id, passage.interview, scores.get(row, best), passage.paragraph.text)
        for row, passage in passages.items()
    )
