"""The one facade: open an index, ask it questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from index.closing import Closing
from index.encoder import Encoder, load_encoder
from index.errors import UnknownInterview
from index.recent import Recent
from index.store import InterviewSummary, Passage, Store
from index.transcript import Interview
from qa.abstention import Abstention, AbstentionSettings, kind_of, nearest_question
from qa.answer import Answer, Hit, compose
from qa.citation import Quote
from qa.confidence import ConfidenceSettings
from qa.conversation import Turn
from qa.evidence import EvidenceSettings
from qa.finding import Finder, FindingSettings
from qa.following import Followed, Follower
from qa.judgement import Judge, JudgeSettings
from qa.lists import ListSettings
from qa.question import Question, read_question
from qa.reader import Reader, load_reader
from qa.retriever import Found, Ranked
from qa.stated import Stated
from qa.stopwatch import Stopwatch
from qa.suggestions import suggested
from qa.verify import Verified, verify
from qa.wording import abstained, label

# Suggested questions of which it is remembered whether they are answered.
_KEPT_SUGGESTIONS = 2000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about answering that can be set; passed explicitly, never read from globals."""

    finding: FindingSettings = field(default_factory=FindingSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    lists: ListSettings = field(default_factory=ListSettings)
    confidence: ConfidenceSettings = field(default_factory=ConfidenceSettings)
    abstention: AbstentionSettings = field(default_factory=AbstentionSettings)
    # Without the reader, passages are ordered and judged by the search alone.
    reading: bool = True

    @classmethod
    def with_threshold(cls, threshold: float | None) -> "Settings":
        """Return the defaults with another confidence below which no answer is given."""
        if threshold is None:
            return cls()
        return cls(confidence=ConfidenceSettings(threshold=threshold))

    @property
    def ranking_only(self) -> bool:
        """Whether a retriever is measured alone: no stated facts, no lists, its own order."""
        return self.finding.ranking_only


class Assistant(Closing):
    """Answers questions about the interviews of one index; safe to share between threads."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        settings: Settings | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Put an assistant together; without a reader, the search alone decides."""
        self._store = store
        self._settings = settings or Settings()
        self._finder = Finder(store, encoder, reader, self._settings.finding)
        self._follower = Follower(store, self._finder, alone=self._settings.ranking_only)
        self._stated = Stated(store, encoder, self._finder, self._settings.lists)
        judging = JudgeSettings(
            self._settings.evidence, self._settings.confidence, self._settings.ranking_only
        )
        self._judge = Judge(store, self._stated, reader, judging)
        self._answered: Recent[bool] = Recent(_KEPT_SUGGESTIONS)

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
        wanted = settings is None or settings.reading
        reader = load_reader(loaded, threads=threads) if wanted else None
        return cls(store, loaded, settings, reader)

    def close(self) -> None:
        """Let go of the index; the assistant cannot be asked afterwards."""
        self._store.close()

    @property
    def generation(self) -> int:
        """The number of changes since the index was made."""
        return self._store.generation

    def interviews(self) -> list[InterviewSummary]:
        """Return what is in the index, one summary an interview."""
        return self._store.interviews()

    def interview(self, interview_id: str) -> Interview:
        """Return one interview; raises UnknownInterview."""
        return self._store.interview(interview_id)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        interview: str | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> Answer:
        """Answer a question from one interview or from all of them.

        `history` holds the earlier turns, oldest first, as `{"role", "text"}` or as the asker's
        own questions; `notify` is told each stage as it begins. Raises QuestionError and
        UnknownInterview.
        """
        watch = Stopwatch(notify)
        asked = read_question(question)
        if interview is not None and not self._store.has_interview(interview):
            raise UnknownInterview(
                f"No interview '{interview}' in the index: ask without --interview, or list them."
            )
        # Everything read for one answer belongs to one generation of the index.
        with self._store.snapshot():
            with watch("conversation"):
                understood = self._follower.understand(asked, history, interview)
            with watch("about"):
                facts = self._known(asked, understood, history, interview)
            followed = (
                Followed(understood, self._finder.find(understood, interview, watch))
                if facts
                else self._follower.find(asked, understood, history, interview, watch)
            )
            return self._answer(asked, followed, facts, interview, watch)

    def _known(
        self,
        asked: Question,
        understood: Question,
        history: Sequence[Turn],
        interview: str | None,
    ) -> list[Quote]:
        """Return what is known without a search: stated facts, or a point of the last list."""
        if self._settings.ranking_only:
            return []
        stated = self._stated
        return stated.facts(understood, interview) or stated.point(asked, history, interview)

    def suggest(
        self,
        answer: Answer | None = None,
        asked: Sequence[str] = (),
        interview: str | None = None,
        count: int = 3,
    ) -> list[str]:
        """Return questions to ask next, each one that is answered when `interview` is asked it.

        They belong to the interview that the answer comes from, or else to the one named, or else
        to the first few, one each.
        """
        cited = answer.citations[0] if answer and answer.citations else None
        hit = answer.hits[0].interview if answer and answer.hits else None
        about = cited.interview if cited else hit or interview
        names = [about] if about else [each.id for each in self.interviews()[:count]]
        before = [*asked, answer.question] if answer else [*asked]
        share = -(-count // max(len(names), 1))
        found = [
            suggested(
                self.interview(name), cited.paragraph if cited else 0, before,
                lambda text: self._answers(text, interview), share,
            )
            for name in names
        ]  # fmt: skip
        return list(dict.fromkeys(each for some in found for each in some))[:count]

    def _answers(self, question: str, interview: str | None) -> bool:
        """Tell whether a question is answered; remembered until the index changes."""
        key = (self._store.generation, interview, question)
        return self._answered.get(key, lambda: self.ask(question, (), interview).answerable)

    def verify(self, text: str, interview: str | None = None) -> list[Verified]:
        """Return for every quotation in a text where it was said, or the nearest real words.

        Raises QuestionError and UnknownInterview.
        """
        with self._store.snapshot():
            return verify(text, self._store, interview)

    def _answer(
        self,
        asked: Question,
        followed: Followed,
        facts: list[Quote],
        interview: str | None,
        watch: Stopwatch,
    ) -> Answer:
        understood = followed.question
        judged = self._judge.judge(understood, followed.found, facts, watch, interview)
        quotes, found, sure = judged.quotes, judged.found, judged.confidence
        with watch("compose"):
            answerable = bool(quotes) and sure >= self._settings.confidence.threshold
            lead = label("asked_words", asked.language) if judged.asked else ""
            text, citations = (
                compose(quotes, as_list=judged.as_list, lead=lead) if answerable else ("", ())
            )
        with watch("abstain"):
            abstention = None if answerable else self._abstained(understood, found, sure)
        return Answer(
            question=asked.text,
            answerable=answerable,
            answer=abstained(abstention.kind, asked.language) if abstention else text,
            confidence=sure,
            citations=citations,
            hits=_hits(quotes, found.ranked),
            timings_ms=watch.timings,
            understood=understood.text,
            abstention=abstention,
        )

    def _abstained(self, question: Question, found: Found, sure: float) -> Abstention:
        """Return which way of not knowing it is, and the nearest question that was asked."""
        settings = self._settings
        kind = kind_of(question, found, sure, settings.confidence.threshold, settings.abstention)
        return Abstention(kind, nearest_question(found, self._store))


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
