"""The writers' side of one index folder: the lock, the folder, the transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from index.connections import open_database
from index.errors import IndexForeign, StoreError
from index.lock import LOCK, WriterLock
from index.schema import DATABASE, SQLITE_ERRORS, as_store_error, create_tables, inspect, is_blank
from index.seal import SEAL, break_seal, is_sealed, put_seal
from index.vectors import MANIFEST, VECTORS

_OURS = (DATABASE, VECTORS, MANIFEST, LOCK, SEAL)
_WAIT = 5.0  # seconds until a second writer gives up
_CACHE = 100_000  # KiB of the database that a writer keeps in memory


def refuse_foreign(directory: Path) -> None:
    """Raise IndexForeign when `directory` holds other things and no index, or is a file."""
    if directory.exists() and not directory.is_dir():
        raise IndexForeign(f"{directory} is a file: choose a folder with --index.")
    if not directory.is_dir() or (directory / DATABASE).exists():
        return
    strangers = sorted(
        each.name for each in directory.iterdir() if not each.name.startswith((".", *_OURS))
    )
    if strangers:
        raise IndexForeign(
            f"{directory} holds other files ({strangers[0]}) and no index: choose another folder "
            "with --index."
        )


class Writer:
    """The one process that may change an index.

    Raises IndexForeign, IndexBusy, StoreError.
    """

    def __init__(self, directory: Path, encoder: str, dimension: int) -> None:
        self._directory = directory
        refuse_foreign(directory)
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"Cannot make the folder {directory} ({error.strerror}): choose another one with "
                "--index."
            ) from None
        self._lock = WriterLock(directory, _WAIT)
        try:
            self._db = self._open(encoder, dimension)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, encoder: str, dimension: int) -> sqlite3.Connection:
        try:
            db = open_database(self._directory / DATABASE, "mode=rwc")
            if self._is_new(db):
                create_tables(db, encoder, dimension)
            inspect(db, self._directory)
            # A change that was reported is not lost when the power fails.
            db.execute("PRAGMA synchronous = FULL")
            # The index over the digests is written to at random places.
            db.execute(f"PRAGMA cache_size = -{_CACHE}")
        except SQLITE_ERRORS as error:
            raise as_store_error(error, self._directory) from error
        return db

    def _is_new(self, db: sqlite3.Connection) -> bool:
        try:
            return is_blank(db)
        except sqlite3.DatabaseError:
            inspect(db, self._directory)
            raise

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Do all of a block's changes, or none of them, as one generation."""
        with self.transaction() as db:
            yield db
            # A cache is for exactly one state, also when an older copy of the database is put back.
            db.execute("UPDATE meta SET generation = generation + 1, identity = ?", (uuid4().hex,))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of a block's changes, or none of them, without a new generation."""
        try:
            self._break_seal()
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        except SQLITE_ERRORS as error:
            raise as_store_error(error, self._directory) from error

    def _break_seal(self) -> None:
        try:
            break_seal(self._directory)
        except OSError as error:
            raise StoreError(
                f"Cannot write to the index in {self._directory} ({error.strerror}): nothing was "
                "lost; check its rights."
            ) from None

    def close(self) -> None:
        """Bring the log into the database file, seal it, and let the next writer in."""
        with suppress(*SQLITE_ERRORS, OSError):
            self._seal()
        self._db.close()
        self._lock.release()

    def _seal(self) -> None:
        (identity,) = self._db.execute("SELECT identity FROM meta").fetchone()
        busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        # A reader that is not finished keeps changes in the log: the next writer will seal.
        if not busy and not is_sealed(self._directory, identity):
            put_seal(self._db, self._directory, identity)
