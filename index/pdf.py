"""`.pdf` → `Document`: the text layer in reading order, columns one after another."""

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from statistics import median
from typing import Any

from index.columns import in_reading_order
from index.confined import read_confined
from index.documents import Content, Document
from index.errors import SourceError
from index.printed import Line, paragraphs_of
from index.radicals import without_radicals

# An em and a half: columns of a newspaper stand closer than the library's default thinks.
_COLUMN_GAP = 1.5
# What repeats in the outermost parts of the pages, and numbers there, is no part of the text.
_MARGIN = 0.1
_UNREADABLE = re.compile(r"\(cid:\d+\)")
_NUMBER = re.compile(r"\W*(?:page|第|p\.?)?\s*\d+\s*(?:页|頁|版|(?:of|/)\s*\d+)?\W*", re.IGNORECASE)


def read_pdf(content: Content) -> Document:
    """Return the text of a PDF file, read in a process of its own.

    Raises SourceError when it is damaged, locked, a scan without text, its letters have no known
    meaning, or it would swell beyond all measure.
    """
    return read_confined(read_here, content)


def read_here(content: Content) -> Document:
    """Return the text of a PDF file, read in this process; raises what `read_pdf` does."""
    pages = list(_pages(content))
    text = paragraphs_of(_without_margins(pages))
    if not text.strip():
        raise SourceError(
            f"{content.where} is a scan without text: let an OCR program such as ocrmypdf add it."
            if any(page.pictures for page in pages)
            else f"{content.where} has no text: put an interview in it or remove it."
        )
    if 10 * len("".join(_UNREADABLE.findall(text))) > len(text):
        raise SourceError(
            f"{content.where} does not say which letters its signs stand for: print it to a PDF "
            "again, or let an OCR program such as ocrmypdf read it."
        )
    scanned = sum(bool(page.pictures and not page.lines) for page in pages)
    notes = (f"{scanned} of {len(pages)} pages are pictures without text and were left out.",)
    return Document(content.name, text, "utf-8", notes=notes if scanned else ())


class _Page:
    """The lines of one page in reading order, and how many pictures are on it."""

    def __init__(self, page: Any) -> None:
        self.height = float(page.height)
        self.bottom = float(page.y0)
        self.lines = list(_lines(page))
        self.pictures = _pictures(page)


def _pages(content: Content) -> Iterator[_Page]:
    from pdfminer import pdftypes
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    # It warns of every font that is described carelessly.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    # The library's own goes byte by byte and copies all it has each time: hours for some megabytes.
    pdftypes.decompress_corrupted = _salvaged
    layout = LAParams(char_margin=_COLUMN_GAP)
    try:
        for page in extract_pages(BytesIO(content.data), laparams=layout):
            yield _Page(page)
    except PDFPasswordIncorrect:
        raise SourceError(
            f"{content.where} is protected by a password: save it again without one."
        ) from None
    except MemoryError:
        raise
    except Exception as error:
        # The library meets broken files with whatever its parts raise.
        raise SourceError(
            f"{content.where} is damaged or no PDF ({type(error).__name__}): open it in a viewer "
            "and save it again."
        ) from None


def _salvaged(data: bytes) -> bytes:
    """Return what a cut-off stream, or one with a wrong checksum, unpacks to."""
    unpacking = zlib.decompressobj()
    whole = unpacking.decompress(data[:-4])
    with suppress(zlib.error):
        whole += unpacking.decompress(data[-4:])
    return whole


def _lines(page: Any) -> Iterator[Line]:
    from pdfminer.layout import LTChar, LTTextBox, LTTextLine

    boxes = [each for each in page if isinstance(each, LTTextBox)]
    heights = [line.y1 - line.y0 for box in boxes for line in box]
    em = median(heights) if heights else 0.0
    for number, box in enumerate(in_reading_order(boxes, em)):
        for line in box:
            text = " ".join(without_radicals(line.get_text()).replace("\0", "").split())
            sizes = [char.size for char in line if isinstance(char, LTChar)]
            if isinstance(line, LTTextLine) and text and sizes:
                place = (line.x0, line.x1, line.y0, line.y1)
                yield Line(text, *place, median(sizes), (page.pageid, number))


def _pictures(item: Any) -> int:
    from pdfminer.layout import LTFigure, LTImage

    return sum(
        1 if isinstance(each, LTImage) else _pictures(each)
        for each in item
        if isinstance(each, LTImage | LTFigure)
    )


def _without_margins(pages: Sequence[_Page]) -> list[Line]:
    """Return the lines of all pages without page numbers and running heads."""
    heads: Counter[str] = Counter()
    for page in pages:
        heads.update({_pattern(line) for line in page.lines if _in_margin(line, page)})
    return [
        line
        for page in pages
        for line in page.lines
        if not (
            _in_margin(line, page)
            and (_NUMBER.fullmatch(line.text) or _repeats(heads[_pattern(line)], len(pages)))
        )
    ]


def _repeats(times: int, pages: int) -> bool:
    return times > 1 and times >= pages / 2


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _in_margin(line: Line, page: _Page) -> bool:
    """Tell whether a line is the outermost at the top or the bottom, and near the edge."""
    highest = max(each.y1 for each in page.lines)
    lowest = min(each.y0 for each in page.lines)
    above = (page.bottom + page.height - line.y1) / page.height
    below = (line.y0 - page.bottom) / page.height
    return (above < _MARGIN and line.y1 > highest - line.size / 2) or (
        below < _MARGIN and line.y0 < lowest + line.size / 2
    )
