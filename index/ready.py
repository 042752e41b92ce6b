"""Ready-made passages (`.jsonl`) → interviews: one document each, the given ids kept."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from index.documents import Content, read_content
from index.errors import SourceError
from index.normal import language_of
from index.transcript import Interview, Paragraph

_BETWEEN = "\n\n"
_KEYS = ("id", "doc", "text")


def _entry(where: str, number: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise SourceError(f"{where} line {number} is not JSON ({error.msg}): correct it.") from None
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(key), str) and entry[key].strip() for key in _KEYS
    ):
        raise SourceError(
            f'{where} line {number} needs "id", "doc" and "text", each a text that is not empty.'
        )
    return entry


def _interview(name: str, doc: str, entries: list[dict[str, Any]]) -> Interview:
    paragraphs = []
    offset = 0
    for number, entry in enumerate(entries, 1):
        text = entry["text"]
        spans = ((offset, offset + len(text)),)
        speaker = entry.get("speaker")
        paragraphs.append(
            Paragraph(
                entry["id"], number, "text", text, spans,
                speaker=speaker if isinstance(speaker, str) else "",
            )
        )  # fmt: skip
        offset += len(text) + len(_BETWEEN)
    source = _BETWEEN.join(entry["text"] for entry in entries)
    title = next((e["title"] for e in entries if isinstance(e.get("title"), str)), doc)
    language = language_of(source[:20000])
    return Interview(doc, title, name, source, language, tuple(paragraphs))


def read_ready(path: Path) -> list[Interview]:
    """Read `{"id", "doc", "text"}` lines; the source text is a document's passages in order.

    Raises SourceError naming the line that is wrong, or an id that comes twice.
    """
    return parse_ready(read_content(path))


def parse_ready(content: Content) -> list[Interview]:
    """Return the interviews of ready-made passages, like `read_ready`."""
    where = content.where
    try:
        lines = content.data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise SourceError(f"{where} is not UTF-8: save it as UTF-8.") from None
    documents: dict[str, list[dict[str, Any]]] = defaultdict(list)
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        entry = _entry(where, number, line)
        if entry["id"] in seen:
            raise SourceError(
                f"{where} line {number} repeats the id '{entry['id']}': make it unique."
            )
        seen.add(entry["id"])
        documents[entry["doc"]].append(entry)
    if not documents:
        raise SourceError(f"{where} is empty: put passages in it or remove it.")
    return [_interview(content.name, doc, entries) for doc, entries in documents.items()]
