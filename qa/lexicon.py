"""The bundled dictionary: English terms ↔ Chinese words, and how characters are read.

It is read when the first question arrives whose language differs from a passage's.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from index.grams import terms
from index.onnx_model import check_sums
from qa.question import content

BUNDLED = Path(__file__).resolve().parent.parent / "models" / "lexicon"
# Stems of a term, and characters of a word, that the dictionary keeps at most.
LONGEST_KEY = 3
LONGEST_WORD = 8
# The place from which on a key is only half of what the dictionary has for the word.
HALF = 10
# What is left of "China's", and what a dictionary writes for somebody and something.
_NO_WORDS = frozenset({"s", "t", "sb", "sth", "one", "oneself", "lit", "fig", "etc"})


def english_terms(text: str) -> list[str]:
    """Return the stems of the English words that carry meaning, in order."""
    return [term for term in terms(content(text)) if term.isascii() and term not in _NO_WORDS]


class Lexicon:
    """A dictionary in both directions; `readings` is the pinyin of each character, without tones.

    Both directions are kept as the sorted lines of their files, which take a fraction of the room
    that a table of 200,000 entries does.
    """

    def __init__(
        self, english: Sequence[str], chinese: Sequence[str], readings: dict[str, frozenset[str]]
    ) -> None:
        self._english, self._chinese = english, chinese
        self.readings = readings
        self.syllables = frozenset().union(*readings.values())

    def english(self, word: str) -> list[str]:
        """Return the keys of a Chinese word, stems with blanks between, the first sense first."""
        return _entry(self._english, word)

    def chinese(self, key: str) -> list[tuple[str, int]]:
        """Return the Chinese words of a key, each with the key's place among the word's senses.

        Places from HALF on are those of half a sense.
        """
        found = (each.partition(":") for each in _entry(self._chinese, key))
        return [(word, int(place)) for word, _, place in found]


def _entry(lines: Sequence[str], name: str) -> list[str]:
    """Return the fields of the line that begins with a name, none when there is no such line."""
    start = f"{name}\t"
    at = bisect_left(lines, start)
    found = at < len(lines) and lines[at].startswith(start)
    return lines[at].removeprefix(start).split("|") if found else []


def read_lexicon(folder: Path) -> Lexicon:
    """Read a folder that `training/build_lexicon.py` wrote.

    Raises EncoderError in one sentence when a file is missing or damaged.
    """
    check_sums(folder)
    english, chinese, readings = (
        (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        for name in ("english", "chinese", "readings")
    )
    sounds = (line.partition("\t") for line in readings)
    return Lexicon(english, chinese, {char: frozenset(of.split()) for char, _, of in sounds})


@cache
def bundled_lexicon() -> Lexicon:
    """Return the bundled dictionary, read once."""
    return read_lexicon(BUNDLED)
