"""An ellipsis ("那防护服呢?", "And protective suits?") → the question that it leaves out.

The new thing takes the place of what it looks like in the question before; a place that of a place.
Where nothing looks like it, it is asked in the same way: how many, who, when. A new thing in
another language looks like nothing: it is asked in its own, but for a place or a year.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.normal import fold, language_of
from qa.attributes import AMOUNTS
from qa.frames import asked_alike
from qa.places import in_language, places
from qa.units import MEASURES, without_unit

# What is named has about 30 Chinese characters at most, or as many Latin ones as are as wide.
_ELLIPSIS = re.compile(
    r"^(?:那么|那|还有|以及|至于|换成|and\b|what about|how about|or\b)*[\s,，]*"
    r"(?P<thing>.{1,30}?|[\x00-\u2e7f]{1,90}?)(?:呢|怎么样|又如何|如何)?[?？。!\s]*$",
    re.IGNORECASE,
)
_ELLIPSIS_SIGN = re.compile(
    r"(?:呢|又如何)[?？\s]*$|^(?:那|还有|至于|and\b|what about|how about)", re.IGNORECASE
)
# The words of an earlier question that say what is asked for: a number of something, a name…
_FRAME = re.compile(
    rf"第几[{MEASURES}届]?|(?:有|是)?(?:多少|几)[{MEASURES}万亿]?|什么时候|为什么|怎么样?|如何|"
    r"哪些|哪里|哪[个家位项]|什么|谁|how (?:many|much|long|old|often|far)|who|what|when|where|why|"
    r"how",
    re.IGNORECASE,
)
# What such a number is of something, right before the words that ask for it.
_ATTRIBUTE = re.compile(rf"的?(?:日|年|月|总|平均|人均)?(?:{AMOUNTS})$")
_CHARACTERS, _WORDS = re.compile(".", re.DOTALL), re.compile(r"[\w'’-]+")
_PLACE_ONLY = re.compile(r"^(?:在|in\s+)|[省市]$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_ONLY = re.compile(r"(?:在|in\s+)?((?:19|20)\d\d)年?", re.IGNORECASE)
_ASKS = re.compile(
    r"什么|谁|哪|几|多少|怎|如何|为何|吗|\b(?:who|what|when|where|why|how|which)\b", re.I
)


def leaves_out(question: str) -> bool:
    """Tell whether a question only names a new thing: "那防护服呢?", "What about the steel?"."""
    folded = fold(question)
    sign = _ELLIPSIS_SIGN.search(folded)
    return sign is not None and not _ASKS.search(folded[: sign.start()] + folded[sign.end() :])


def completed(question: str, before: str) -> str:
    """Return an ellipsis as a question of its own; `before` is the one it goes on from."""
    match = _ELLIPSIS.match(fold(question))
    thing = question[slice(*match.span("thing"))] if match else question
    english = language_of(question) == "en"
    if english == (language_of(before) == "en"):
        before = without_unit(before)
        return _elsewhere(thing, before) or _substituted(thing, before) or _reframed(thing, before)
    if match is None:
        return question
    elsewhere = _elsewhere(thing, before) or _in_another_year(thing, before)
    return elsewhere or asked_alike(thing, before, english=english) or thing


def _substituted(thing: str, before: str) -> str:
    """Put `thing` in the place of the part of the earlier question that looks like it, "" for none.

    The part is found by its longest common beginning or end with the new thing, in characters or,
    where words are spaced, in words: 绿色园区 takes the place of 绿色工厂, "green parks" that of
    "green factories".
    """
    cut = _WORDS if language_of(thing) == "en" else _CHARACTERS
    parts, spots = cut.findall(fold(thing)), list(cut.finditer(fold(before)))
    said, size = [spot.group() for spot in spots], len(parts)
    if not said or not parts:
        return ""
    # At the beginning of the question, what is replaced may be shorter.
    windows = [(max(at, 0), min(at + size, len(said))) for at in range(1 - size, len(said))]
    alike = [(_alike(parts, said[start:end]), start, end) for start, end in windows]
    shared, start, end = max(alike, key=lambda each: (each[0], each[2] - each[1]))
    if not size > shared >= size / 2:
        return ""
    return before[: spots[start].start()] + thing + before[spots[end - 1].end() :]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how long a beginning and an end two sequences share, neither counted twice."""
    pairs = list(zip(one, other, strict=False)), list(zip(one[::-1], other[::-1], strict=False))
    first, last = (sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], e)) for e in pairs)
    return min(first + last, len(one), len(other))


def _elsewhere(thing: str, before: str) -> str:
    """Ask of another place what the earlier question asked of one, or of none; "" for no place.

    A place has a name in both languages: the earlier question's is taken.
    """
    name = _PLACE_ONLY.sub("", fold(thing).strip())
    if [name.lower()] != [place for place, *_ in places(name)]:
        return ""
    english = language_of(before) == "en"
    if english != (language_of(name) == "en"):
        thing = name = in_language(name.lower(), english=english)
    for _, start, end in places(before):
        return before[:start] + thing + before[end:].removeprefix(thing[-1])
    if english:
        return f"{before.rstrip('? ')} in {name}?"
    return thing + before


def _in_another_year(thing: str, before: str) -> str:
    """Ask of another year what the earlier question asked of one, or of none; "" for no year."""
    match = _YEAR_ONLY.fullmatch(fold(thing).strip())
    if match is None:
        return ""
    if said := _YEAR.search(fold(before)):
        return before[: said.start()] + match[1] + before[said.end() :]
    if language_of(before) == "en":
        return f"{before.rstrip('?？ ')} in {match[1]}?"
    return f"{match[1]}年{before}"


def _reframed(thing: str, before: str) -> str:
    """Ask of `thing` what the earlier question asked of something that looks nothing like it.

    What is asked may be an attribute: after "口罩日产能多少?", "防护服呢?" asks for 防护服日产能.
    """
    folded = fold(before)
    frame = _FRAME.search(folded)
    if frame is None:
        return thing
    attribute = _ATTRIBUTE.search(folded[: frame.start()])
    if attribute and attribute[0] not in thing:
        return f"{thing}{attribute[0]}{frame.group()}"
    asks = "是第几个" if frame.group().startswith("第") else f" {frame.group()}"
    return f"{thing}{asks}"
