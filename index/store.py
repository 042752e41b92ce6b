"""The index on disk, as its readers see it: SQLite is the truth, FAISS and full text serve it.

Readers and one writer (`index/writer.py`) may use an index at the same time, in any number of
processes. Every change counts up the generation; a reader notices at its next search.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderMismatch, StoreError, UnknownInterview
from index.fulltext import FullText, TextKind, TextQuery, UnitHit
from index.passages import UnitKind
from index.schema import close_quietly, connect
from index.speakers import Speaker
from index.transcript import Fact, Interview, Paragraph
from index.vectors import VectorIndex

Vectors = NDArray[np.float32]

_FETCH = 5000


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored paragraph; `row` is its number in the store, `source` the name of its file."""

    row: int
    interview: str
    source: str
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit with its vector; offsets count in its paragraph's text."""

    unit: int
    passage: int
    kind: UnitKind
    start: int
    end: int
    vector: Vectors


@dataclass(frozen=True, slots=True)
class InterviewSummary:
    """What a list of interviews shows."""

    id: str
    title: str
    source: str
    language: str
    paragraphs: int
    speakers: tuple[Speaker, ...]


def blob(text: str) -> bytes:
    """Return text as it is stored; `_text` brings it back."""
    # SQLite cannot store lone surrogates as text, and the source must come back as it was.
    return text.encode("utf-8", "surrogatepass")


def _text(blob: bytes) -> str:
    return blob.decode("utf-8", "surrogatepass")


