"""The two searches of an index on a Milvus server, as one generation has it."""

import time
from collections.abc import Sequence

from index.common_terms import TextKind
from index.encoder import Vectors
from index.fulltext import UnitHit
from index.milvus_rows import Table, joined, words
from index.milvus_view import View

_DEEPEST = 16_384  # hits that Milvus gives at most
_MOST_TERMS = 256


def nearest_to(view: View, vector: Vectors, limit: int, among: str) -> list[UnitHit]:
    """Return the units nearest to a unit vector, best first, among those that a filter finds."""
    return _search(view, Table.UNITS, vector, limit, among)


def best_for(
    view: View, terms: Sequence[str], limit: int, among: str, kind: TextKind
) -> list[UnitHit]:
    """Return the paragraphs or sentences that hold any of the terms, by BM25, best first."""
    asked = words([term for term in dict.fromkeys(terms) if term.strip()][:_MOST_TERMS])
    table = Table.PARAGRAPHS if kind == "paragraph" else Table.SENTENCES
    return _search(view, table, asked, limit, among) if asked else []


def _search(view: View, table: Table, what: Vectors | str, limit: int, among: str) -> list[UnitHit]:
    if limit < 1:
        return []
    unit, passage = ("unit", "id") if table == Table.PARAGRAPHS else ("id", "paragraph")
    found = view.tables.nearest(
        table, what, min(limit, _DEEPEST), joined(among, view.head.filter),
        ["unit"] if table == Table.PARAGRAPHS else ["paragraph"],
        settled=view.tables.settled(view.head, time.time()),
    )  # fmt: skip
    hits = [UnitHit(hit[unit], hit[passage], hit["score"]) for hit in found if view.counts(hit)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.unit))


def holding(view: View, phrase: str) -> int:
    """Return how many paragraphs hold a phrase of Chinese characters."""
    pairs = [words([phrase[at : at + 2]]) for at in range(len(phrase) - 1)]
    if not pairs:
        return 0
    # The index finds those with all the pairs; that they follow each other, the words say.
    matches = [f'text_match(words, "{pair}")' for pair in dict.fromkeys(pairs)]
    together = joined(*matches, f'words like "%{" ".join(pairs)}%"', view.head.filter)
    return view.tables.count(Table.PARAGRAPHS, together)
