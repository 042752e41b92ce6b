"""The years, months, quarters and numbered things that a text names, and whether two texts agree.

"8月出口了多少?" is like nothing so much as "10月出口了278.5万辆": the words around the number are
the same. What is said of October does not answer for August, and the second ship is not the third.
"""

import re

from index.normal import fold

_NUMERALS = "零一二三四五六七八九"
# Not ten of them: 1970s, 1970年代.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d|['’]?s\b|年代)", re.IGNORECASE)
_OF_MONTH = r"(?:\d{1,2}|[一二三四五六七八九]|十[一二]?)"
# Not how long: 3个月, 几月. Of 6-9月 and 6月至9月 both ends, of 7、8月 both.
_MONTHS = re.compile(
    rf"(?<![\d.个几数十百])({_OF_MONTH})(?:月?\s*[-–—~至到、]\s*({_OF_MONTH}))?月(?![亮球饼刊经薪])"
)
_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
# "may" and "march" are words, too.
_ENGLISH_MONTH = re.compile(
    rf"\b(?:in|of|on|since|until|by|before|after|\d{{1,2}})\s+({'|'.join(_ENGLISH)})\b|"
    rf"\b({'|'.join(_ENGLISH)})\s+\d",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"第?([一二三四1-4])季度|\b(first|second|third|fourth) quarter\b|\bQ([1-4])\b", re.IGNORECASE
)
_QUARTERS = {
    name: number
    for names in ("一二三四", "1234", ("first", "second", "third", "fourth"))
    for number, name in enumerate(names, 1)
}
# 2021-2022赛季, 1976至1980年, 2021/22.
_RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*年?\s*[-–—~至到/]\s*((?:19|20)?\d\d)(?![\d/.-]|\s*[月日])"
)
_AMOUNT = re.compile(r"多少|\bhow (?:many|much)\b", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"[全今去明本]年|年度|\b(?:this|last|next|full) year\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:第(\d+|[一二三四五六七八九十]+)|(首))([届艘代批期部季座集卷架])")
# 神舟十四号, 地铁3号; not 十月五号.
_SERIES = re.compile(r"([^\W\d月一二三四五六七八九十]{2})(\d{1,2}|[一二三四五六七八九十]{1,3})号")


def years(text: str) -> set[str]:
    """Return the years that a folded text names."""
    return set(_YEAR.findall(text))


def months(text: str) -> set[int]:
    """Return the months that a folded text names, 1 to 12; of a run of months its ends."""
    found = {number(each) for ends in _MONTHS.findall(text) for each in ends if each}
    english = (one or other for one, other in _ENGLISH_MONTH.findall(text))
    return found | {_ENGLISH.index(name.lower()) + 1 for name in english}


def ranges(text: str) -> set[tuple[int, int]]:
    """Return the runs of years that a folded text names, first and last."""
    found = (
        (int(first), int(first[: 4 - len(last)] + last)) for first, last in _RANGE.findall(text)
    )
    return {(first, last) for first, last in found if first < last}


def quarters(text: str) -> set[int]:
    """Return the quarters of a year that a folded text names, 1 to 4."""
    named = (next(filter(None, each)).lower() for each in _QUARTER.findall(text))
    return {_QUARTERS[name] for name in named}


def numbered(text: str) -> set[tuple[str, int]]:
    """Return what a folded text counts by its place, with its number: 第三届, 首届, 神舟十四号."""
    places = {(what, 1 if first else number(at)) for at, first, what in _NUMBERED.findall(text)}
    return places | {(name, number(at)) for name, at in _SERIES.findall(text)}


def number(written: str) -> int:
    """Return a number below 100 that is written in digits or in Chinese."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    value = _NUMERALS.index(ones[-1:]) if ones else 0
    return value + (10 * (_NUMERALS.index(tens) if tens else 1) if ten else 0)


def names_another_date(question: str, near: str, whole: str) -> bool:
    """Tell whether a question names a year, month, quarter or number that is not the text's.

    `near` is the passage, `whole` its interview. A year must occur in the passage, or where the
    passage says none in the interview, if that says any. The others must occur in the passage if
    it names any of their kind.
    """
    asked, near, whole = fold(question), fold(near), fold(whole)
    known = years(near) or years(whole)
    if known and not years(asked) <= known:
        return True
    for named in (months, quarters):
        wanted, here = named(asked), named(near)
        if wanted and here and not wanted <= here:
            return True
    things = numbered(near)
    kinds = {what for what, _ in things}
    return any(what in kinds and (what, place) not in things for what, place in numbered(asked))


def counts_a_whole_year(question: str, words: str) -> bool:
    """Tell whether a question wants the amount of a month or quarter, and words give a year's.

    What grows by 5.7% this year did not do so in its first quarter.
    """
    asked, said = fold(question), fold(words)
    if not _AMOUNT.search(asked) or not (months(asked) or quarters(asked)):
        return False
    return bool(_WHOLE_YEAR.search(said)) and not months(said) and not quarters(said)


def names_another_range(question: str, words: str) -> bool:
    """Tell whether words name runs of years, and none of those that a question names.

    The season 2020-2021 is not that of 2021-2022, though both name 2021.
    """
    asked, said = ranges(fold(question)), ranges(fold(words))
    return bool(asked and said) and not asked & said
