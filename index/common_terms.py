"""How many rows hold each of the common terms, counted once an ingest instead of once a question.

A search chooses a question's rarest terms, and FTS5 counts a term by reading every row that holds
it: 16 ms of 49 at a million units. The counts of common terms are kept in the index, those of rare
ones cost nothing. They are renewed when the index has grown or shrunk by a fifth; in between they
are a little old, which can only change which of two terms of like frequency is searched for.
"""

import sqlite3
from typing import Literal

TextKind = Literal["paragraph", "sentence"]
KINDS: tuple[TextKind, ...] = ("paragraph", "sentence")

# Rows of a table from which on terms are counted, and rows that hold a term worth keeping: half a
# millisecond to count again.
LARGE = 5_000
_COMMON = 500
_STALE = 0.2

# Made by the first writer that finds none: an index of before keeps working, and counts.
_TABLES = """
CREATE TABLE IF NOT EXISTS common_terms(
    kind TEXT NOT NULL, term TEXT NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY(kind, term)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS common_terms_of(kind TEXT PRIMARY KEY, rows INTEGER NOT NULL);
"""


def are_kept(db: sqlite3.Connection) -> bool:
    """Tell whether an index has counts at all."""
    query = "SELECT count(*) FROM sqlite_master WHERE name IN ('common_terms', 'common_terms_of')"
    return bool(db.execute(query).fetchone()[0] == 2)


def rows_of(db: sqlite3.Connection, kind: TextKind) -> int:
    """Return how many rows the table of a kind has."""
    # The names are made of literals only, here and below.
    return int(db.execute(f"SELECT count(*) FROM {kind}_terms_docsize").fetchone()[0])


def count(db: sqlite3.Connection, kind: TextKind, term: str, *, kept: bool) -> int:
    """Return how many rows hold a term; `kept` says that the index has counts to look in."""
    if kept:
        query = "SELECT rows FROM common_terms WHERE kind = ? AND term = ?"
        if found := db.execute(query, (kind, term)).fetchone():
            return int(found[0])
    found = db.execute(f"SELECT doc FROM {kind}_vocabulary WHERE term = ?", (term,)).fetchone()
    return int(found[0]) if found else 0


def stale(db: sqlite3.Connection) -> list[TextKind]:
    """Return the kinds whose counts are missing or too old."""
    kept = dict(db.execute("SELECT kind, rows FROM common_terms_of")) if are_kept(db) else {}
    now = {kind: rows_of(db, kind) for kind in KINDS}
    return [
        kind
        for kind in KINDS
        if now[kind] >= LARGE and abs(now[kind] - kept.get(kind, 0)) > _STALE * kept.get(kind, 0)
    ]


def renew(db: sqlite3.Connection, kinds: list[TextKind]) -> None:
    """Count the terms of some kinds again, in the transaction that is open."""
    for statement in filter(str.strip, _TABLES.split(";")):
        db.execute(statement)
    for kind in kinds:
        db.execute("DELETE FROM common_terms WHERE kind = ?", (kind,))
        db.execute(
            f"INSERT INTO common_terms SELECT ?, term, doc FROM {kind}_vocabulary WHERE doc >= ?",
            (kind, _COMMON),
        )
        db.execute("INSERT OR REPLACE INTO common_terms_of VALUES(?, ?)", (kind, rows_of(db, kind)))
