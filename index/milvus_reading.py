"""An index on a Milvus server opened for reading: interviews, passages, and the two searches."""

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from index.common_terms import TextKind
from index.embeddings import digest
from index.encoder import Vectors, checked
from index.errors import IndexMissing, StoreError, UnknownInterview
from index.fulltext import UnitHit
from index.milvus_rows import Row, Table, batch_of, chunks, joined, unpacked
from index.milvus_search import best_for, holding, nearest_to
from index.milvus_tables import Tables
from index.milvus_view import View, in_order
from index.reading import Source, StoredUnit
from index.recent import Recent
from index.rows import (
    InterviewSummary,
    Passage,
    read_summary,
    unpack_paragraph,
    unpack_text,
    whole_interview,
)
from index.transcript import Interview
from index.wanted import Wanted

_KEPT = 32


class MilvusReader:
    """The reading half of a store on a server. Any number of threads may share it."""

    def __init__(self, tables: Tables, wanted: Wanted) -> None:
        self._tables, self._wanted = tables, wanted
        self._local = threading.local()
        self._interviews: Recent[Interview] = Recent(_KEPT)
        self._heads: Recent[dict[str, Any]] = Recent(_KEPT * 8)
        self._rows: Recent[int | None] = Recent(_KEPT * 8)
        self._summaries: Recent[tuple[InterviewSummary, ...]] = Recent(1)
        with self._view() as view:
            self.fingerprint, self.dimension = view.head.encoder, view.head.dimension

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything this thread reads inside the block belong to one generation."""
        with self._view():
            yield

    @contextmanager
    def _view(self) -> Iterator[View]:
        current: View | None = getattr(self._local, "view", None)
        if current is not None:
            yield current
            return
        head = self._tables.head()
        if head is None:
            raise IndexMissing(f"The index at {self._tables.address} is still being made.")
        self._wanted.check(head.encoder, head.dimension, f"at {self._tables.address}")
        self._local.view = View(self._tables, head)
        try:
            yield self._local.view
        finally:
            self._local.view = None

    def ensure_sound(self) -> bool:
        """Count what is there against what each interview says it has."""
        with self._view() as view:
            summaries = self.interviews()
            told = {
                Table.PARAGRAPHS: sum(each.paragraphs for each in summaries),
                Table.UNITS: sum(each.units for each in summaries),
            }
            counting = joined(f"batch <= {view.head.last}", view.head.filter)
            for table, expected in told.items():
                held = self._tables.count(table, counting)
                if held != expected:
                    raise StoreError(
                        f"The index at {self._tables.address} is damaged ({held} rows in {table}, "
                        f"not {expected}): ingest the interviews into another collection."
                    )
        return False

    @property
    def generation(self) -> int:
        """The number of changes since the index was made."""
        with self._view() as view:
            return view.head.generation

    def sources(self) -> dict[str, Source]:
        """Return every ingested file by its path."""
        with self._view() as view:
            found = [json.loads(row["data"]) for row in view.find(Table.SOURCES, "", "data")]
        return {each["path"]: Source(**each) for each in sorted(found, key=lambda e: e["path"])}

    def remembered(self, texts: Iterable[str]) -> set[str]:
        """Return those of the texts whose vectors the index has."""
        names = {digest(text).hex(): text for text in texts}
        found: set[str] = set()
        for table, field in ((Table.STAGED, "id"), (Table.UNITS, "digest")):
            missing = [name for name in names if name not in found]
            for some in chunks(missing):
                rows = self._tables.find(table, f"{field} in {json.dumps(some)}", [field])
                found.update(row[field] for row in rows)
        return {names[name] for name in found}

    def interviews(self) -> list[InterviewSummary]:
        """Return a summary of every interview, by id."""
        with self._view() as view:
            return list(self._summaries.get(view.head.identity, lambda: self._read_summaries(view)))

    def _read_summaries(self, view: View) -> tuple[InterviewSummary, ...]:
        found = view.find(Table.INTERVIEWS, "", "data", "parts")
        summaries = (read_summary(view.content(row)) for row in found)
        return tuple(sorted(summaries, key=lambda summary: summary.id))

    def _row(self, view: View, interview_id: str) -> int | None:
        """Return the row of an interview, None when there is none."""

        def look() -> int | None:
            key = digest(interview_id).hex()
            found = view.find(Table.INTERVIEWS, f'key == "{key}"')
            return found[0]["id"] if found else None

        return self._rows.get((view.head.identity, interview_id), look)

    def _head_of(self, view: View, row: int) -> dict[str, Any]:
        """Return what is known of an interview but its text and paragraphs."""

        def read() -> dict[str, Any]:
            found = self._tables.get(Table.INTERVIEWS, [row], ["id", "data", "parts"])
            if not found:
                return {}
            fields: dict[str, Any] = json.loads(unpack_text(view.content(found[0])))
            return fields

        return self._heads.get(row, read)

    def interview_path(self, interview_id: str) -> str | None:
        """Return the path of the file an interview came from, None when there is none."""
        with self._view() as view:
            row = self._row(view, interview_id)
            if row is None:
                return None
            found = view.find(Table.SOURCES, f"batch == {batch_of(row)}", "data")
        return str(json.loads(found[0]["data"])["path"]) if found else None

    def interview(self, interview_id: str) -> Interview:
        """Return one interview whole; raises UnknownInterview."""
        with self._view() as view:
            row = self._row(view, interview_id)
            if row is None:
                raise UnknownInterview(
                    f"No interview '{interview_id}' is at {self._tables.address}: ingest it, or "
                    "check its name."
                )
            return self._interviews.get(row, lambda: self._read_interview(view, row))

    def _read_interview(self, view: View, row: int) -> Interview:
        found = view.find(Table.PARAGRAPHS, f"interview == {row}", "number", "data", "parts")
        paragraphs = [unpack_paragraph(view.content(each)) for each in found]
        texts = view.find(Table.PIECES, f"owner == {-row}", "place", "data")
        text = unpack_text(unpacked(in_order(texts)))
        return whole_interview(self._head_of(view, row), text, paragraphs)

    def search_dense(
        self, vector: Vectors, limit: int, interview: str | None = None
    ) -> list[UnitHit]:
        """Return the units nearest to a unit vector [dimension], best first."""
        vector = checked(np.asarray(vector, np.float32).reshape(1, -1), 1, self.dimension)[0]
        with self._view() as view:
            among = self._among(view, interview)
            return [] if among is None else nearest_to(view, vector, limit, among)

    def search_text(
        self,
        terms: Sequence[str],
        limit: int,
        interview: str | None = None,
        kind: TextKind = "paragraph",
    ) -> list[UnitHit]:
        """Return the paragraphs, or sentences, that hold any of the terms, by BM25, best first."""
        with self._view() as view:
            among = self._among(view, interview)
            return [] if among is None else best_for(view, terms, limit, among, kind)

    def _among(self, view: View, interview: str | None) -> str | None:
        """Return the filter for one interview or for all, None when there is no such interview."""
        if interview is None:
            return ""
        row = self._row(view, interview)
        return None if row is None else f"interview == {row}"

    def phrase_count(self, phrase: str, limit: int = 10_000) -> int:
        """Return how many paragraphs hold a phrase of Chinese characters, at most `limit`."""
        with self._view() as view:
            return min(holding(view, phrase), limit)

    def paragraph_count(self) -> int:
        """Return the number of paragraphs in the index."""
        return sum(each.paragraphs for each in self.interviews())

    def passages(self, passage_rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of those rows that exist, by row."""
        with self._view() as view:
            wanted = [int(row) for row in passage_rows if view.head.counts(batch_of(int(row)))]
            found = self._tables.get(Table.PARAGRAPHS, wanted, ["id", "interview", "data", "parts"])
            passages = {row["id"]: self._passage(view, row) for row in found}
        return {row: passages[row] for row in passage_rows if row in passages}

    def _passage(self, view: View, row: Row) -> Passage:
        about = self._head_of(view, row["interview"])
        paragraph = unpack_paragraph(view.content(row))
        return Passage(row["id"], about["id"], about["source"], paragraph)

    def passages_at(self, interview_id: str, numbers: Iterable[int]) -> list[Passage]:
        """Return the paragraphs of an interview that have these numbers, in reading order."""
        wanted = sorted({int(number) for number in numbers})
        with self._view() as view:
            row = self._row(view, interview_id)
            if row is None:
                raise UnknownInterview(f"No interview '{interview_id}' in the index.")
            if not wanted:
                return []
            condition = f"interview == {row} and number in {wanted}"
            fields = ("number", "interview", "data", "parts")
            found = view.find(Table.PARAGRAPHS, condition, *fields)
            return [self._passage(view, each) for each in found]

    def units(self, passage_rows: Sequence[int]) -> list[StoredUnit]:
        """Return the units of passages with their vectors, in the order they were cut."""
        found: list[Row] = []
        with self._view() as view:
            for some in chunks([int(row) for row in passage_rows]):
                fields = ("paragraph", "kind", "first", "last", "dense")
                found += view.find(Table.UNITS, f"paragraph in {some}", *fields)
        return [
            StoredUnit(
                row["id"], row["paragraph"], row["kind"], row["first"], row["last"],
                np.asarray(row["dense"], np.float32),
            )
            for row in sorted(found, key=lambda row: row["id"])
        ]  # fmt: skip
