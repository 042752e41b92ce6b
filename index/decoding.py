"""Bytes → text: which encoding a file was written in."""

import codecs
from collections.abc import Iterable

from index.errors import SourceError
from index.normal import is_han

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The hundred or so characters that make up a third of any Chinese text, in both scripts.
_COMMON = frozenset(
    "的一是不了在人有我他这这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著"
    "下自之年过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還"
    "进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性"
    "知全三又关關点點正业業外将將两兩高间間由问問很最重"
)


def _commonness(text: str) -> float:
    """Return the share of a text's Chinese characters that are among the commonest."""
    han = [char for char in text if is_han(char)]
    return sum(char in _COMMON for char in han) / len(han) if han else 0.0


def _printable(text: str) -> bool:
    odd = sum(not (char.isprintable() or char.isspace()) for char in text)
    return odd <= len(text) // 50


def _best(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError:
                return None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    decoded = list(_decodings(data, ("gb18030", "big5", "cp950")))
    if decoded:
        # Text of one encoding read as the other is made of rare characters.
        best = max(decoded, key=lambda each: _commonness(each[0]))
        if _commonness(best[0]) > 0.1:
            return best
    return next(iter(_decodings(data, ("utf-16-le", "utf-16-be", "cp1252", "latin-1"))), None)


def _decodings(data: bytes, encodings: Iterable[str]) -> Iterable[tuple[str, str]]:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _printable(text) and (not encoding.startswith("utf-16") or "\n" in text[:2000]):
            yield text, encoding


def decode(data: bytes, where: str) -> tuple[str, str]:
    """Return the text of a file, without a byte-order mark, and the name of its encoding.

    Raises SourceError, naming `where`, when it is binary or holds nothing but white space.
    """
    decoded = _best(data)
    if decoded is None or "\0" in decoded[0] or not _printable(decoded[0]):
        raise SourceError(f"{where} is not text in a known encoding: save it as UTF-8.")
    if not decoded[0].strip():
        raise SourceError(f"{where} is empty: put an interview in it or remove it.")
    return decoded
