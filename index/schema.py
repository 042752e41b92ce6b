"""The SQLite file of an index: its tables, and how to tell that a file is one of ours.

SQLite is the only truth; the FAISS file beside it is a cache. Terms are stored as the tokens they
are: FTS5's `ascii` tokenizer splits at blanks only, once the full stop of "1.3" is a token
character too. Row ids of units are never used twice, so that a cache can be brought up to date by
comparing ids.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from index.errors import IndexForeign, IndexMissing

APPLICATION = 0x49565141
VERSION = 1
DATABASE = "interviews.sqlite"

TABLES = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, version TEXT NOT NULL);
CREATE TABLE interviews (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL REFERENCES sources ON DELETE CASCADE,
    title TEXT NOT NULL, source TEXT NOT NULL, language TEXT NOT NULL, text BLOB NOT NULL,
    speakers TEXT NOT NULL, facts TEXT NOT NULL, paragraphs INTEGER NOT NULL
);
CREATE INDEX interviews_path ON interviews (path);
CREATE TABLE paragraphs (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    interview INTEGER NOT NULL REFERENCES interviews ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    number INTEGER NOT NULL, kind TEXT NOT NULL, spans TEXT NOT NULL, section TEXT NOT NULL,
    speaker TEXT NOT NULL, role TEXT NOT NULL, exchange INTEGER NOT NULL, text BLOB NOT NULL,
    UNIQUE (interview, number)
);
CREATE TABLE units (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    paragraph INTEGER NOT NULL REFERENCES paragraphs ON DELETE CASCADE,
    interview INTEGER NOT NULL,
    kind TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    digest BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX units_paragraph ON units (paragraph);
CREATE INDEX units_interview ON units (interview);
CREATE INDEX units_digest ON units (digest);
CREATE VIRTUAL TABLE paragraph_terms USING fts5 (terms, tokenize = "ascii tokenchars '.'");
CREATE VIRTUAL TABLE sentence_terms USING fts5 (terms, tokenize = "ascii tokenchars '.'");
CREATE VIRTUAL TABLE paragraph_vocabulary USING fts5vocab (paragraph_terms, 'row');
CREATE VIRTUAL TABLE sentence_vocabulary USING fts5vocab (sentence_terms, 'row');
"""


def connect(folder: Path, *, write: bool) -> sqlite3.Connection:
    """Open the database of an index folder.

    Raises IndexMissing when there is none, IndexForeign when the file is not one of ours or was
    written by another version of the program.
    """
    path = folder / DATABASE
    if not write and not path.is_file():
        raise IndexMissing(
            f"No index in {folder}: build one with python ingest.py --index {folder}"
        )
    connection = _opened(path, write=write)
    try:
        _check(connection, path, write=write)
        connection.execute("PRAGMA foreign_keys = ON")
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise IndexForeign(
            f"{path} is not a readable index ({error}): move it away and run python ingest.py."
        ) from None
    except IndexForeign:
        connection.close()
        raise
    return connection


def _opened(path: Path, *, write: bool) -> sqlite3.Connection:
    mode = "rwc" if write else "ro"
    try:
        connection = _sqlite(path, f"mode={mode}")
        if not write:
            try:
                connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            except sqlite3.OperationalError:
                # A read-only folder has no place for the write-ahead log's index.
                connection.close()
                connection = _sqlite(path, "immutable=1")
    except sqlite3.Error as error:
        raise IndexForeign(f"Cannot open {path} ({error}): check the folder's rights.") from None
    return connection


def _sqlite(path: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{options}",
        uri=True,
        timeout=30,
        isolation_level=None,
        check_same_thread=False,
    )


def _check(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if empty and application == 0:
        if not write:
            raise IndexForeign(f"{path} holds no index yet: run python ingest.py.")
        connection.executescript(f"BEGIN; {TABLES} COMMIT;")
        return
    if application != APPLICATION:
        raise IndexForeign(f"{path} is not an interview index: choose another folder with --index.")
    if version != VERSION:
        raise IndexForeign(
            f"{path} has format {version} and this program reads {VERSION}: move it away and run "
            "python ingest.py again."
        )


def close_quietly(connection: sqlite3.Connection) -> None:
    """Close a connection that may be closed already."""
    with suppress(sqlite3.Error):
        connection.close()
