"""The index on disk, as its one writer changes it.

Each source file is replaced in one transaction: a crash at any moment leaves what the file gave
before or what it gives now. The FAISS file is written when the writer closes.
"""

import fcntl
import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import numpy as np

from index.errors import IndexBusy, SourceError, StoreError
from index.grams import terms as grams
from index.normal import fold
from index.passages import Unit
from index.schema import connect
from index.store import Store, Vectors, blob
from index.transcript import Interview, Paragraph

LOCK = "writer.lock"
_WAIT_SECONDS = 10.0


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


def text_digest(text: str) -> bytes:
    """Return the key under which the vector of a unit's text is found again."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Writer(Store):
    """An index open for writing; only one at a time."""

    _lock_file: TextIO

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
            store = cls(folder, connection)
            store._lock_file = lock
            store._check_encoder(encoder_fingerprint, dimension)
        except BaseException:
            lock.close()
            raise
        return store

    def close(self) -> None:
        """Write the FAISS cache, let the next writer in and close."""
        if not self._lock_file.closed:
            self.save()
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._lock_file.close()
        super().close()

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
            self._connection.execute(f"DELETE FROM {table} WHERE rowid IN ({rows})", (path,))
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
                blob(interview.text), json.dumps(speakers), json.dumps(facts),
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
                paragraph.exchange, blob(paragraph.text),
            ),
        )  # fmt: skip
        row = int(cursor.lastrowid or 0)
        self._insert_terms("paragraph_terms", row, fold(paragraph.text))
        return row

    def _insert_terms(self, table: str, row: int, text: str) -> None:
        joined = " ".join(grams(text))
        self._connection.execute(f"INSERT INTO {table} (rowid, terms) VALUES (?, ?)", (row, joined))

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
