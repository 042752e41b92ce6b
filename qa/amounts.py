"""A question for a number → the number that stands beside what the question counts.

A newspaper sentence lists amounts ("绿色园区6个、绿色工厂78个"), and a reader that takes the wrong
one gives a wrong number in the interviewee's own words. What is counted stands right before its
number: when one such item is what the question names, its number is meant. For a question in
another language the words around the number are compared with the translations of its words.
A great number that a question takes for granted (300亿元) must be the interview's.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from index.blocks import Span
from index.grams import terms
from index.normal import fold
from qa.question import content, content_terms
from qa.units import MEASURES, counts_another

_ASKS = re.compile(r"多少|几[^乎]|\bhow (?:many|much)\b", re.IGNORECASE)
_ASKS_MONEY = re.compile(
    r"钱|价|费用|金额|资金|投资|收入|工资|\b(?:cost|price|earn|pay|paid)", re.I
)
_NUMBER = re.compile(
    r"(?:超过|近|约|达到?|共|逾)*\d[\d,.]*(?![\dA-Za-z])[万亿千百]*[余多]?"
    rf"(?: ?(?:个?百分点|[%‰{MEASURES}元]))?[余多]?"
)
_BREAK = re.compile(r"[、，,。；;：:！!？?\s（(]")
_UNITS = {
    "万亿": 1e12, "亿": 1e8, "万": 1e4, "billion": 1e9, "million": 1e6, "thousand": 1e3, "": 1.0
}  # fmt: skip
_VALUE = re.compile(
    r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)\s*(万亿|亿|万|billion|million|thousand|)", re.I
)
# A number to compare with, a rough one, or one to be told whether it is right may be nobody's.
_COMPARED = re.compile(
    r"吗|是不是|是否|有没有|还是|超过|大于|以上|以下|不到|不足|多于|少于|高于|低于|至少|最多|突破|近|约|左右|"
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|will)\b|"
    r"\b(?:over|under|more|less|fewer|about|around|nearly|almost|at (?:least|most)|above|below|"
    r"exceed\w*)\b",
    re.IGNORECASE,
)
# Written out, an amount is not looked for.
_WRITTEN_OUT = re.compile(r"[一二三四五六七八九十两][百千万亿][一二三四五六七八九十百千万亿零]")
# Fewer pairs of characters in common may be chance.
_FEWEST = 2
# The share of an item of a list that a question names at least.
_ENOUGH = 0.5
_SEVERAL = re.compile("[和与及、]")
_YEAR = re.compile(r"\d{4}年")
# A number's place and the words right before it.
_Item: TypeAlias = tuple[Span, str]


def _items(text: str, span: Span) -> Iterator[_Item]:
    """Yield each number's place and the words right before it."""
    before = span[0]
    for match in _NUMBER.finditer(text, *span):
        # A blank before the number parts nothing.
        end = before + len(text[before : match.start()].rstrip())
        breaks = [each.end() for each in _BREAK.finditer(text, before, end)]
        yield match.span(), text[max([before, *breaks]) : end]
        before = match.end()


def counted(question: str, text: str, span: Span) -> Span | None:
    """Return the place of the number within `span` whose item the question names, None if unclear.

    Every word of the item must stand in the question, or, in a list of items, half of it, its end;
    no other item may fit as well.
    """
    if not _ASKS.search(fold(question)):
        return None
    items = list(_items(fold(text), span))
    place = _named(question, items) or _named_in_a_list(question, items, fold(text))
    if place is None or counts_another(question, text[slice(*place)]):
        return None
    money = "元" in text[slice(*place)]
    return place if money or not _ASKS_MONEY.search(fold(question)) else None


def _named(question: str, items: Sequence[_Item]) -> Span | None:
    wanted = set(content_terms(question))
    fitting = []
    for place, item in items:
        pairs = {term for term in terms(content(item)) if len(term) > 1}
        if len(pairs) >= _FEWEST and pairs <= wanted:
            fitting.append((float(len(pairs)), place))
    return _best(fitting)


def _named_in_a_list(question: str, items: Sequence[_Item], text: str) -> Span | None:
    """Return the number of the item whose last words the question names, None if unclear.

    "防护服日产能多少?" means 医用防护服 in "医用口罩日产能1.3亿只、医用防护服45万件": the end of an
    item says what it is, and what is said of all of a list stands at its first.
    """
    asked = fold(question)
    if _SEVERAL.search(asked):
        return None
    fitting: list[tuple[float, Span]] = []
    for place, item in items:
        words = item.strip()
        ends = place[1] == len(text) or (text[place[1]] != " " and _BREAK.match(text, place[1]))
        shared = next((n for n in range(len(words), 1, -1) if words[-n:] in asked), 0)
        enough = shared > 0 and shared >= _ENOUGH * len(words)
        if ends and enough and not _YEAR.match(text, place[0]):
            fitting.append((shared / len(words), place))
    return _best(fitting)


def _best(fitting: Sequence[tuple[float, Span]]) -> Span | None:
    """Return the place that fits best, None where two fit as well."""
    first = max(fitting, default=None)
    if first is None or sum(fit == first[0] for fit, _ in fitting) > 1:
        return None
    return first[1]


def stands_beside(question: str, words: Sequence[str], text: str, span: Span) -> bool:
    """Tell whether the one number of a clause is pointed at, and the clause has all of some words.

    `span` is what is pointed at in the text, `words` the text's for those of a question that asks
    for an amount. A single word may be there by chance.
    """
    text = fold(text)
    if len(words) < _FEWEST or not _ASKS.search(fold(question)):
        return False
    begin = max((each.end() for each in _BREAK.finditer(text, 0, span[0])), default=0)
    after = _BREAK.search(text, span[1])
    end = after.start() if after else len(text)
    numbers = [match.span() for match in _NUMBER.finditer(text, begin, end)]
    alone = len(numbers) == 1 and span[0] < numbers[0][1] and numbers[0][0] < span[1]
    return alone and all(word in text[begin:end] for word in words)


def names_another_amount(question: str, interview: str) -> bool:
    """Tell whether a question takes a great number for granted that an interview never names.

    "转贷900亿元是怎么做到的?" is not answered by what was done with 800亿元. Great is what has
    万, 亿, million and the like. Nothing is said of an interview that writes such numbers in
    Chinese, as recognisers do.
    """
    asked, said = fold(question), fold(interview)
    wanted = {value for value, unit in _values(asked) if unit}
    if not wanted or _COMPARED.search(asked) or _WRITTEN_OUT.search(said):
        return False
    return not wanted <= {value for value, _ in _values(said)}


def _values(text: str) -> Iterator[tuple[float, str]]:
    """Yield the numbers that a folded text writes in digits, each with its unit."""
    for digits, unit in _VALUE.findall(text):
        yield round(float(digits.replace(",", "")) * _UNITS[unit.lower()], 3), unit
