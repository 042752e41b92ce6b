"""The index on disk: SQLite is the truth, FAISS and full text serve it.

Readers and one writer may use an index at the same time, in any number of processes. Each source
file is replaced in one transaction that also counts up the generation; a reader notices the new
generation at its next search.
"""

import fcntl
import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderMismatch, IndexBusy, SourceError, StoreError, UnknownInterview
from index.grams import terms as grams
from index.normal import fold
from index.passages import Unit, UnitKind
from index.schema import close_quietly, connect
from index.speakers import Speaker
from index.transcript import Fact, Interview, Paragraph
from index.vectors import VectorIndex

Vectors = NDArray[np.float32]
TextKind = Literal["paragraph", "sentence"]

LOCK = "writer.lock"
_WAIT_SECONDS = 10.0
# Above this many rows, terms that stand in more than a quarter of them are left out of a query:
# they tell passages apart the least and cost the most.
_MANY_ROWS, _COMMON_SHARE = 5000, 0.25
_FETCH = 5000


@dataclass(frozen=True, slots=True)
class Source:
    """A file an index was built from; a new `version` of the pipeline makes it changed."""

    path: str
    sha256: str
    version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One interview ready to be stored: its units and their vectors, [units, dimension]."""

    interview: Interview
    units: Sequence[Unit]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit found by a search; a higher score is better."""

    unit: int
    passage: int
    score: float


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


