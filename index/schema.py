"""The tables of an index on disk, and the test whether a file is an index of ours."""

import sqlite3
from pathlib import Path
from uuid import uuid4

from index.errors import IndexBusy, IndexForeign, IndexMissing, StoreError

DATABASE = "interviews.sqlite"
APPLICATION_ID = 0x49565141  # "IVQA", in the file's header
VERSION = 2
# Python's module cannot decode the messages in which SQLite quotes a damaged name.
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)

# Row ids are never used twice (AUTOINCREMENT): a hit that outlives its row finds nothing instead of
# finding something else. Texts from outside are kept as bytes, because JSON files and file names
# may hold lone surrogates, which SQLite's own text type refuses.
_TABLES = """
CREATE TABLE meta(
    identity TEXT NOT NULL, encoder TEXT NOT NULL, dimension INTEGER NOT NULL,
    generation INTEGER NOT NULL
);
CREATE TABLE sources(
    row INTEGER PRIMARY KEY AUTOINCREMENT, path BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    version TEXT NOT NULL
);
CREATE TABLE interviews(
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE, head BLOB NOT NULL, text BLOB NOT NULL
);
CREATE INDEX interviews_by_source ON interviews(source);
CREATE TABLE paragraphs(
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    interview INTEGER NOT NULL REFERENCES interviews ON DELETE CASCADE,
    number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL,
    UNIQUE(interview, number)
);
CREATE TABLE embeddings(
    row INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, checksum INTEGER NOT NULL,
    vector BLOB NOT NULL
);
CREATE TABLE units(
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    interview INTEGER NOT NULL REFERENCES interviews ON DELETE CASCADE,
    paragraph INTEGER NOT NULL REFERENCES paragraphs ON DELETE CASCADE,
    kind TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    embedding INTEGER NOT NULL REFERENCES embeddings
);
CREATE INDEX units_by_interview ON units(interview);
CREATE INDEX units_by_paragraph ON units(paragraph);
CREATE INDEX units_by_embedding ON units(embedding);
"""

# Terms come cut: every character but the blank belongs to a term. The tokenizer "ascii" takes any
# character beyond ASCII as part of one; those below are named, each once.
_TOKENCHARS = "".join(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())
_TEXT = """
CREATE VIRTUAL TABLE {kind}_terms USING fts5(terms, tokenize="{tokenizer}");
CREATE VIRTUAL TABLE {kind}_vocabulary USING fts5vocab({kind}_terms, row);
CREATE TRIGGER {kind}_terms_follow AFTER DELETE ON units BEGIN
    DELETE FROM {kind}_terms WHERE rowid = old.row;
END;
"""


def _text_tables() -> str:
    tokenchars = _TOKENCHARS.replace("'", "''").replace('"', '""')
    tokenizer = f"ascii tokenchars '{tokenchars}'"
    return "".join(
        _TEXT.format(kind=kind, tokenizer=tokenizer) for kind in ("paragraph", "sentence")
    )


def _reason(error: Exception) -> str:
    # SQLite may quote what it stumbled over.
    return ascii(str(error).splitlines()[0][:80])[1:-1] if str(error) else "no reason given"


def as_store_error(error: Exception, directory: Path) -> StoreError:
    """Say in one sentence what a failure of SQLite means to the user."""
    reason = _reason(error)
    if "locked" in reason:
        return IndexBusy(f"The index in {directory} is in use by another process: try again.")
    if "full" in reason or "readonly" in reason or "disk I/O" in reason:
        return StoreError(f"Cannot write to the index in {directory} ({reason}): nothing was lost.")
    if "unable to open" in reason or "closed" in reason:
        return StoreError(f"Cannot open the index in {directory} ({reason}): check its rights.")
    return StoreError(
        f"The index in {directory} is damaged ({reason}): delete that folder and run "
        f"`python ingest.py --index {directory}` again."
    )


def missing(directory: Path) -> IndexMissing:
    """Return the error for a folder without an index."""
    return IndexMissing(
        f"There is no index in {directory}: run `python ingest.py --index {directory}` first."
    )


def is_blank(db: sqlite3.Connection) -> bool:
    """Tell whether a database holds no table yet, as after a creation that was cut off."""
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return not tables and not db.execute("PRAGMA application_id").fetchone()[0]


def inspect(db: sqlite3.Connection, directory: Path) -> None:
    """Make sure that a database is an index of this version.

    Raises IndexMissing when it is empty, IndexForeign when it is something else.
    """
    try:
        if is_blank(db):
            raise missing(directory)
        ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise IndexForeign(
            f"{directory / DATABASE} is not an index or is damaged ({_reason(error)}): delete "
            f"it and run `python ingest.py --index {directory}` again."
        ) from None
    if not ours:
        raise IndexForeign(
            f"{directory / DATABASE} belongs to another program: choose another folder with "
            "--index."
        )
    if version != VERSION:
        age = "an older" if version < VERSION else "a newer"
        raise IndexForeign(
            f"The index in {directory} was made by {age} version of this program: delete that "
            f"folder and run `python ingest.py --index {directory}` again."
        )


def create_tables(db: sqlite3.Connection, encoder: str, dimension: int) -> None:
    """Turn an empty database into an index, in one transaction."""
    db.execute("PRAGMA page_size = 8192")
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(
        f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION_ID};"
        f"PRAGMA user_version = {VERSION}; {_TABLES} {_text_tables()}"
    )
    db.execute("INSERT INTO meta VALUES(?, ?, ?, 0)", (uuid4().hex, encoder, dimension))
    db.execute("COMMIT")
