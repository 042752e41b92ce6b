"""An index opened for reading: interviews, passages, and the two searches.

Whoever reads sees the newest generation at each call, without a restart; inside `snapshot()`
everything read belongs together.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from index import embeddings, rows
from index.common_terms import TextKind
from index.connections import Connections, Link
from index.dense import DenseSearch
from index.encoder import Vectors, checked
from index.errors import UnknownInterview
from index.fulltext import TextSearch, UnitHit
from index.passages import UnitKind
from index.recent import Recent
from index.rows import InterviewSummary, Passage
from index.soundness import ensure_sound
from index.transcript import Interview
from index.vectors import State
from index.wanted import Wanted
from index.writer import refuse_foreign

_EVERY_UNIT = (0, 2**62)
_KEPT = 32  # interviews that stay in memory for the next question to them


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was ingested; `version` names the pipeline that read it."""

    path: str
    sha256: str
    version: str


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit of a passage; offsets count in the paragraph's text."""

    unit: int
    passage: int
    kind: UnitKind
    start: int
    end: int
    vector: Vectors


@dataclass(frozen=True, slots=True)
class _View:
    """What one call sees: a connection, the file behind it, and the state it is in."""

    link: Link
    state: State

    @property
    def db(self) -> sqlite3.Connection:
        return self.link.db


