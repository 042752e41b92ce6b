"""An index → a copy of it in another folder, whole even while somebody ingests."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from index.connections import Connections
from index.errors import StoreError
from index.replacing import sync_folder
from index.schema import DATABASE
from index.seal import put_seal
from index.vectors import MANIFEST, VECTORS


def back_up(index: Path, target: Path) -> int:
    """Copy the newest finished state of an index to a new folder; return its size in bytes.

    The folder appears under its name only when it is complete. Raises StoreError when it exists
    already or cannot be written, IndexMissing and the like for the index.
    """
    if target.exists():
        raise StoreError(f"{target} exists already: name a folder that does not.")
    partial = target.with_name(f"{target.name}.{uuid4().hex[:8]}.partial")
    try:
        partial.mkdir(parents=True)
        _copy(index, partial)
        partial.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StoreError(
            f"Cannot write the backup to {target} ({error.strerror}): check the folder's rights "
            "and the free space."
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return sum(each.stat().st_size for each in target.iterdir())


def _copy(index: Path, folder: Path) -> None:
    connections = Connections(index)
    try:
        with connections.snapshot() as link:
            (identity,) = link.db.execute("SELECT identity FROM meta").fetchone()
            _copy_database(link.db, folder, identity)
    finally:
        connections.close()
    # The cache is checked when it is loaded: one that is cut off, or of another state, is no harm.
    for name in (VECTORS, MANIFEST):
        with suppress(FileNotFoundError):
            shutil.copyfile(index / name, folder / name)


def _copy_database(db: sqlite3.Connection, folder: Path, identity: str) -> None:
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as copy:
            db.backup(copy)
            put_seal(copy, folder, identity)
    except sqlite3.OperationalError as error:
        # What the index itself might have to say was said before, so this is the copy's disk.
        raise OSError(0, str(error)) from None
    with (folder / DATABASE).open("rb") as file:
        os.fsync(file.fileno())
