"""`.html` → `Document`: the article of a saved web page, without menus, adverts and footers.

Headings and lists are marked as in Markdown. What a page sets apart (a figure with its caption, an
aside within the article, a quotation) has a wide gap around it.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from index.decoding import decode
from index.documents import Content, Document
from index.errors import SourceError

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_GAP, _WIDE = "\n\n", "\n\n\n"
# Set before paragraphs that stand apart while the article is found, two signs in turn so that
# neighbours are told from each other. Pages have no use for either.
_MARKS = "\ue0f0\ue0f1"
_APART = ".//figcaption|.//blockquote|.//aside[ancestor::article or ancestor::main]"
_MOST_LINKED = 0.3  # of the text of an aside that is not a list of other articles


def read_web_page(content: Content) -> Document:
    """Return the article of a web page; raises SourceError when there is no text in it."""
    page = _parsed(_XML.sub("", _decoded(content)), content.where)
    _set_apart(page)
    text = "".join(_emitted(_article(page, content.where), _headline(page))).strip()
    if not text:
        raise SourceError(
            f"{content.where} has no text: pages that a script fills must be saved from the "
            "browser as a complete page."
        )
    return Document(content.name, text + "\n", "utf-8")


def _decoded(content: Content) -> str:
    declared = _CHARSET.search(content.data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    try:
        # Pages that say GB2312 use characters of its successors.
        codec = codecs.lookup("gb18030" if name.startswith("gb") else name).name if name else ""
        if codec and not content.data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE)):
            return content.data.decode(codec)
    except (LookupError, UnicodeDecodeError):
        pass
    return decode(content.data, content.where)[0]


def _parsed(text: str, where: str) -> Any:
    from lxml import html
    from lxml.etree import LxmlError

    clean = re.sub(f"[{_MARKS}\0]", "", text)
    try:
        return html.document_fromstring(clean)
    except (LxmlError, ValueError):
        raise SourceError(f"{where} has no text: save the page again.") from None


def _set_apart(page: Any) -> None:
    """Turn figures and asides into ordinary paragraphs, marked; they would be taken for adverts."""
    marks = count()
    for element in page.xpath(_APART):
        text = "".join(element.itertext())
        linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
        if not text.strip() or linked > _MOST_LINKED * len(text):
            continue
        mark = _MARKS[next(marks) % 2]
        for part in list(element.iter("p")) or [element]:
            part.text = mark + (part.text or "").lstrip()
        if element.tag == "figcaption":
            element.tag = "p"
            around = element.getparent()
            if around is not None and around.tag == "figure":
                around.tag = "div"
        else:
            element.tag = "div" if len(element) else "p"


def _headline(page: Any) -> str:
    """Return the page's one headline, else the title it gives to whoever links to it."""
    heads = [" ".join("".join(each.itertext()).split()) for each in page.iter("h1")]
    if len(heads) == 1 and heads[0]:
        return heads[0]
    named = page.xpath("string(//meta[@property='og:title']/@content)")
    return " ".join(str(named).split())


def _article(page: Any, where: str) -> Any:
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            page, fast=True, favor_recall=True, include_comments=False, include_tables=True,
            include_formatting=False, deduplicate=False, with_metadata=False,
        )  # fmt: skip
    except (RecursionError, ValueError) as error:
        raise SourceError(f"{where} cannot be read ({error}): save it as text.") from None
    return getattr(found, "body", None)


def _emitted(body: Any, headline: str) -> Iterator[str]:
    before: str | None = None
    lines = list(_lines(body)) if body is not None else []
    if headline and not any(_same(line, headline) for line, _ in lines[:3]):
        lines.insert(0, ("# " + headline, ""))
    for line, mark in lines:
        if before is not None:
            yield _GAP if mark == before else _WIDE
        yield line
        before = mark


def _same(line: str, headline: str) -> bool:
    return "".join(line.lstrip("# ").split()) == "".join(headline.split())


def _lines(body: Any) -> Iterator[tuple[str, str]]:
    """Yield paragraphs in order, each with the mark it carries."""
    for element in body.iter("p", "head", "item", "row", "code", "quote"):
        inside = any(each.tag in {"p", "head", "item", "row"} for each in element.iterancestors())
        if inside or (element.tag == "quote" and len(element)):
            continue
        text = _words(element)
        mark = next((char for char in text if char in _MARKS), "")
        text = re.sub(f"[{_MARKS}]", "", text).strip()
        if not text:
            continue
        if element.tag == "head":
            level = str(element.get("rend") or "h2")[1:]
            text = "#" * (int(level) if level.isdigit() else 2) + " " + text.replace("\n", " ")
        yield ("- " if element.tag == "item" else "") + text, mark


def _words(element: Any) -> str:
    """Return the text of an element, a line for each line break."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag in {"p", "list", "item"}:
            parts += ["\n", _words(child), "\n"]
        elif child.tag == "cell":
            parts += [_words(child), "\t"]
        else:
            parts.append(_words(child))
        parts.append(child.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
