"""A file's interviews → the rows of one change to an index on a Milvus server."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import count
from typing import Any

from index.embeddings import digest
from index.grams import terms
from index.milvus_rows import BATCHED, Row, Table, packed, pieces, row_id, words
from index.reading import Source
from index.rows import pack, pack_head, pack_text
from index.store import Entry


class Batch:
    """The rows of one change, by table."""

    def __init__(
        self,
        batch: int,
        source: Source,
        entries: Sequence[Entry],
        vectors: dict[str, list[float]],
    ) -> None:
        self._batch, self._vectors = batch, vectors
        self._numbers: Iterator[int] = count(1)
        self.rows: dict[Table, list[Row]] = {table: [] for table in BATCHED}
        key = digest(source.path).hex()
        self._add(Table.SOURCES, key=key, data=json.dumps(asdict(source)), nothing=[0.0, 0.0])
        for entry in entries:
            self._add_interview(entry)

    def _add(self, table: Table, **fields: Any) -> int:
        row = row_id(self._batch, next(self._numbers))
        self.rows[table].append({"id": row, "batch": self._batch, **fields})
        return row

    def _add_packed(self, table: Table, data: bytes, **fields: Any) -> int:
        first, *others = pieces(packed(data))
        row = self._add(table, data=first, parts=1 + len(others), **fields)
        self._add_pieces(row, others)
        return row

    def _add_pieces(self, owner: int, texts: Sequence[str]) -> None:
        for place, text in enumerate(texts):
            self._add(Table.PIECES, owner=owner, place=place, data=text, nothing=[0.0, 0.0])

    def _add_interview(self, entry: Entry) -> None:
        interview = entry.interview
        row = self._add_packed(
            Table.INTERVIEWS, pack_head(interview, len(entry.units)),
            key=digest(interview.id).hex(), nothing=[0.0, 0.0],
        )  # fmt: skip
        self._add_pieces(-row, pieces(packed(pack_text(interview.text))))
        texts = {unit.paragraph: unit for unit in entry.units if unit.kind == "paragraph"}
        rows = {}
        for paragraph in interview.paragraphs:
            whole = texts[paragraph.number].text if paragraph.number in texts else ""
            rows[paragraph.number] = self._add_packed(
                Table.PARAGRAPHS, pack(asdict(paragraph)), interview=row, number=paragraph.number,
                unit=0, key=digest(paragraph.id).hex(), words=words(terms(whole)),
            )  # fmt: skip
        self._add_units(row, entry, rows)

    def _add_units(self, interview: int, entry: Entry, paragraphs: dict[int, int]) -> None:
        split = {unit.paragraph for unit in entry.units if unit.kind == "sentence"}
        by_row = {each["id"]: each for each in self.rows[Table.PARAGRAPHS]}
        for unit in entry.units:
            name, paragraph = digest(unit.text).hex(), paragraphs[unit.paragraph]
            row = self._add(
                Table.UNITS, interview=interview, paragraph=paragraph, kind=unit.kind,
                first=unit.start, last=unit.end, digest=name, dense=self._vectors[name],
            )  # fmt: skip
            if unit.kind == "paragraph":
                by_row[paragraph]["unit"] = row
            if unit.kind == "sentence" or (
                unit.kind == "paragraph" and unit.paragraph not in split
            ):
                # A paragraph of one sentence is a sentence too.
                sentence = {"id": row, "batch": self._batch, "interview": interview}
                found = words(terms(unit.text))
                self.rows[Table.SENTENCES].append(
                    sentence | {"paragraph": paragraph, "words": found}
                )
