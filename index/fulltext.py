"""Lexical search: BM25 over the full-text tables of the index.

Paragraphs and sentences have a table each, so that the statistics of the one do not mix with those
of the other.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

TextKind = Literal["paragraph", "sentence"]

# Above this many rows, terms that stand in more than a quarter of them are left out of a query:
# they tell passages apart the least and cost the most.
_MANY_ROWS, _COMMON_SHARE = 5000, 0.25
# Of each kind: the joined table and the column that names the passage.
_JOINED = {"paragraph": ("paragraphs", "paragraphs.row"), "sentence": ("units", "units.paragraph")}


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit found by a search; a higher score is better."""

    unit: int
    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class TextQuery:
    """How many rows of which kind are wanted, and from which interview (None: all)."""

    limit: int
    interview: str | None
    kind: TextKind


class FullText:
    """Searches the full-text tables; remembers how common terms are in one generation."""

    def __init__(self) -> None:
        self._frequencies: dict[str, tuple[int, int, dict[str, int]]] = {}

    def search(
        self,
        connection: sqlite3.Connection,
        generation: int,
        terms: Sequence[str],
        query: TextQuery,
    ) -> list[UnitHit]:
        """Return the rows that contain any of the terms, best BM25 first."""
        wanted = self._selective(connection, generation, terms, query.kind)
        if not wanted:
            return []
        table = f"{query.kind}_terms"
        joined, passage = _JOINED[query.kind]
        restricted = f"AND {joined}.interview = (SELECT row FROM interviews WHERE id = ?)"
        sql = (
            f"SELECT {table}.rowid, {passage}, -bm25({table}) AS score FROM {table}"
            f" JOIN {joined} ON {joined}.row = {table}.rowid WHERE {table} MATCH ?"
            f" {restricted if query.interview is not None else ''} ORDER BY score DESC, 1 LIMIT ?"
        )
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in wanted)
        scope = () if query.interview is None else (query.interview,)
        return [UnitHit(*row) for row in connection.execute(sql, (match, *scope, query.limit))]

    def _selective(
        self,
        connection: sqlite3.Connection,
        generation: int,
        terms: Sequence[str],
        kind: TextKind,
    ) -> list[str]:
        """Return the terms without those that stand nearly everywhere."""
        wanted = [term for term in dict.fromkeys(terms) if term.strip() and "\0" not in term]
        kept, rows, counts = self._frequencies.get(kind, (-1, 0, {}))
        if kept != generation:
            joined, _ = _JOINED[kind]
            rows = int(connection.execute(f"SELECT count(*) FROM {joined}").fetchone()[0])
            counts = {}
        self._frequencies[kind] = (generation, rows, counts)
        if rows < _MANY_ROWS:
            return wanted
        for term in set(wanted) - counts.keys():
            counts[term] = _document_frequency(connection, kind, term)
        rare = [term for term in wanted if counts[term] <= rows * _COMMON_SHARE]
        return rare or wanted


def _document_frequency(connection: sqlite3.Connection, kind: TextKind, term: str) -> int:
    row = connection.execute(
        f"SELECT doc FROM {kind}_vocabulary WHERE term = ?", (term,)
    ).fetchone()
    return int(row[0]) if row else 0
