"""Whether a database may be trusted: found out once for each file, before anything is read of it.

A sealed database is compared with its seal; one without a seal, as a killed writer leaves it, is
examined row by row when it is small. A large one is compared while the first questions are already
answered, because that takes seconds; when it turns out to be damaged, nothing more is read of it.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.examination import examine
from index.schema import DATABASE, SQLITE_ERRORS
from index.seal import check_seal, is_sealed

_AT_ONCE = 256 * 2**20  # bytes that are compared in about a third of a second
_EXAMINED = 64 * 2**20  # bytes that are examined in about a second

Stamp = tuple[int, ...]


def ensure_sound(db: sqlite3.Connection, directory: Path) -> bool:
    """Compare a snapshot's database with its seal, or examine it; tell whether there is a seal.

    This takes as long as it takes. Raises sqlite3.DatabaseError.
    """
    (identity,) = db.execute("SELECT identity FROM meta").fetchone()
    sealed = is_sealed(directory, identity)
    if sealed:
        check_seal(db, directory, identity)
    else:
        examine(db)
    return sealed


class Soundness:
    """What is known of one folder's database; may be used by any number of threads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._checked: Stamp | None = None
        self._damage: Exception | None = None

    def check(
        self, db: sqlite3.Connection, file: Stamp, connect: Callable[[], sqlite3.Connection]
    ) -> None:
        """Make sure that the file behind a snapshot is what was written, unless that is known.

        `connect` opens another connection to it. Raises sqlite3.DatabaseError.
        """
        with self._lock:
            if file != self._checked:
                self._damage = None
                self._look(db, connect)
                self._checked = file
            if self._damage is not None:
                raise self._damage

    def _look(self, db: sqlite3.Connection, connect: Callable[[], sqlite3.Connection]) -> None:
        (identity,) = db.execute("SELECT identity FROM meta").fetchone()
        sealed = is_sealed(self._directory, identity)
        size = (self._directory / DATABASE).stat().st_size
        if size <= (_AT_ONCE if sealed else _EXAMINED):
            ensure_sound(db, self._directory)
        elif sealed:
            compare = threading.Thread(target=self._compare, args=(connect,), daemon=True)
            compare.start()

    def _compare(self, connect: Callable[[], sqlite3.Connection]) -> None:
        try:
            with closing(connect()) as db:
                # A snapshot of its own keeps the file as it is meanwhile.
                db.execute("BEGIN")
                ensure_sound(db, self._directory)
        except SQLITE_ERRORS as error:
            self._damage = error