class Store:
    """An open index; a context manager. Reading is safe from several threads."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._local = threading.local()
        self._local.connection = connection
        self._connections = [connection]
        self._guard = threading.Lock()
        self.fingerprint = str(self._meta("fingerprint"))
        self.dimension = int(self._meta("dimension"))
        self._vectors: VectorIndex | None = None
        self._full_text = FullText()

    @classmethod
    def open(
        cls,
        directory: str | Path,
        *,
        encoder_fingerprint: str | None = None,
        dimension: int | None = None,
    ) -> Self:
        """Open an index for reading; with a fingerprint, only if it was built with that encoder.

        Raises IndexMissing, IndexForeign or EncoderMismatch.
        """
        folder = Path(directory)
        store = cls(folder, connect(folder, write=False))
        if encoder_fingerprint is not None:
            store._check_encoder(encoder_fingerprint, dimension)
        return store

    def _check_encoder(self, fingerprint: str, dimension: int | None) -> None:
        if fingerprint != self.fingerprint or (dimension or self.dimension) != self.dimension:
            self.close()
            raise EncoderMismatch(
                f"The index in {self._folder} was built with the encoder {self.fingerprint}, not "
                f"{fingerprint}: name that one with --encoder, or ingest into another --index."
            )

    def close(self) -> None:
        """Close the index."""
        with self._guard:
            for connection in self._connections:
                close_quietly(connection)
            self._connections.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self._folder, write=False)
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection

    def _meta(self, key: str) -> str:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise StoreError(f"The index in {self._folder} is not finished: run python ingest.py.")
        return str(row[0])

    @property
    def generation(self) -> int:
        """How many changes the index has seen."""
        return int(self._meta("generation"))

    def interviews(self) -> list[InterviewSummary]:
        """Return a summary of each interview, by id."""
        rows = self._connection.execute(
            "SELECT id, title, source, language, paragraphs, speakers FROM interviews ORDER BY id"
        )
        return [InterviewSummary(*each[:5], speakers=_speakers(each[5])) for each in rows]

    def interview_path(self, interview_id: str) -> str | None:
        """Return the file that an interview id belongs to."""
        row = self._connection.execute(
            "SELECT path FROM interviews WHERE id = ?", (interview_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def has_interview(self, interview_id: str) -> bool:
        """Tell whether an interview is in the index."""
        return self.interview_path(interview_id) is not None

    def interview(self, interview_id: str) -> Interview:
        """Return a whole interview; raises UnknownInterview."""
        row = self._connection.execute(
            "SELECT row, id, title, source, text, language, speakers, facts FROM interviews"
            " WHERE id = ?",
            (interview_id,),
        ).fetchone()
        if row is None:
            raise UnknownInterview(
                f"No interview '{interview_id}' in {self._folder}: ingest it, or check its name."
            )
        paragraphs = self._connection.execute(
            f"SELECT {_PARAGRAPH} FROM paragraphs WHERE interview = ? ORDER BY number",
            (row[0],),
        )
        return Interview(
            row[1], row[2], row[3], _text(row[4]), row[5],
            tuple(_paragraph(each) for each in paragraphs),
            _speakers(row[6]), tuple(Fact(**fact) for fact in json.loads(row[7])),
        )  # fmt: skip

    def search_dense(
        self, vector: Vectors, limit: int, interview: str | None = None
    ) -> list[UnitHit]:
        """Return the units nearest to a unit vector; exact when one interview is named."""
        if interview is not None:
            return self._search_one(vector, limit, interview)
        rows, scores = self._current_vectors().search(vector, limit)
        found = dict(zip(rows.tolist(), scores.tolist(), strict=True))
        # A unit that was replaced since the search began has no row any more and is left out.
        passages = dict(self._rows("SELECT row, paragraph FROM units WHERE row IN", list(found)))
        return [UnitHit(row, passages[row], found[row]) for row in found if row in passages]

    def _search_one(self, vector: Vectors, limit: int, interview: str) -> list[UnitHit]:
        rows = self._connection.execute(
            "SELECT row, paragraph, vector FROM units WHERE interview ="
            " (SELECT row FROM interviews WHERE id = ?)",
            (interview,),
        ).fetchall()
        if not rows:
            return []
        matrix = np.frombuffer(b"".join(row[2] for row in rows), np.float32)
        scores = matrix.reshape(len(rows), -1) @ vector
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        return [UnitHit(rows[i][0], rows[i][1], float(scores[i])) for i in best]

    def search_text(
        self,
        terms: Sequence[str],
        limit: int,
        interview: str | None = None,
        kind: TextKind = "paragraph",
    ) -> list[UnitHit]:
        """Return the paragraphs or sentences that contain any of the terms, by BM25."""
        return self._full_text.search(
            self._connection, self.generation, terms, TextQuery(limit, interview, kind)
        )

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return passages by row; rows that are gone are left out."""
        found = self._rows(
            f"SELECT interviews.id, interviews.source, paragraphs.row, {_PARAGRAPH} FROM paragraphs"
            " JOIN interviews ON interviews.row = paragraphs.interview WHERE paragraphs.row IN",
            rows,
        )
        return {each[2]: Passage(each[2], each[0], each[1], _paragraph(each[3:])) for each in found}

    def passage_at(self, interview_id: str, number: int) -> Passage:
        """Return the paragraph of an interview by its number; raises UnknownInterview."""
        row = self._connection.execute(
            "SELECT paragraphs.row FROM paragraphs JOIN interviews ON interviews.row ="
            " paragraphs.interview WHERE interviews.id = ? AND number = ?",
            (interview_id, number),
        ).fetchone()
        found = self.passages([row[0]]) if row else {}
        if not found:
            raise UnknownInterview(f"No paragraph {number} in an interview '{interview_id}'.")
        return next(iter(found.values()))

    def units(self, passage_rows: Sequence[int]) -> list[StoredUnit]:
        """Return the units of passages with their vectors, in the order they were cut."""
        found = self._rows(
            "SELECT row, paragraph, kind, start, end, vector FROM units WHERE paragraph IN",
            passage_rows,
        )
        return sorted(
            (StoredUnit(*each[:5], vector=np.frombuffer(each[5], np.float32)) for each in found),
            key=lambda unit: unit.unit,
        )

    def _rows(self, query: str, rows: Sequence[int]) -> Iterator[Any]:
        for start in range(0, len(rows), _FETCH):
            chunk = [int(row) for row in rows[start : start + _FETCH]]
            marks = ",".join("?" * len(chunk))
            yield from self._connection.execute(f"{query} ({marks})", chunk)

    def _current_vectors(self) -> VectorIndex:
        """Return the dense index, brought to the present generation."""
        generation = self.generation
        with self._guard:
            vectors = self._vectors
            if vectors is None:
                vectors = VectorIndex(self.dimension)
                vectors.load(self._folder, self.fingerprint)
                vectors.generation = -1
            if vectors.generation != generation:
                rows = [row[0] for row in self._connection.execute("SELECT row FROM units")]
                vectors.update(rows, self._fetch_vectors, generation)
            self._vectors = vectors
        return vectors

    def _fetch_vectors(
        self, rows: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        for start in range(0, len(rows), _FETCH):
            chunk = rows[start : start + _FETCH].tolist()
            found = list(self._rows("SELECT row, vector FROM units WHERE row IN", chunk))
            matrix = np.frombuffer(b"".join(each[1] for each in found), np.float32)
            ids = np.array([each[0] for each in found], np.int64)
            yield ids, matrix.reshape(len(found), self.dimension)


_PARAGRAPH = "paragraphs.id, number, kind, spans, section, speaker, role, exchange, paragraphs.text"


def _paragraph(row: Sequence[Any]) -> Paragraph:
    identifier, number, kind, spans, section, speaker, role, exchange, text = row
    pairs = tuple((start, end) for start, end in json.loads(spans))
    return Paragraph(identifier, number, kind, _text(text), pairs, section, speaker, role, exchange)


def _speakers(text: str) -> tuple[Speaker, ...]:
    return tuple(Speaker(**speaker) for speaker in json.loads(text))
