"""Places that a question may name, in Chinese and in English.

"浙江省开通了多少5G基站?" is like nothing so much as the sentence that counts those of 山东: whether
an interview speaks of a place at all must be looked up, not felt. A pattern such as "two characters
and 省" also finds "向外省", so the names are listed in `places.txt`: provinces, cities that head
prefectures, countries, and some of their great cities. Names that are words as well (朝阳, 白银,
来宾, Nice) are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from index.normal import fold

_ASIDE = 3
_FILE = Path(__file__).with_suffix(".txt")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Return all names of the place of each name, in lower case."""
    table: dict[str, tuple[str, ...]] = {}
    # An English name may have blanks: it ends where the next Chinese one begins.
    for entry in re.split(r"\s+(?=[一-鿿])", _FILE.read_text(encoding="utf-8").strip()):
        chinese, _, english = entry.partition("=")
        names = (*chinese.split("/"), *filter(None, english.split("/")))
        table |= dict.fromkeys(names, names)
    return table


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_table(), key=lambda name: -len(name))
    chinese = "|".join(name for name in names if not name.isascii())
    english = "|".join(re.escape(name) for name in names if name.isascii())
    # American, Iranian, Taiwanese.
    return re.compile(
        rf"{chinese}|(?<![a-z])(?P<english>{english})(?:ns?|i?ans?|ese|i|s)?(?![a-z])"
    )


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names of places in a text, in lower case, with their offsets."""
    for match in _pattern().finditer(fold(text).lower()):
        group = "english" if match["english"] else 0
        yield match[group], *match.span(group)


def in_language(place: str, *, english: bool) -> str:
    """Return a place that was found by its name in English or in Chinese, as it is if it has none.

    English names are given their capitals back.
    """
    names = (name for name in _table()[place] if name.isascii() == english)
    name = next(names, place)
    return name.title() if english else name


def is_aside(place: str, text: str) -> bool:
    """Tell whether a folded, lower-case text is about another place and names this one in passing.

    Another is named three times as often, or more.
    """
    counts = Counter(_table()[name][0] for name, *_ in places(text))
    mine = counts[_table()[place][0]]
    return max(counts.values(), default=0) >= _ASIDE * max(mine, 1)


def speaks_of(place: str, text: str) -> bool:
    """Tell whether a folded, lower-case text names a place that was found, in either language."""
    return any(name in text for name in _table()[place])
