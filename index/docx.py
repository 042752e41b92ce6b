"""`.docx` → `Document`: the paragraphs of a Word file, its headings and lists as Markdown has them.

Where the writer parts paragraphs by empty ones, a paragraph is a line and an empty one a blank
line, as in a text file; elsewhere every paragraph stands alone.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from index.archive import BROKEN_ZIP, opened
from index.documents import Content, Document
from index.errors import SourceError

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph

_OLE = b"\xd0\xcf\x11\xe0"  # a .doc, or a .docx behind a password
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Text that is not in the file as the reader sees it: what a tracked change took out, and the other
# versions of a drawing.
_UNSEEN = frozenset({
    _W + "del", _W + "moveFrom", _W + "instrText", _W + "delText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})  # fmt: skip


def read_docx(content: Content) -> Document:
    """Return the text of a Word file; raises SourceError when it cannot be opened or is empty."""
    if content.data.startswith(_OLE):
        raise SourceError(
            f"{content.where} is protected by a password or an old .doc: open it in Word and save "
            "it as .docx without a password."
        )
    # Every .docx is a zip file, and may be a bomb like any other.
    opened(content).close()
    lines = list(_lines(_word_file(content)))
    text = _text(lines)
    if not text.strip():
        raise SourceError(f"{content.where} has no text: put an interview in it or remove it.")
    return Document(content.name, text, "utf-8")


def _word_file(content: Content) -> "WordFile":
    from docx import Document as open_word
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return open_word(BytesIO(content.data))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, *BROKEN_ZIP):
        raise SourceError(
            f"{content.where} is damaged or no Word file: open it in Word and save it again."
        ) from None


def _lines(word: "WordFile") -> Iterator[str]:
    """Yield the paragraphs in order, those of tables and text boxes included."""
    from docx.text.paragraph import Paragraph

    for element in word.element.body.iter(_W + "p"):
        if not any(each.tag in _UNSEEN for each in element.iterancestors()):
            yield _line(Paragraph(element, word._body))


def _line(paragraph: "Paragraph") -> str:
    text = _seen(paragraph._p).strip()
    if not text:
        return ""
    name = (paragraph.style.name if paragraph.style is not None else None) or ""
    if name == "Title":
        return "# " + text
    level = name.removeprefix("Heading ")
    if name.startswith("Heading ") and level.isdigit():
        return "#" * min(int(level), 6) + " " + text
    return ("- " if name.startswith("List Bullet") else "") + text


def _seen(paragraph: Any) -> str:
    """Return the text of a paragraph without that of the text boxes in it."""
    parts = []
    for node in paragraph.iter(_W + "t", _W + "tab", _W + "br", _W + "cr", _W + "noBreakHyphen"):
        around = list(node.iterancestors())
        inside = around[: around.index(paragraph)]
        if any(each.tag in _UNSEEN or each.tag == _W + "p" for each in inside):
            continue
        if node.tag == _W + "t":
            parts.append(node.text or "")
        elif node.tag == _W + "noBreakHyphen":
            parts.append("-")
        elif node.getparent().tag == _W + "r":
            parts.append("\t" if node.tag == _W + "tab" else "\n")
    return "".join(parts)


def _text(lines: list[str]) -> str:
    filled = [number for number, line in enumerate(lines) if line]
    parted = sum(later - sooner > 1 for sooner, later in pairwise(filled))
    if len(filled) > 1 and parted >= (len(filled) - 1) / 2:
        return "\n".join(lines) + "\n"
    return "\n\n".join(line for line in lines if line) + "\n"
