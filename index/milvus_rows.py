"""What a row of a collection on a Milvus server is: its id, its words, its packed content."""

import base64
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from index.errors import StoreError

_LONGEST = 65_000  # bytes of text in one field; Milvus takes 65,535
_BITS = 24  # rows of one batch

Row = dict[str, Any]


class Table(StrEnum):
    """The collections; their names follow that of the index."""

    HEAD = "head"
    SOURCES = "sources"
    INTERVIEWS = "interviews"
    PIECES = "pieces"
    PARAGRAPHS = "paragraphs"
    SENTENCES = "sentences"
    UNITS = "units"
    STAGED = "staged"


BATCHED = (
    Table.SOURCES, Table.INTERVIEWS, Table.PIECES, Table.PARAGRAPHS, Table.SENTENCES,
    Table.UNITS,
)  # fmt: skip


def row_id(batch: int, number: int) -> int:
    """Return the id of the `number`th row of a batch; ids are never used twice."""
    if number >= 1 << _BITS:
        raise StoreError("One file holds more than sixteen million units: split it.")
    return (batch << _BITS) | number


def batch_of(row: int) -> int:
    """Return the batch that a row belongs to."""
    return row >> _BITS


def word(term: str) -> str:
    """Return a term as a word that every analyzer leaves whole."""
    if term.isascii() and term.isalnum():
        return term.lower()
    return "x" + "".join(f"{ord(character):04x}" for character in term)


def words(terms: Sequence[str]) -> str:
    """Return terms as a text, as many as a field holds (those of about 4,000 characters)."""
    text = " ".join(map(word, terms))
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0]


def packed(data: bytes) -> str:
    """Return bytes as a text that Milvus takes."""
    return base64.b85encode(data).decode()


def unpacked(text: str) -> bytes:
    """Return the bytes of a packed text."""
    return base64.b85decode(text)


def pieces(text: str) -> list[str]:
    """Cut a packed text into what fields hold; at least one piece."""
    return [text[at : at + _LONGEST] for at in range(0, max(len(text), 1), _LONGEST)]


def joined(*conditions: str) -> str:
    """Return the filter that all of the conditions make."""
    return " and ".join(condition for condition in conditions if condition)


def chunks(values: Sequence[Any], size: int = 500) -> Iterator[list[Any]]:
    """Cut values into lists that a filter takes."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
