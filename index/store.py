"""What an index is to everyone else: interviews, their passages, and two searches.

An index is a folder on this machine, or `milvus+http://HOST:PORT/COLLECTION` for many machines.
Either way every change of one source is one generation: seen whole, or not at all.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.address import is_remote
from index.closing import Closing
from index.common_terms import TextKind
from index.encoder import Vectors
from index.errors import UnknownInterview
from index.fulltext import UnitHit
from index.passages import Unit
from index.reading import Source, StoredUnit
from index.rows import InterviewSummary, Passage
from index.transcript import Interview
from index.wanted import Wanted

__all__ = [
    "Entry", "InterviewSummary", "Passage", "Source", "Store", "StoredUnit", "UnitHit",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An interview to store; `vectors` [units, dimension], or None when all are remembered."""

    interview: Interview
    units: Sequence[Unit]
    vectors: Vectors | None = None


class Store(Closing):
    """An open index; a context manager. Any number of threads may read, one may write.

    Whoever reads sees the newest generation at each call; inside `snapshot()` everything read
    belongs together. `fingerprint` and `dimension` are those of the encoder it was built with.
    """

    fingerprint: str
    dimension: int

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        encoder_fingerprint: str | None = None,
        dimension: int | None = None,
    ) -> "Store":
        """Open an index for reading; None for the encoder takes any.

        Raises IndexMissing, IndexForeign, EncoderMismatch or StoreError.
        """
        return _kind(address).open_for(address, Wanted(encoder_fingerprint, dimension))

    @classmethod
    def create(cls, address: str | Path, *, encoder_fingerprint: str, dimension: int) -> "Store":
        """Open an index for writing, made where there is none; the only writer until closed.

        Raises IndexBusy, IndexForeign, EncoderMismatch or StoreError.
        """
        return _kind(address).create_for(address, encoder_fingerprint, dimension)

    @classmethod
    @abstractmethod
    def open_for(cls, address: str | Path, wanted: Wanted) -> Self:
        """Open an index of this kind for reading."""

    @classmethod
    @abstractmethod
    def create_for(cls, address: str | Path, encoder: str, dimension: int) -> Self:
        """Open an index of this kind for writing."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the index."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[None]:
        """Let everything this thread reads inside the block belong to one generation."""

    @abstractmethod
    def ensure_sound(self) -> bool:
        """Check all that can be checked; tell whether every byte was.

        Raises StoreError when the index is damaged.
        """

    @property
    @abstractmethod
    def generation(self) -> int:
        """The number of changes since the index was made."""

    @abstractmethod
    def sources(self) -> dict[str, Source]:
        """Return every ingested file by its path."""

    @abstractmethod
    def remembered(self, texts: Iterable[str]) -> set[str]:
        """Return those of the texts whose vectors the index has."""

    @abstractmethod
    def interviews(self) -> list[InterviewSummary]:
        """Return a summary of every interview, by id."""

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers of interviews, paragraphs and units."""
        summaries = self.interviews()
        return (
            len(summaries),
            sum(summary.paragraphs for summary in summaries),
            sum(summary.units for summary in summaries),
        )

    @abstractmethod
    def interview_path(self, interview_id: str) -> str | None:
        """Return the path of the file an interview came from, None when there is none."""

    def has_interview(self, interview_id: str) -> bool:
        """Tell whether an interview is in the index."""
        return self.interview_path(interview_id) is not None

    @abstractmethod
    def interview(self, interview_id: str) -> Interview:
        """Return one interview whole; raises UnknownInterview."""

    @abstractmethod
    def search_dense(
        self, vector: Vectors, limit: int, interview: str | None = None
    ) -> list[UnitHit]:
        """Return the units nearest to a unit vector [dimension], best first.

        Raises EncoderError for a vector that cannot be searched.
        """

    @abstractmethod
    def search_text(
        self,
        terms: Sequence[str],
        limit: int,
        interview: str | None = None,
        kind: TextKind = "paragraph",
    ) -> list[UnitHit]:
        """Return the paragraphs, or sentences, that hold any of the terms, by BM25, best first.

        A paragraph of one sentence counts as a sentence too.
        """

    @abstractmethod
    def phrase_count(self, phrase: str, limit: int = 10_000) -> int:
        """Return how many paragraphs hold a phrase of Chinese characters, at most `limit`."""

    @abstractmethod
    def paragraph_count(self) -> int:
        """Return the number of paragraphs in the index."""

    @abstractmethod
    def passages(self, passage_rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of those rows that exist, by row."""

    def passage_at(self, interview_id: str, number: int) -> Passage:
        """Return the paragraph of an interview by its number; raises UnknownInterview."""
        found = self.passages_at(interview_id, [number])
        if not found:
            raise UnknownInterview(f"No paragraph {number} in an interview '{interview_id}'.")
        return found[0]

    @abstractmethod
    def passages_at(self, interview_id: str, numbers: Iterable[int]) -> list[Passage]:
        """Return the paragraphs of an interview that have these numbers, in reading order.

        Raises UnknownInterview for the interview; numbers that it does not have are left out.
        """

    @abstractmethod
    def units(self, passage_rows: Sequence[int]) -> list[StoredUnit]:
        """Return the units of passages with their vectors, in the order they were cut."""

    @abstractmethod
    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of texts that `replace` will be given.

        Raises EncoderError, before anything is written, for vectors that cannot be searched.
        """

    @abstractmethod
    def replace(self, source: Source, entries: Sequence[Entry]) -> None:
        """Put a file's interviews in the place of what it held before, as one change.

        Raises EncoderError for vectors that cannot be searched and SourceError for an id that is
        taken; the index is then as it was.
        """

    @abstractmethod
    def remove_source(self, path: str) -> int:
        """Remove what a file brought in and return the number of interviews that were."""

    @abstractmethod
    def sweep(self) -> int:
        """Drop what no interview uses any more, and return how many vectors that were."""

    @abstractmethod
    def save(self) -> None:
        """Bring what only speeds up searches up to date."""


def _kind(address: str | Path) -> type[Store]:
    """Return the kind of store that an address names; the other one's library is not loaded."""
    if is_remote(address):
        from index.milvus import MilvusStore

        return MilvusStore
    from index.local import LocalStore

    return LocalStore
