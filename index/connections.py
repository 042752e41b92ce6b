"""Read connections to one database: a pool, and snapshots that stay the same while they last."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.schema import DATABASE, SQLITE_ERRORS, as_store_error, inspect, missing
from index.soundness import Soundness

Stamp = tuple[int, ...]
_WAIT = 10.0  # seconds a statement waits for another process


@dataclass(frozen=True, slots=True)
class Link:
    """A connection, and which file it is connected to."""

    db: sqlite3.Connection
    file: Stamp


def open_database(path: Path, options: str) -> sqlite3.Connection:
    """Open a SQLite file; transactions are begun and ended by hand."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_WAIT,
    )
    db.execute("PRAGMA foreign_keys = ON")
    return db


class Connections:
    """The readers' side of one index folder; may be used by any number of threads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._path = directory / DATABASE
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._stamp: Stamp = ()
        self._immutable = False
        self._closed = False
        self._local = threading.local()
        self._soundness = Soundness(directory)

    @contextmanager
    def snapshot(self) -> Iterator[Link]:
        """Give a connection that sees one state of the index until the block ends.

        Blocks may be nested; the inner ones see what the outer one sees. Raises IndexMissing,
        IndexForeign or StoreError.
        """
        current: Link | None = getattr(self._local, "current", None)
        if current is not None:
            yield current
            return
        link: Link | None = None
        try:
            link = self._take()
            link.db.execute("BEGIN")
            self._soundness.check(link.db, link.file, lambda: self._connect()[0])
            self._local.current = link
            yield link
        except SQLITE_ERRORS as error:
            raise as_store_error(error, self._directory) from error
        finally:
            self._local.current = None
            if link is not None:
                self._give(link)

    def close(self) -> None:
        """Close what is idle now, and the rest as soon as it is given back."""
        with self._lock:
            self._closed = True
            self._drain()

    def _drain(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _look(self) -> Stamp:
        """Return what changes when the file is another one than before."""
        try:
            seen = self._path.stat()
        except OSError:
            raise missing(self._directory) from None
        # SQLite notices every change but those to a file it was told would not change.
        changing = (seen.st_mtime_ns, seen.st_size) if self._immutable else ()
        return (seen.st_dev, seen.st_ino, *changing)

    def _take(self) -> Link:
        with self._lock:
            if self._closed:
                raise sqlite3.ProgrammingError("it was closed")
            stamp = self._look()
            if stamp != self._stamp:
                self._drain()
                self._stamp = stamp
            if self._idle:
                return Link(self._idle.pop(), stamp)
            db = self._open()
            # How it was opened decides what the stamp is made of.
            self._stamp = self._look()
            return Link(db, self._stamp)

    def _give(self, link: Link) -> None:
        with suppress(sqlite3.Error):
            if link.db.in_transaction:
                link.db.execute("ROLLBACK")
        with self._lock:
            if self._closed or link.file != self._stamp:
                link.db.close()
            else:
                self._idle.append(link.db)

    def _open(self) -> sqlite3.Connection:
        db, self._immutable = self._connect()
        return db

    def _connect(self) -> tuple[sqlite3.Connection, bool]:
        """Return a new connection, and whether it takes the file for one that cannot change."""
        try:
            return self._checked("mode=rw"), False
        except sqlite3.OperationalError:
            # A folder that cannot be written to has no room for SQLite's shared memory; if no
            # change is waiting in the log, the database file alone is the whole truth.
            log = self._path.with_name(f"{DATABASE}-wal")
            if log.exists() and log.stat().st_size:
                raise
            return self._checked("mode=ro&immutable=1"), True

    def _checked(self, options: str) -> sqlite3.Connection:
        db = open_database(self._path, options)
        try:
            db.execute("PRAGMA query_only = ON")
            inspect(db, self._directory)
        except BaseException:
            db.close()
            raise
        return db
