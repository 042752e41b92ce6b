"""A question for a number → the number that stands beside what the question counts.

A newspaper sentence lists amounts ("绿色园区6个、绿色工厂78个"), and a reader that takes the wrong
one gives a wrong number in the interviewee's own words. What is counted stands right before its
number: when one such item is what the question names, its number is meant.
"""

import re
from collections.abc import Iterator

from index.blocks import Span
from index.grams import terms
from index.normal import fold
from qa.question import content, content_terms

_ASKS = re.compile(r"多少|几[^乎]|\bhow (?:many|much)\b", re.IGNORECASE)
_ASKS_MONEY = re.compile(
    r"钱|价|费用|金额|资金|投资|收入|工资|\b(?:cost|price|earn|pay|paid)", re.I
)
_NUMBER = re.compile(
    r"(?:超过|近|约|达到?|共|逾)*\d[\d,.]*(?![\dA-Za-z])[万亿千百]*[余多]?"
    r"(?:个?百分点|[%‰个家项条只套件名人位次年天吨座户封种类批期门款元])?[余多]?"
)
_BREAK = re.compile(r"[、，,。；;：:！!？?\s（(]")
# Fewer pairs of characters in common may be chance.
_FEWEST = 2


def _items(text: str, span: Span) -> Iterator[tuple[Span, str]]:
    """Yield each number's place and the words right before it."""
    before = span[0]
    for match in _NUMBER.finditer(text, *span):
        breaks = [each.end() for each in _BREAK.finditer(text, before, match.start())]
        yield match.span(), text[max([before, *breaks]) : match.start()]
        before = match.end()


def counted(question: str, text: str, span: Span) -> Span | None:
    """Return the place of the number within `span` whose item the question names, None if unclear.

    Every word of the item must stand in the question, and no other item may fit as well.
    """
    if not _ASKS.search(fold(question)):
        return None
    wanted = set(content_terms(question))
    fitting = []
    for place, item in _items(fold(text), span):
        pairs = {term for term in terms(content(item)) if len(term) > 1}
        if len(pairs) >= _FEWEST and pairs <= wanted:
            fitting.append((len(pairs), place))
    fitting.sort(reverse=True)
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    place = fitting[0][1]
    money = "元" in text[slice(*place)]
    return place if money or not _ASKS_MONEY.search(fold(question)) else None