class Reader:
    """The reading half of a store in a folder. Any number of threads may share it."""

    def __init__(self, directory: Path, wanted: Wanted) -> None:
        self.directory = directory
        self._wanted = wanted
        self._connections = Connections(directory)
        self._text = {kind: TextSearch(kind) for kind in ("paragraph", "sentence")}
        self._dense = DenseSearch(directory)
        self._interviews: Recent[Interview] = Recent(_KEPT)
        self._summaries: Recent[tuple[InterviewSummary, ...]] = Recent(1)
        try:
            with self._view() as view:
                self.fingerprint = view.state.encoder
                self.dimension = view.state.dimension
        except BaseException:
            self._connections.close()
            raise

    @classmethod
    def open_for(cls, directory: str | Path, wanted: Wanted) -> Self:
        """Open an index for reading."""
        refuse_foreign(Path(directory))
        return cls(Path(directory), wanted)

    def close(self) -> None:
        """Let go of the index."""
        self._connections.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything this thread reads inside the block belong to one generation."""
        with self._connections.snapshot():
            yield

    @contextmanager
    def _view(self) -> Iterator[_View]:
        with self._connections.snapshot() as link:
            query = "SELECT identity, encoder, dimension, generation FROM meta"
            state = State(*link.db.execute(query).fetchone())
            self._wanted.check(state.encoder, state.dimension, f"in {self.directory}")
            yield _View(link, state)

    def ensure_sound(self) -> bool:
        """Check every byte, or every row where no seal tells; tell whether there is a seal.

        Raises StoreError when the index is damaged.
        """
        with self._view() as view:
            return ensure_sound(view.db, self.directory)

    @property
    def generation(self) -> int:
        """The number of changes since the index was made."""
        with self._view() as view:
            return view.state.generation

    def sources(self) -> dict[str, Source]:
        """Return every ingested file by its path."""
        with self._view() as view:
            found = view.db.execute("SELECT path, sha256, version FROM sources ORDER BY path")
            sources = [Source(_path(path), *others) for path, *others in found]
        return {source.path: source for source in sources}

    def remembered(self, texts: Iterable[str]) -> set[str]:
        """Return those of the texts whose vectors the index has."""
        with self._view() as view:
            return set(embeddings.known(view.db, texts))

    def interviews(self) -> list[InterviewSummary]:
        """Return a summary of every interview, by id."""
        with self._view() as view:
            return list(
                self._summaries.get(
                    view.state.identity, lambda: tuple(rows.read_summaries(view.db))
                )
            )

    def interview_path(self, interview_id: str) -> str | None:
        """Return the path of the file an interview came from, None when there is none."""
        query = "SELECT path FROM sources JOIN interviews ON source = sources.row WHERE id = ?"
        with self._view() as view:
            found = view.db.execute(query, (interview_id,)).fetchone()
        return _path(found[0]) if found else None

    def interview(self, interview_id: str) -> Interview:
        """Return one interview whole; raises UnknownInterview."""
        with self._view() as view:
            row = self._interview_row(view, interview_id)
            if row is None:
                raise UnknownInterview(
                    f"No interview '{interview_id}' is in {self.directory}: ingest it, or check "
                    "its name."
                )
            key = (view.link.file, row)
            return self._interviews.get(key, lambda: rows.read_interview(view.db, row))

    @staticmethod
    def _interview_row(view: _View, interview_id: str) -> int | None:
        query = "SELECT row FROM interviews WHERE id = ?"
        found = view.db.execute(query, (interview_id,)).fetchone()
        return found[0] if found else None

    def search_dense(
        self, vector: Vectors, limit: int, interview: str | None = None
    ) -> list[UnitHit]:
        """Return the units nearest to a unit vector [dimension], best first; exact.

        Raises EncoderError for a vector that cannot be searched.
        """
        vector = checked(np.asarray(vector, np.float32).reshape(1, -1), 1, self.dimension)[0]
        with self._view() as view:
            if interview is None:
                found = self._dense.everywhere(view.link, view.state, vector, limit)
            else:
                row = self._interview_row(view, interview)
                found = [] if row is None else self._dense.within(view.link, row, vector, limit)
            # What the vectors still have but this snapshot has not is left out.
            paragraphs = embeddings.paragraphs_of(view.db, (unit for unit, _ in found))
        hits = (UnitHit(u, paragraphs[u], score) for u, score in found if u in paragraphs)
        return sorted(hits, key=lambda hit: (-hit.score, hit.unit))

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
        with self._view() as view:
            units = _EVERY_UNIT
            if interview is not None:
                units = self._unit_range(view, interview)
            return self._text[kind].search(view.db, view.state.identity, terms, limit, units)

    def phrase_count(self, phrase: str, limit: int = 10_000) -> int:
        """Return how many paragraphs hold a phrase of Chinese characters, at most `limit`."""
        pairs = [phrase[at : at + 2] for at in range(len(phrase) - 1)]
        with self._view() as view:
            return self._text["paragraph"].holding(view.db, pairs, limit)

    def paragraph_count(self) -> int:
        """Return the number of paragraphs in the index."""
        with self._view() as view:
            return int(view.db.execute("SELECT count(*) FROM paragraphs").fetchone()[0])

    def _unit_range(self, view: _View, interview: str) -> tuple[int, int]:
        """Return the first and last unit row of an interview: one transaction wrote them all."""
        row = self._interview_row(view, interview)
        query = "SELECT min(row), max(row) FROM units WHERE interview = ?"
        first, last = view.db.execute(query, (row,)).fetchone()
        return (first, last) if first is not None else (0, -1)

    def passages(self, passage_rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of those rows that exist, by row."""
        with self._view() as view:
            found = {passage.row: passage for passage in rows.read_passages(view.db, passage_rows)}
        return {row: found[row] for row in passage_rows if row in found}

    def passages_at(self, interview_id: str, numbers: Iterable[int]) -> list[Passage]:
        """Return the paragraphs of an interview that have these numbers, in reading order.

        Raises UnknownInterview for the interview; numbers that it does not have are left out.
        """
        query = (
            "SELECT row FROM paragraphs WHERE interview = ? "
            "AND number IN (SELECT value FROM json_each(?)) ORDER BY number"
        )
        with self._view() as view:
            interview = self._interview_row(view, interview_id)
            found = view.db.execute(query, (interview, json.dumps(list(numbers)))).fetchall()
            passages = self.passages([row for (row,) in found])
        return [passages[row] for (row,) in found if row in passages]

    def units(self, passage_rows: Sequence[int]) -> list[StoredUnit]:
        """Return the units of passages with their vectors, in the order they were cut."""
        with self._view() as view:
            found = embeddings.read_stored(view.db, passage_rows)
            return [
                StoredUnit(
                    unit, passage, kind, start, end,
                    np.frombuffer(embeddings.intact(vector, checksum), np.float32),
                )
                for unit, passage, kind, start, end, vector, checksum in found
            ]  # fmt: skip


def _path(key: bytes) -> str:
    return key.decode("utf-8", "surrogatepass")
