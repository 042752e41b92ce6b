"""Interviews ↔ rows: what one interview is on disk.

Everything is packed as compressed JSON: smaller, indifferent to lone surrogates, and the checksum
of the compression finds flipped bits that SQLite itself would not notice.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.errors import SourceError
from index.grams import terms
from index.passages import Unit
from index.speakers import Speaker
from index.transcript import Fact, Interview, Paragraph


@dataclass(frozen=True, slots=True)
class InterviewSummary:
    """What a list of interviews shows; `paragraphs` and `units` are counts."""

    id: str
    title: str
    source: str
    language: str
    paragraphs: int
    units: int
    characters: int
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored paragraph and where it comes from."""

    row: int
    interview: str
    source: str
    paragraph: Paragraph


def pack_text(text: str) -> bytes:
    """Compress a text, lone surrogates included."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpack_text(data: bytes) -> str:
    """Return a text that was packed; raises sqlite3.DatabaseError when it has changed since."""
    try:
        return zlib.decompress(data).decode("utf-8", "surrogatepass")
    except (zlib.error, UnicodeDecodeError, TypeError) as error:
        raise sqlite3.DatabaseError(f"a stored text does not match its checksum: {error}") from None


def pack(value: Any) -> bytes:
    """Compress what JSON can say."""
    return pack_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def unpack_paragraph(body: bytes) -> Paragraph:
    """Return a stored paragraph; raises sqlite3.DatabaseError when it has changed since."""
    fields = json.loads(unpack_text(body))
    try:
        fields["spans"] = tuple((start, end) for start, end in fields["spans"])
        fields["asked"] = tuple((start, end) for start, end in fields.get("asked", ()))
        fields["times"] = tuple((start, at) for start, at in fields.get("times", ()))
        return Paragraph(**fields)
    except (KeyError, TypeError) as error:
        raise sqlite3.DatabaseError(f"written by another version: {error}") from None


def _speakers(head: dict[str, Any]) -> tuple[Speaker, ...]:
    return tuple(Speaker(**fields) for fields in head["speakers"])


def check_ids(interview: Interview) -> None:
    """Raise SourceError when an id of an interview cannot be written as Unicode."""
    for name in (interview.id, *(paragraph.id for paragraph in interview.paragraphs)):
        try:
            name.encode()
        except UnicodeEncodeError:
            raise SourceError(
                f"{interview.source} uses the id {name!r}, which is not valid Unicode: correct it."
            ) from None


def _refuse_taken(db: sqlite3.Connection, interview: Interview) -> None:
    """Raise SourceError, naming both files, when an id is in the index or comes twice."""
    taken = db.execute(
        "SELECT path FROM interviews JOIN sources ON sources.row = interviews.source WHERE id = ?",
        (interview.id,),
    ).fetchone()
    if taken:
        raise SourceError(
            f"{interview.source} and {taken[0].decode('utf-8', 'replace')} both hold an interview "
            f"'{interview.id}': rename one of them."
        )
    seen: set[str] = set()
    for paragraph in interview.paragraphs:
        found = db.execute(
            "SELECT path FROM paragraphs JOIN interviews ON interviews.row = paragraphs.interview "
            "JOIN sources ON sources.row = interviews.source WHERE paragraphs.id = ?",
            (paragraph.id,),
        ).fetchone()
        if found or paragraph.id in seen:
            other = found[0].decode("utf-8", "replace") if found else interview.source
            raise SourceError(
                f"{interview.source} and {other} both hold a passage '{paragraph.id}': make the "
                "ids unique."
            )
        seen.add(paragraph.id)


def pack_head(interview: Interview, units: int) -> bytes:
    """Pack everything of an interview but its text and paragraphs, with their counts."""
    head = asdict(interview)
    counts = {"characters": len(head.pop("text")), "count": len(head.pop("paragraphs"))}
    return pack(head | counts | {"units": units})


def read_summary(data: bytes) -> InterviewSummary:
    """Return the summary that a packed head holds."""
    head = json.loads(unpack_text(data))
    return InterviewSummary(
        head["id"], head["title"], head["source"], head["language"], head["count"],
        head["units"], head["characters"], _speakers(head),
    )  # fmt: skip


def write_interview(
    db: sqlite3.Connection,
    source: int,
    interview: Interview,
    units: Sequence[Unit],
    embeddings: Sequence[int],
) -> None:
    """Insert one interview with its units, whose vectors are the rows `embeddings`.

    Raises SourceError when its id or one of its passage ids is taken.
    """
    check_ids(interview)
    _refuse_taken(db, interview)
    row = db.execute(
        "INSERT INTO interviews(source, id, head, text) VALUES(?, ?, ?, ?)",
        (source, interview.id, pack_head(interview, len(units)), pack_text(interview.text)),
    ).lastrowid
    rows = {}
    for paragraph in map(asdict, interview.paragraphs):
        rows[paragraph["number"]] = db.execute(
            "INSERT INTO paragraphs(interview, number, id, body) VALUES(?, ?, ?, ?)",
            (row, paragraph["number"], paragraph["id"], pack(paragraph)),
        ).lastrowid
    with_sentences = {unit.paragraph for unit in units if unit.kind == "sentence"}
    for unit, embedding in zip(units, embeddings, strict=True):
        values = (row, rows[unit.paragraph], unit.kind, unit.start, unit.end, embedding)
        _write_unit(db, unit, values, alone=unit.paragraph not in with_sentences)


def _write_unit(
    db: sqlite3.Connection, unit: Unit, values: tuple[Any, ...], *, alone: bool
) -> None:
    row = db.execute(
        "INSERT INTO units(interview, paragraph, kind, first, last, embedding) "
        "VALUES(?, ?, ?, ?, ?, ?)",
        values,
    ).lastrowid
    tables = [unit.kind] if unit.kind != "window" else []
    if unit.kind == "paragraph" and alone:
        # A paragraph of one sentence is a sentence too.
        tables.append("sentence")
    text = " ".join(terms(unit.text)) if tables else ""
    for table in tables:
        # `table` is one of two literals.
        db.execute(f"INSERT INTO {table}_terms(rowid, terms) VALUES(?, ?)", (row, text))


def read_summaries(db: sqlite3.Connection) -> Iterable[InterviewSummary]:
    """Yield a summary of every interview, ordered by id."""
    for (data,) in db.execute("SELECT head FROM interviews ORDER BY id"):
        yield read_summary(data)


def _head(db: sqlite3.Connection, row: int) -> dict[str, Any]:
    found = db.execute("SELECT id, head FROM interviews WHERE row = ?", (row,)).fetchone()
    head: dict[str, Any] = json.loads(unpack_text(found[1])) if found else {}
    if not found or head["id"] != found[0]:
        raise sqlite3.DatabaseError("an interview is not where its paragraphs say")
    return head


def read_interview(db: sqlite3.Connection, row: int) -> Interview:
    """Return the whole interview of a row."""
    head = _head(db, row)
    (text,) = db.execute("SELECT text FROM interviews WHERE row = ?", (row,)).fetchone()
    found = db.execute("SELECT body FROM paragraphs WHERE interview = ? ORDER BY number", (row,))
    return whole_interview(head, unpack_text(text), [unpack_paragraph(body) for (body,) in found])


def whole_interview(head: dict[str, Any], text: str, paragraphs: Sequence[Paragraph]) -> Interview:
    """Put an interview together; raises sqlite3.DatabaseError when a paragraph is missing."""
    if [each.number for each in paragraphs] != list(range(1, head["count"] + 1)):
        raise sqlite3.DatabaseError("an interview lacks paragraphs")
    derived = {"characters", "units", "count"}
    fields = {name: value for name, value in head.items() if name not in derived}
    fields["speakers"] = _speakers(head)
    fields["stated"] = tuple((key, value) for key, value in head.get("stated", ()))
    fields["facts"] = tuple(Fact(**each) for each in head["facts"])
    return Interview(**fields, text=text, paragraphs=tuple(paragraphs))


def read_passages(db: sqlite3.Connection, rows: Iterable[int]) -> Iterable[Passage]:
    """Yield the passages of those rows that exist."""
    heads: dict[int, tuple[str, str]] = {}
    found = db.execute(
        "SELECT row, interview, body FROM paragraphs WHERE row IN (SELECT value FROM json_each(?))",
        (json.dumps([int(row) for row in rows]),),
    )
    for row, interview, body in found:
        if interview not in heads:
            head = _head(db, interview)
            heads[interview] = (head["id"], head["source"])
        yield Passage(row, *heads[interview], unpack_paragraph(body))
