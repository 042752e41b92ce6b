"""Terms → units ranked by BM25, with SQLite's FTS5.

FTS5 scores with k1 = 1.2, b = 0.75 and idf = max(log((N - n + 0.5) / (n + 0.5)), 1e-6) over all
rows of a table, so paragraphs and sentences have a table each and statistics of their own.
"""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from index import common_terms
from index.common_terms import TextKind

# FTS5 takes about 1.4 µs to score one row for one term. A large table is searched by a question's
# rarest terms, as many as the rows they stand in stay within this number: common ones tell little.
# Tables too small to reach it are ranked by every term.
_MOST_SCORED = 12_000
_MOST_TERMS = 256
_MOST_COUNTS = 100_000  # terms whose counts stay in memory


def _quoted(term: str) -> str:
    """Return a term as an FTS5 string, which no operator inside can end."""
    return '"' + term.replace('"', '""') + '"'


def _usable(terms: Sequence[str]) -> list[str]:
    """Return distinct terms that the tokenizer leaves whole."""
    return [term for term in dict.fromkeys(terms) if term.isprintable() and term.split() == [term]]


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit found by a search; the higher `score` the better."""

    unit: int
    passage: int
    score: float


class TextSearch:
    """Ranks the rows of one table; remembers how common terms are until the index changes."""

    def __init__(self, kind: TextKind) -> None:
        # The names are made of two literals only.
        self._kind: TextKind = kind
        self._holding = (
            f"SELECT count(*) FROM (SELECT 1 FROM {kind}_terms WHERE {kind}_terms MATCH ? LIMIT ?)"
        )
        self._rank = (
            f"SELECT hits.rowid, units.paragraph, -hits.rank FROM ("
            f"SELECT rowid, rank FROM {kind}_terms WHERE {kind}_terms MATCH ? "
            "AND rowid BETWEEN ? AND ? ORDER BY rank LIMIT ?) AS hits "
            "JOIN units ON units.row = hits.rowid ORDER BY hits.rank, hits.rowid"
        )
        self._lock = threading.Lock()
        self._state = ""
        self._rows, self._kept = 0, False
        self._counts: dict[str, int] = {}

    def search(
        self,
        db: sqlite3.Connection,
        state: str,
        terms: Sequence[str],
        limit: int,
        units: tuple[int, int],
    ) -> list[UnitHit]:
        """Return units that hold any of the terms, best first, among a range of unit rows.

        `state` names the snapshot that `db` sees.
        """
        chosen = self._telling(db, state, _usable(terms))
        if not chosen or limit < 1:
            return []
        query = " OR ".join(_quoted(term) for term in chosen)
        return [UnitHit(*row) for row in db.execute(self._rank, (query, *units, limit))]

    def holding(self, db: sqlite3.Connection, terms: Sequence[str], limit: int) -> int:
        """Return how many rows hold the terms one after the other, at most `limit`."""
        usable = _usable(terms)
        if not usable or len(usable) != len(set(terms)):
            return 0
        query = " + ".join(_quoted(term) for term in terms)
        return int(db.execute(self._holding, (query, limit)).fetchone()[0])

    def _telling(self, db: sqlite3.Connection, state: str, terms: list[str]) -> list[str]:
        """Return the terms to search for: the rarer ones, or all where that costs nothing."""
        with self._lock:
            if state != self._state:
                self._state, self._counts = state, {}
                self._rows = common_terms.rows_of(db, self._kind)
                self._kept = common_terms.are_kept(db)
            if self._rows < common_terms.LARGE and len(terms) <= _MOST_TERMS:
                return terms
            return _rarest(terms, lambda term: self._count(db, term))[:_MOST_TERMS]

    def _count(self, db: sqlite3.Connection, term: str) -> int:
        if term not in self._counts:
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            self._counts[term] = common_terms.count(db, self._kind, term, kept=self._kept)
        return self._counts[term]


def _rarest(terms: Sequence[str], count: Callable[[str], int]) -> list[str]:
    """Return the rarest terms, as many as stand in `_MOST_SCORED` rows together; at least one."""
    counted = sorted((rows, term) for term in terms if (rows := count(term)))
    sums = accumulate(rows for rows, _ in counted)
    affordable = sum(total <= _MOST_SCORED for total in sums)
    return [term for _, term in counted[: max(affordable, 1)]]
