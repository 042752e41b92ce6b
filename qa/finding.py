"""Question → the passages that may answer it, in their final order.

Search, then the answers that belong to found questions, then the reader's opinion of the best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.encoder import Encoder
from index.store import Passage, Store
from qa.exchange import with_answers
from qa.nearby import with_next
from qa.question import Question
from qa.reader import Reader
from qa.rescoring import RescoringSettings, rescore
from qa.retriever import Found, Retriever, RetrieverSettings
from qa.stopwatch import Stopwatch

# A logit of the reader that an answer has, rather than not.
_PROMISING = 0.0


@dataclass(frozen=True, slots=True)
class FindingSettings:
    """`candidates` passages are kept; with `ranking_only` they stay in the retriever's order.

    `following` is what the likeliest passage after the last answer gains.
    """

    retriever: RetrieverSettings = field(default_factory=RetrieverSettings)
    rescoring: RescoringSettings = field(default_factory=RescoringSettings)
    candidates: int = 20
    following: float = 1.0
    ranking_only: bool = False


class Finder:
    """Finds passages in one store with one encoder and, where there is one, a reader."""

    def __init__(
        self, store: Store, encoder: Encoder, reader: Reader | None, settings: FindingSettings
    ) -> None:
        self._store, self._reader, self._settings = store, reader, settings
        self._retriever = Retriever(store, encoder, settings.retriever)

    def find(
        self,
        question: Question,
        interview: str | None,
        watch: Stopwatch,
        thread: Mapping[str, float] | None = None,
        following: Sequence[Passage] = (),
    ) -> Found:
        """Return the candidates from one interview or from all, best first.

        `thread` are the interviews that the conversation is in, `following` the passages behind its
        last answer.
        """
        with watch("retrieve"):
            candidates = self._settings.candidates
            found = self._retriever.retrieve(question, candidates, interview, thread)
            if self._settings.ranking_only or not found.ranked:
                return found
            ranked = with_next(found.ranked, following, self._settings.following)
            found = Found(found.vector, with_answers(ranked, self._store))
        if self._reader is None:
            return found
        with watch("read"):
            return rescore(question, found, self._reader, self._settings.rescoring)


def is_better(other: Found, found: Found) -> bool:
    """Tell whether another wording of a question found a better answer than `found` has.

    The reader decides, and must believe in the other wording's answer: a new subject finds none
    either way. Without a reader the other wording is taken, which says more.
    """
    one, two = _promise(found), _promise(other)
    if one is None or two is None:
        return bool(other.ranked)
    return two > max(one, _PROMISING)


def _promise(found: Found) -> float | None:
    """Return the reader's logit of the first candidate, None when it was not read."""
    first = found.ranked[0].reading if found.ranked else None
    return first.score if first else None
