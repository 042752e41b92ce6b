"""A question and a text in another language → the text's own words for the question's.

Of a word's translations the dictionary has many, and nothing tells which is meant; but a passage
that answers the question is likely to hold the right one. So a question is not translated: each of
its words gets the translation that stands in the text, if any does. "How many transformation
projects?" reads 改造 项目 beside a passage about 技术改造项目, and only 项目 beside one about 创新.
Names that no dictionary has are found by their pinyin.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import log
from typing import TypeAlias

from index.grams import terms
from index.normal import fold, is_han, language_of
from qa.lexicon import HALF, LONGEST_KEY, LONGEST_WORD, Lexicon, bundled_lexicon, english_terms
from qa.question import content

_CAPITALISED = re.compile(r"[A-Z][a-z']+(?:[ -][A-Z][a-z']+)*")
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9'-]*")
_CHINESE = re.compile(r"[㐀-鿿]{2,}")
_BETWEEN = re.compile(r"[ -]")
# Characters of a name that is looked for by its sound.
_SHORTEST_NAME, _LONGEST_NAME = 2, 4

# Words that can be pinyin, each with its syllables.
Name: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


# What a translation of a single character counts: it may be part of another word.
_SINGLE = 0.5


@dataclass(frozen=True, slots=True)
class Glosses:
    """Words of a text for those of a question, in the question's order, each once.

    `share`, 0 to 1, is how much of what the question speaks of has a word in the text; an English
    word that may be translated by many counts less.
    """

    words: tuple[str, ...] = ()
    share: float = 0.0


def with_glosses(question: str, text: str, lexicon: Lexicon | None = None) -> str:
    """Return the question with the words of a text in another language behind it."""
    return " ".join([question, *gloss(question, text, lexicon).words])


def gloss(question: str, text: str, lexicon: Lexicon | None = None) -> Glosses:
    """Return the text's words for the question's; none where both are in one language."""
    asked_english, text_english = (language_of(each) == "en" for each in (question, text))
    if asked_english == text_english:
        return Glosses()
    lexicon = lexicon or bundled_lexicon()
    if asked_english:
        return _in_chinese(question, fold(text), lexicon)
    return _in_english(fold(question), fold(text), lexicon)


def _in_chinese(question: str, text: str, lexicon: Lexicon) -> Glosses:
    found, heard = [], set()
    for name in _names(question, lexicon):
        if piece := _sounding_like(name, text, lexicon):
            found.append(piece)
            heard.update(english_terms(" ".join(word for word, _ in name)))
    here = set(terms(text)) | heard
    left = english_terms(question)
    asked, covered = _already_there(question, here)
    while left:
        sizes = range(min(LONGEST_KEY, len(left)), 0, -1)
        words = ((size, _standing_in(left[:size], text, lexicon)) for size in sizes)
        size, word = next((each for each in words if each[1]), (1, None))
        weight = sum(_weight(stem, lexicon) for stem in left[:size])
        asked += weight
        if word:
            found.append(word)
            covered += weight * (1.0 if len(word) > 1 else _SINGLE)
        elif left[0] in here:
            covered += weight
        left = left[size:]
    return Glosses(tuple(dict.fromkeys(found)), covered / asked if asked else 0.0)


def _already_there(question: str, here: set[str]) -> tuple[float, float]:
    """Return what the Chinese words in an English question count, and how much of it is there.

    A run of them counts like an English word with one translation.
    """
    runs = [
        [term for term in terms(run) if len(term) > 1]
        for run in _CHINESE.findall(content(question))
    ]
    shares = [sum(pair in here for pair in pairs) / len(pairs) for pairs in runs]
    return len(shares) / log(4), sum(shares) / log(4)


def _weight(stem: str, lexicon: Lexicon) -> float:
    """Return what a word counts: the less, the more words it may be translated by."""
    return 1 / log(3 + len(lexicon.chinese(stem)))


def _standing_in(stems: Sequence[str], text: str, lexicon: Lexicon) -> str | None:
    """Return the translation that stands in the text: whole senses, then long words, first.

    A single character stands in many words that mean something else: it must mean this first.
    """
    here = [
        (place < HALF, len(word), -place, word)
        for word, place in lexicon.chinese(" ".join(stems))
        if (len(word) > 1 or (place == 0 and content(word).strip())) and word in text
    ]
    return max(here)[-1] if here else None


def _names(text: str, lexicon: Lexicon) -> Iterator[Name]:
    """Yield runs of capitalised words that can be pinyin, each word with its syllables."""
    for run in _CAPITALISED.findall(text):
        words = [
            (each, _syllables(each.lower(), lexicon.syllables)) for each in _BETWEEN.split(run)
        ]
        for spoken, group in groupby(words, key=lambda word: bool(word[1])):
            if spoken:
                yield tuple(group)


def _sounding_like(name: Name, text: str, lexicon: Lexicon) -> str | None:
    """Return what is read like the name in the text; the surname may stand first or last.

    Where the dictionary has the name, nothing else is meant: Qingdao is 青岛, not 请到.
    """
    if known := _known(name, lexicon):
        return next((word for word in known if word in text), None)
    for order in (name, name[1:] + name[:1]):
        sounds = [syllable for _, syllables in order for syllable in syllables]
        if _SHORTEST_NAME <= len(sounds) <= 2 * _LONGEST_NAME:
            for at in range(len(text) - len(sounds) + 1):
                if _reads(text[at : at + len(sounds)], sounds, lexicon):
                    return text[at : at + len(sounds)]
    return None


def _known(name: Name, lexicon: Lexicon) -> list[str]:
    """Return the dictionary's words for a name of one word that are read like it."""
    if len(name) > 1:
        return []
    ((word, syllables),) = name
    return [each for each, _ in lexicon.chinese(word.lower()) if _reads(each, syllables, lexicon)]