def text_digest(text: str) -> bytes:
    """Return the key under which the vector of a unit's text is found again."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _blob(text: str) -> bytes:
    # SQLite cannot store lone surrogates as text, and the source must come back as it was.
    return text.encode("utf-8", "surrogatepass")


def _text(blob: bytes) -> str:
    return blob.decode("utf-8", "surrogatepass")


class Store:
    """An open index; a context manager. Reading is safe from several threads."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: Any = None) -> None:
        self._folder = folder
        self._lock_file = lock
        self._local = threading.local()
        self._local.connection = connection
        self._connections = [connection]
        self._guard = threading.Lock()
        self.fingerprint = str(self._meta("fingerprint"))
        self.dimension = int(self._meta("dimension"))
        self._vectors: VectorIndex | None = None
        self._frequencies: dict[str, tuple[int, int, dict[str, int]]] = {}

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

    @classmethod
    def create(cls, directory: str | Path, *, encoder_fingerprint: str, dimension: int) -> Self:
        """Open an index for writing, making it when it is not there; one writer at a time.

        Raises IndexBusy, IndexForeign or EncoderMismatch.
        """
        folder = Path(directory)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = _locked(folder / LOCK)
        except OSError as error:
            raise StoreError(
                f"Cannot write the index in {folder} ({error.strerror}): choose another folder "
                "with --index."
            ) from None
        try:
            connection = connect(folder, write=True)
            connection.executemany(
                "INSERT OR IGNORE INTO meta VALUES (?, ?)",
                [("fingerprint", encoder_fingerprint), ("dimension", dimension), ("generation", 0)],
            )
            store = cls(folder, connection, lock)
            store._check_encoder(encoder_fingerprint, dimension)
        except BaseException:
            lock.close()
            raise
        return store

    def _check_encoder(self, fingerprint: str, dimension: int | None) -> None:
        if fingerprint != self.fingerprint or (dimension or self.dimension) != self.dimension:
            self.close()
            raise EncoderMismatch(
                f"The index in {self._folder} was built with the encoder {self.fingerprint}, not "
                f"{fingerprint}: name that one with --encoder, or ingest into another --index."
            )

    def close(self) -> None:
        """Close the index; a writer writes the FAISS cache first."""
        if self._lock_file is not None:
            self.save()
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._lock_file.close()
            self._lock_file = None
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

    # --- writing -------------------------------------------------------------------------------

    def sources(self) -> dict[str, Source]:
        """Return the files the index was built from, by path."""
        rows = self._connection.execute("SELECT path, sha256, version FROM sources")
        return {row[0]: Source(*row) for row in rows}

    def replace(self, source: Source, entries: Sequence[Entry]) -> None:
        """Store the interviews of one file instead of what the file gave before, or change nothing.

        Raises StoreError for vectors that cannot be searched, SourceError for an id that another
        file already uses.
        """
        for entry in entries:
            self._check_vectors(entry)
        with self._transaction() as connection:
            self._forget(source.path)
            connection.execute(
                "INSERT INTO sources VALUES (?, ?, ?)", (source.path, source.sha256, source.version)
            )
            for entry in entries:
                try:
                    self._insert(source, entry)
                except sqlite3.IntegrityError:
                    raise SourceError(self._clash(source, entry.interview)) from None

    def remove_source(self, path: str) -> int:
        """Remove a file's interviews; return how many there were."""
        with self._transaction():
            return self._forget(path)

    def interview_path(self, interview_id: str) -> str | None:
        """Return the file that an interview id belongs to."""
        row = self._connection.execute(
            "SELECT path FROM interviews WHERE id = ?", (interview_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def known_vectors(self, texts: Iterable[str]) -> dict[str, Vectors]:
        """Return the vectors of texts that some unit already has, by text."""
        known = {}
        for text in texts:
            row = self._connection.execute(
                "SELECT vector FROM units WHERE digest = ? LIMIT 1", (text_digest(text),)
            ).fetchone()
            if row is not None:
                known[text] = np.frombuffer(row[0], np.float32)
        return known

    def save(self) -> None:
        """Write the FAISS cache for the present generation."""
        vectors = self._current_vectors()
        vectors.save(self._folder, self.fingerprint)

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._connection)

    def _check_vectors(self, entry: Entry) -> None:
        shape = (len(entry.units), self.dimension)
        if entry.vectors.shape != shape or not np.isfinite(entry.vectors).all():
            raise StoreError(
                f"The vectors of '{entry.interview.id}' are not {shape[0]} finite vectors of "
                f"dimension {shape[1]}: nothing was stored."
            )

    def _forget(self, path: str) -> int:
        of_path = "SELECT row FROM interviews WHERE path = ?"
        for table, rows in (
            ("paragraph_terms", f"SELECT row FROM paragraphs WHERE interview IN ({of_path})"),
            ("sentence_terms", f"SELECT row FROM units WHERE interview IN ({of_path})"),
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE rowid IN ({rows})", (path,))  # noqa: S608 - constants
        count = self._connection.execute(
            "SELECT count(*) FROM interviews WHERE path = ?", (path,)
        ).fetchone()[0]
        self._connection.execute("DELETE FROM sources WHERE path = ?", (path,))
        return int(count)

    def _insert(self, source: Source, entry: Entry) -> None:
        interview = entry.interview
        facts = [asdict(fact) for fact in interview.facts]
        speakers = [asdict(speaker) for speaker in interview.speakers]
        cursor = self._connection.execute(
            "INSERT INTO interviews (id, path, title, source, language, text, speakers, facts,"
            " paragraphs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                interview.id, source.path, interview.title, interview.source, interview.language,
                _blob(interview.text), json.dumps(speakers), json.dumps(facts),
                len(interview.paragraphs),
            ),
        )  # fmt: skip
        row = int(cursor.lastrowid or 0)
        rows = {each.number: self._insert_paragraph(row, each) for each in interview.paragraphs}
        self._insert_units(row, rows, entry)

    def _insert_paragraph(self, interview: int, paragraph: Paragraph) -> int:
        cursor = self._connection.execute(
            "INSERT INTO paragraphs (interview, id, number, kind, spans, section, speaker, role,"
            " exchange, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                interview, paragraph.id, paragraph.number, paragraph.kind,
                json.dumps(paragraph.spans), paragraph.section, paragraph.speaker, paragraph.role,
                paragraph.exchange, _blob(paragraph.text),
            ),
        )  # fmt: skip
        row = int(cursor.lastrowid or 0)
        self._insert_terms("paragraph_terms", row, fold(paragraph.text))
        return row

    def _insert_terms(self, table: str, row: int, text: str) -> None:
        joined = " ".join(grams(text))
        self._connection.execute(f"INSERT INTO {table} (rowid, terms) VALUES (?, ?)", (row, joined))  # noqa: S608 - constants

    def _insert_units(self, interview: int, paragraphs: dict[int, int], entry: Entry) -> None:
        split = {unit.paragraph for unit in entry.units if unit.kind == "sentence"}
        for unit, vector in zip(entry.units, entry.vectors, strict=True):
            cursor = self._connection.execute(
                "INSERT INTO units (paragraph, interview, kind, start, end, digest, vector)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    paragraphs[unit.paragraph], interview, unit.kind, unit.start, unit.end,
                    text_digest(unit.text), np.ascontiguousarray(vector, np.float32).tobytes(),
                ),
            )  # fmt: skip
            whole = unit.kind == "paragraph" and unit.paragraph not in split
            if unit.kind == "sentence" or whole:
                self._insert_terms("sentence_terms", int(cursor.lastrowid or 0), unit.text)

    def _clash(self, source: Source, interview: Interview) -> str:
        ids = [paragraph.id for paragraph in interview.paragraphs]
        row = self._connection.execute(
            "SELECT path FROM interviews WHERE id = ? UNION SELECT path FROM interviews JOIN"
            " paragraphs ON interviews.row = paragraphs.interview WHERE paragraphs.id IN"
            " (SELECT value FROM json_each(?))",
            (interview.id, json.dumps(ids)),
        ).fetchone()
        other = row[0] if row else source.path
        return (
            f"'{interview.id}' in {source.path} or one of its passages has an id that {other} uses "
            "already: rename one of them."
        )

    # --- reading -------------------------------------------------------------------------------

    def interviews(self) -> list[InterviewSummary]:
        """Return a summary of each interview, by id."""
        rows = self._connection.execute(
            "SELECT id, title, source, language, paragraphs, speakers FROM interviews ORDER BY id"
        )
        return [InterviewSummary(*row[:5], _speakers(row[5])) for row in rows]

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
            (row[0],),  # noqa: S608 - constant
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
        wanted = self._selective(terms, kind)
        if not wanted:
            return []
        table, column = (
            ("paragraph_terms", "paragraphs.row")
            if kind == "paragraph"
            else ("sentence_terms", "units.paragraph")
        )
        joined = "paragraphs" if kind == "paragraph" else "units"
        where = "" if interview is None else (
            f"AND {joined}.interview = (SELECT row FROM interviews WHERE id = ?)"
        )  # fmt: skip
        query = (
            f"SELECT {table}.rowid, {column}, -bm25({table}) AS score FROM {table} JOIN {joined}"  # noqa: S608 - constants
            f" ON {joined}.row = {table}.rowid WHERE {table} MATCH ? {where}"
            " ORDER BY score DESC, 1 LIMIT ?"
        )
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in wanted)
        values = (match, limit) if interview is None else (match, interview, limit)
        return [UnitHit(*row) for row in self._connection.execute(query, values)]

    def _selective(self, terms: Sequence[str], kind: TextKind) -> list[str]:
        """Return the terms without those that stand nearly everywhere."""
        wanted = [term for term in dict.fromkeys(terms) if term.strip() and "\0" not in term]
        rows, counts = self._document_frequencies(wanted, kind)
        if rows < _MANY_ROWS:
            return wanted
        rare = [term for term in wanted if counts.get(term, 0) <= rows * _COMMON_SHARE]
        return rare or wanted

    def _document_frequencies(
        self, terms: Sequence[str], kind: TextKind
    ) -> tuple[int, dict[str, int]]:
        generation = self.generation
        kept, rows, counts = self._frequencies.get(kind, (-1, 0, {}))
        if kept != generation:
            table = "paragraphs" if kind == "paragraph" else "units"
            rows = int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - constants
            counts = {}
        if rows >= _MANY_ROWS:
            for term in set(terms) - counts.keys():
                found = self._connection.execute(
                    f"SELECT doc FROM {kind}_vocabulary WHERE term = ?",
                    (term,),  # noqa: S608 - constants
                ).fetchone()
                counts[term] = int(found[0]) if found else 0
        self._frequencies[kind] = (generation, rows, counts)
        return rows, counts

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return passages by row; rows that are gone are left out."""
        found = self._rows(
            f"SELECT interviews.id, interviews.source, paragraphs.row, {_PARAGRAPH} FROM paragraphs"  # noqa: S608 - constant
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
            (StoredUnit(*each[:5], np.frombuffer(each[5], np.float32)) for each in found),
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


class _Transaction:
    """One change of the index: all of it, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._connection.execute("ROLLBACK")
            return
        self._connection.execute(
            "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'"
        )
        self._connection.execute("COMMIT")


def _locked(path: Path) -> Any:
    """Take the writer's lock, waiting a little; raises IndexBusy."""
    file = path.open("w")
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                raise IndexBusy(
                    f"Another process is writing to the index in {path.parent}: wait for it, then "
                    "run this again."
                ) from None
            time.sleep(0.1)
        else:
            return file


_PARAGRAPH = "paragraphs.id, number, kind, spans, section, speaker, role, exchange, paragraphs.text"


def _paragraph(row: Sequence[Any]) -> Paragraph:
    identifier, number, kind, spans, section, speaker, role, exchange, text = row
    pairs = tuple((start, end) for start, end in json.loads(spans))
    return Paragraph(identifier, number, kind, _text(text), pairs, section, speaker, role, exchange)


def _speakers(text: str) -> tuple[Speaker, ...]:
    return tuple(Speaker(**speaker) for speaker in json.loads(text))
