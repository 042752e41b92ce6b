"""Texts' vectors as rows: each distinct text is embedded once and found again by its digest."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

Chunks = Iterable[tuple[NDArray[np.int64], Vectors]]

_CHUNK = 4096


def digest(text: str) -> bytes:
    """Return what a text is recognised by, whatever is in it."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def known(db: sqlite3.Connection, texts: Iterable[str]) -> dict[str, int]:
    """Return the embedding row of each text that has one."""
    rows = {}
    for text in dict.fromkeys(texts):
        found = db.execute("SELECT row FROM embeddings WHERE digest = ?", (digest(text),))
        if (row := found.fetchone()) is not None:
            rows[text] = row[0]
    return rows


def remember(db: sqlite3.Connection, texts: Sequence[str], vectors: Vectors) -> None:
    """Store the vectors of texts, [len(texts), dimension]; texts that have one keep it."""
    for text, vector in zip(texts, vectors, strict=True):
        data = vector.tobytes()
        db.execute(
            "INSERT OR IGNORE INTO embeddings(digest, checksum, vector) VALUES(?, ?, ?)",
            (digest(text), zlib.crc32(data), data),
        )


def sweep(db: sqlite3.Connection) -> int:
    """Delete the vectors that no unit uses any more and return how many there were."""
    return db.execute(
        "DELETE FROM embeddings WHERE row NOT IN (SELECT embedding FROM units)"
    ).rowcount


def intact(data: bytes, checksum: int) -> bytes:
    """Return the bytes of a stored vector; raises sqlite3.DatabaseError when they have changed."""
    if zlib.crc32(data) != checksum:
        raise sqlite3.DatabaseError("a stored vector does not match its checksum")
    return data


def _matrix(parts: Sequence[bytes], dimension: int) -> Vectors:
    if any(len(part) != dimension * 4 for part in parts):
        raise sqlite3.DatabaseError("a stored vector has another dimension")
    return np.frombuffer(b"".join(parts), np.float32).reshape(len(parts), dimension)


def read_units(
    db: sqlite3.Connection, dimension: int, condition: str = "", *values: object
) -> Chunks:
    """Yield (unit rows [n], vectors [n, dimension]) in chunks, of all units or of some."""
    found = db.execute(
        "SELECT units.row, vector, checksum FROM units "
        f"JOIN embeddings ON embeddings.row = units.embedding {condition} ORDER BY units.row",
        values,
    )
    while chunk := found.fetchmany(_CHUNK):
        units = np.array([row for row, *_ in chunk], np.int64)
        yield units, _matrix([intact(*stored) for _, *stored in chunk], dimension)


def read_units_at(db: sqlite3.Connection, dimension: int, units: NDArray[np.int64]) -> Chunks:
    """Yield (unit rows, vectors) of those units that exist; the rows are in ascending order."""
    condition = "WHERE units.row IN (SELECT value FROM json_each(?))"
    for start in range(0, len(units), _CHUNK):
        some = json.dumps(units[start : start + _CHUNK].tolist())
        yield from read_units(db, dimension, condition, some)


def read_units_of(db: sqlite3.Connection, dimension: int, interview: int) -> Chunks:
    """Yield (unit rows, vectors) of one interview."""
    return read_units(db, dimension, "WHERE units.interview = ?", interview)


def paragraphs_of(db: sqlite3.Connection, units: Iterable[int]) -> dict[int, int]:
    """Return the paragraph row of each of those units that exists."""
    return dict(
        db.execute(
            "SELECT row, paragraph FROM units WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps([int(unit) for unit in units]),),
        )
    )


def read_stored(db: sqlite3.Connection, paragraphs: Iterable[int]) -> list[tuple[Any, ...]]:
    """Return (unit, paragraph, kind, start, end, vector, checksum) of paragraphs' units."""
    return db.execute(
        "SELECT units.row, paragraph, kind, first, last, vector, checksum FROM units "
        "JOIN embeddings ON embeddings.row = units.embedding "
        "WHERE paragraph IN (SELECT value FROM json_each(?)) ORDER BY units.row",
        (json.dumps([int(row) for row in paragraphs]),),
    ).fetchall()