def _reads(chars: str, sounds: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether characters can be read as these syllables."""
    return len(chars) == len(sounds) and all(
        sound in lexicon.readings.get(char, ()) for sound, char in zip(sounds, chars, strict=True)
    )


@lru_cache(maxsize=4096)
def _syllables(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the syllables of a pinyin word, the longest first, () when it is none."""
    for size in range(min(6, len(word)), 0, -1):
        rest = word[size:].removeprefix("'")
        after = _syllables(rest, known) if rest else ()
        if word[:size] in known and (after or not rest):
            return (word[:size], *after)
    return ()


def _in_english(question: str, text: str, lexicon: Lexicon) -> Glosses:
    words = [(word.group(), terms(word.group())) for word in _LATIN.finditer(text)]
    stems = " ".join(["", *(" ".join(of) for _, of in words), ""])
    names = list(_names(text, lexicon))
    found, covered, at = [], 0, 0
    while at < len(question):
        sizes = range(LONGEST_WORD, 0, -1)
        pieces = (question[at : at + size] for size in sizes)
        matches = ((each, _for_chinese(each, stems, words, names, lexicon)) for each in pieces)
        piece, word = next((each for each in matches if each[1]), (question[at], None))
        if word:
            found.append(word)
            covered += len(piece)
        at += len(piece)
    # A name may hold what is a small word elsewhere: 于海田.
    asked = sum(char.isalnum() for char in content(question))
    return Glosses(tuple(dict.fromkeys(found)), min(1.0, covered / asked) if asked else 0.0)


def _for_chinese(
    piece: str,
    stems: str,
    words: Sequence[tuple[str, list[str]]],
    names: Sequence[Name],
    lexicon: Lexicon,
) -> str | None:
    """Return the words of an English text for a piece of a Chinese question, if it is a word."""
    if len(piece) < _SHORTEST_NAME:
        return None
    for key in lexicon.english(piece):
        if (at := stems.find(f" {key} ")) >= 0:
            return _surface(len(stems[:at].split()), len(key.split()), words)
    if len(piece) > _LONGEST_NAME or not all(map(is_han, piece)):
        return piece if piece.isascii() and f" {piece.lower()} " in stems else None
    spoken = ((name, [sound for _, sounds in name for sound in sounds]) for name in names)
    heard = (name for name, sounds in spoken if _reads(piece, sounds, lexicon))
    return next((" ".join(word for word, _ in name) for name in heard), None)


def _surface(start: int, count: int, words: Sequence[tuple[str, list[str]]]) -> str:
    """Return the words that the stems from `start` on were made of."""
    taken, seen = [], 0
    for word, of in words:
        if seen < start + count and seen + len(of) > start:
            taken.append(word)
        seen += len(of)
    return " ".join(taken)
