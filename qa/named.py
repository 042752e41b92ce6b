"""What a question names, and whether the interview names it, too.

"浙江省开通了多少5G基站?" is like nothing so much as what is said of 山东. A title, a foreign word,
a place or a year of a question is looked up, not felt: where the interview does not name it, what
is like the question is about another. A recogniser writes what it hears, so a title is also found
by its sound (两广十件 for 两广事件), and through the punctuation in it.
"""

import re
from collections.abc import Iterator

from index.normal import fold, is_han, language_of, width
from qa.amounts import names_another_amount
from qa.dates import names_another_date
from qa.lexicon import bundled_lexicon
from qa.places import is_aside, places, speaks_of

_TITLE = re.compile(r"《([^《》]{2,30})》|[“\"「]([^“”\"「」]{2,20})[”\"」]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]{2,}")
# 5G and 3D are names; 30M is a number, and so is 3G in "$3G".
_GENERATION = re.compile(r"(?<![A-Za-z0-9.,$¥€£-])\d[GD](?![A-Za-z0-9-])", re.IGNORECASE)
# In reading width, about 30 Chinese characters.
_LONG = 90
# Characters: shorter titles sound like something else by chance.
_SHORTEST_HEARD = 3


def speaks_of_another(question: str, passage: str, interview: str) -> bool:
    """Tell whether a question names what the interview does not.

    A place, a title or a foreign word must occur somewhere in the interview, a place also in the
    passage where the interview is about another and names it in passing. A year must occur in
    the passage, or where the passage says none in the interview, if that says any: what is said of
    2020 does not answer for 2019. So must an amount such as 300亿元.
    """
    asked, near, whole = fold(question), fold(passage), fold(interview).lower()
    if not all(_is_named(name.lower(), whole) for name in _names(asked, interview)):
        return True
    return (
        _elsewhere(asked, near.lower(), whole)
        or names_another_date(asked, near, whole)
        or names_another_amount(asked, whole)
    )


def _names(question: str, interview: str) -> Iterator[str]:
    """Yield the titles and foreign words that a question names."""
    for match in _TITLE.finditer(question):
        title = next(filter(None, match.groups()))
        # A title in another language than the interview's is a translation.
        if (language_of(title) == "en") == (language_of(interview) == "en"):
            yield title
    yield from _GENERATION.findall(question)
    if language_of(question) != "en":
        yield from _LATIN.findall(question)


def _is_named(name: str, text: str) -> bool:
    """Tell whether a text has a name, whatever stands in it, or something that sounds like it."""
    if name in text or not any(map(is_han, name)):
        return name in text
    bare, plain = ("".join(filter(str.isalnum, each)) for each in (name, text))
    return bare in plain or _is_heard(bare, plain)


def _is_heard(name: str, text: str) -> bool:
    if len(name) < _SHORTEST_HEARD or not all(map(is_han, name)):
        return False
    readings = bundled_lexicon().readings
    sounds = [readings.get(char, frozenset({char})) for char in name]
    spoken = [readings.get(char, frozenset({char})) for char in text]
    return any(
        all(
            sound & heard
            for sound, heard in zip(sounds, spoken[at : at + len(sounds)], strict=True)
        )
        for at in range(len(spoken) - len(sounds) + 1)
        if sounds[0] & spoken[at]
    )


def _elsewhere(asked: str, near: str, whole: str) -> bool:
    """Tell whether a question is about a place that the interview, or what was found, is not about.

    A short question with one place in it is about that place; a long one may only speak of it.
    """
    named = [place for place, *_ in places(asked)]
    if any(not speaks_of(place, whole) for place in named):
        return True
    if len(named) != 1 or width(asked) > _LONG:
        return False
    return not speaks_of(named[0], near) and is_aside(named[0], whole)
