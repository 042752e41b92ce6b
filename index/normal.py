"""The index view of a text: what is searched, never what is shown.

Questions arrive in simplified and traditional characters, in full and half width; interviews too.
Folding brings both to one form **without changing the length**, so that offset 17 of the folded
text is offset 17 of the original and a citation needs no mapping back.
"""

import re
import unicodedata
from functools import cache
from typing import Any, Literal

Language = Literal["zh-Hans", "zh-Hant", "en"]

_SMALL_WORDS = re.compile(
    r"\b(?:who|what|when|where|why|how|which|is|are|was|were|did|does|do|the|of|in|to|a)\b", re.I
)
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


def is_han(char: str) -> bool:
    """Tell whether a character is a Chinese one."""
    code = ord(char)
    return any(low <= code <= high for low, high in _HAN)


@cache
def _converter(direction: str) -> Any:
    from opencc import OpenCC

    return OpenCC(direction)


class _FoldTable(dict[int, str]):
    """Folded form of each code point, computed when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        if len(folded) != 1:
            folded = char
        if folded.isspace():
            folded = " "
        elif is_han(folded):
            simplified = str(_converter("t2s").convert(folded))
            folded = simplified if len(simplified) == 1 else folded
        self[code] = folded
        return folded


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Return the index view of `text`, of exactly the same length.

    Width and compatibility forms are unified (NFKC where it maps one character to one),
    traditional characters become simplified, any white space becomes a blank. Case is kept.
    """
    return text.translate(_TABLE)


def width(text: str) -> int:
    """Return the reading width of a text: 3 for a wide (Chinese) character, 1 for any other."""
    return sum(3 if char > "\u2e7f" else 1 for char in text)


def language_of(text: str) -> Language:
    """Tell which of the three interface languages a text is written in."""
    han = [char for char in text if is_han(char)]
    latin = sum(char.isascii() and char.isalpha() for char in text)
    # A Chinese character says about as much as four Latin letters; in "Who is 于海田?" the small
    # words tell.
    small = len(_SMALL_WORDS.findall(text[:400]))
    if len(han) * 4 < latin or (small > 1 and len(han) <= 6 * small):
        return "en"
    hant = sum(fold(char) != char for char in han)
    return "zh-Hant" if hant and hant > len(han) * 0.1 - 1 else "zh-Hans"


def to_script(text: str, language: Language) -> str:
    """Return `text` in the Chinese script of `language`, for labels and messages of our own."""
    if language != "zh-Hant":
        return text
    # The converter takes only what UTF-8 can hold: half a surrogate pair is no character.
    return str(_converter("s2tw").convert(text.encode("utf-8", "replace").decode()))
