"""A database without a seal → the certainty that every row is what was written, or an error.

This reads everything, so it is for small databases and for whoever asks for it.
"""

import sqlite3
import zlib
from contextlib import closing

from index import embeddings, rows
from index.normal import fold


def examine(db: sqlite3.Connection) -> None:
    """Look at every page and row that a connection sees; raises sqlite3.DatabaseError."""
    _check_pages(db)
    _check_texts(db)
    _check_vectors(db)
    _check_units(db)
    _check_full_text(db)


def _check_pages(db: sqlite3.Connection) -> None:
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(" ".join(str(found).split())[:200])
    if db.execute("PRAGMA foreign_key_check").fetchone():
        raise sqlite3.DatabaseError("a row names another one that is not there")


def _check_texts(db: sqlite3.Connection) -> None:
    for (row,) in db.execute("SELECT row FROM interviews").fetchall():
        rows.read_interview(db, row)


def _check_vectors(db: sqlite3.Connection) -> None:
    wanted = db.execute("SELECT dimension FROM meta").fetchone()[0] * 4
    for vector, checksum in db.execute("SELECT vector, checksum FROM embeddings"):
        if len(vector) != wanted or zlib.crc32(vector) != checksum:
            raise sqlite3.DatabaseError("a stored vector does not match its checksum")


def _check_units(db: sqlite3.Connection) -> None:
    """Compare the text that each unit names with the one that was embedded for it."""
    found = db.execute(
        "SELECT paragraphs.row, body, first, last, digest, units.interview = paragraphs.interview "
        "FROM units JOIN paragraphs ON paragraphs.row = units.paragraph "
        "JOIN embeddings ON embeddings.row = units.embedding ORDER BY paragraphs.row"
    )
    at, folded = None, ""
    for row, body, first, last, digest, belongs in found:
        if row != at:
            at, folded = row, fold(rows.unpack_paragraph(body).text)
        if not belongs or embeddings.digest(folded[first:last]) != digest:
            raise sqlite3.DatabaseError("a unit is not the text that was embedded")


def _check_full_text(db: sqlite3.Connection) -> None:
    tables = db.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5(%'").fetchall()
    # FTS5 checks itself by a statement that must be allowed to write; a copy may be written to.
    with closing(sqlite3.connect(":memory:")) as copy:
        db.backup(copy)
        for (table,) in tables:
            copy.execute(f'INSERT INTO "{table}"("{table}") VALUES (?)', ("integrity-check",))
