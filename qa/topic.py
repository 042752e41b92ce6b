"""What a conversation is about: the phrase that its turns keep naming and the interviews know.

"门票要多少钱?" does not say where. The place was named some turns ago, by either side, and the
index tells a name from a turn of phrase: a name stands in several paragraphs, but in few of all.
Phrases are scored by length, rarity, how many turns hold them, and how long ago the last one was.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from math import log, sqrt

from index.normal import fold
from qa.question import content

# Turns that are looked at, and characters of each from its beginning.
_TURNS, _CHARACTERS = 8, 120
_DECAY = 0.8
_SHORTEST, _LONGEST = 3, 12
# A phrase in more than this share of all paragraphs names nothing in particular.
_COMMON = 0.1
_HAN = re.compile(r"[㐀-鿿]{2,}")
# A run of capitalised words, joined by small ones: "Tour de France", "Bank of England".
_WORD = r"(?:[A-Z][\w’'-]*\.?|\d{4})"
_NAME = re.compile(rf"\b[A-Z][\w’'-]*\.?(?:\s+(?:(?:of|the|and|de|la|van|von)\s+){{0,2}}{_WORD})*")

_WHAT_IS = re.compile(
    r"what(?:'s| is| are| was| were) (?P<thing>the (?:[\w“”\"'-]+ ?){1,6}?)\s*\??", re.IGNORECASE
)

Count = Callable[[str], int]


def phrases(text: str, count: Count, most: float) -> Iterator[str]:
    """Yield the longest phrases of a text that 2 to `most` paragraphs hold."""
    for run in _HAN.finditer(content(text)):
        chars, start = run.group(), 0
        while start + _SHORTEST <= len(chars):
            end = start
            while end < min(len(chars), start + _LONGEST) and (
                end + 1 < start + 2 or count(chars[start : end + 1]) > 1
            ):
                end += 1
            if end - start >= _SHORTEST and count(chars[start:end]) <= most:
                yield chars[start:end]
            start += max(1, end - start - 1)


def topic_of(turns: Sequence[str], count: Count, paragraphs: int) -> str:
    """Return the phrase that the turns are about, "" when there is none; the last turn is newest.

    `count` tells how many of the `paragraphs` hold a phrase.
    """
    recent = [fold(turn)[:_CHARACTERS] for turn in turns[-_TURNS:]]
    best = (0.0, "")
    for age, turn in enumerate(reversed(recent)):
        for phrase in phrases(turn, count, most(paragraphs)):
            named = sum(phrase in each for each in recent)
            rarity = log(max(paragraphs, 3) / count(phrase))
            best = max(best, (sqrt(len(phrase)) * named * _DECAY**age * rarity, phrase))
    return best[1]


def names(text: str) -> Iterator[str]:
    """Yield what an English text names: runs of capitalised words, but for a sentence's first."""
    for match in _NAME.finditer(text):
        name = match.group().strip(" .,")
        if match.start() == 0 or text[: match.start()].rstrip()[-1:] in {".", "?", "!", '"', "“"}:
            # A capital says nothing at the beginning, unless the words go on with capitals.
            first, _, rest = name.partition(" ")
            name = name if content(first).strip() and rest else rest
        if len(name) > 1 and content(name).strip():
            yield name


def thing_of(question: str) -> str:
    """Return what an English question only asks for: "the harbour" of "What is the harbour?"."""
    match = _WHAT_IS.fullmatch(question.strip())
    return match["thing"] if match else ""


def name_of(turns: Sequence[str], asked: Sequence[str] = ()) -> str:
    """Return the name that English turns are about, "" when they name nothing.

    What the asker named in `asked` is likelier meant than what only answers named.
    """
    recent = [turn[: 3 * _CHARACTERS] for turn in turns[-_TURNS:]]
    best = (0.0, "")
    for age, turn in enumerate(reversed(recent)):
        for name in names(turn):
            named = sum(name in each for each in recent)
            own = 2.0 if any(name in question for question in asked) else 1.0
            best = max(best, (own * sqrt(len(name)) * named * _DECAY**age, name))
    return best[1]


def most(paragraphs: int) -> float:
    """Return how many paragraphs may hold a phrase that still names something."""
    return max(3.0, paragraphs * _COMMON)


def names_something(question: str, count: Count, paragraphs: int) -> bool:
    """Tell whether a question has a subject of its own: a phrase of four characters or more."""
    return any(len(phrase) > _SHORTEST for phrase in phrases(question, count, most(paragraphs)))
