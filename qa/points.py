"""A point of the list just given: which one is meant, all of it, and the points that it is made of.

"第二个方面具体讲了什么?" after "三个坚决是什么?" asks for the second of three points. It goes on to
where the next one begins, in its own paragraph and, asked for in detail, in the points that follow.
"""

import re
from collections.abc import Sequence
from sys import maxsize

from index.normal import fold
from index.store import Store
from qa.citation import Quote
from qa.lists import ListSettings, list_request, point_quote
from qa.numbering import ORDINALS, Item, find_groups, numeral
from qa.question import asks_how

_ORDINAL = re.compile(
    r"第([一二三四五六七八九十]{1,2}|\d{1,2})(?:个|项|点|方面|条|种|是)|"
    rf"\b(?:the|your|his|her)\s+({'|'.join(ORDINALS)})\b",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"具体|详细|\bin detail\b", re.IGNORECASE)


def ordinal(question: str) -> int | None:
    """Return which point of the last list a question asks for ("第二个方面", "the second one")."""
    match = _ORDINAL.search(fold(question))
    if match is None:
        return None
    chinese, english = match.groups()
    return numeral(chinese) if chinese else ORDINALS.index(english.lower()) + 1


def in_detail(question: str) -> bool:
    """Tell whether a question about a point wants what it consists of."""
    return (
        list_request(question) is not None
        or asks_how(question)
        or _DETAIL.search(fold(question)) is not None
    )


def whole_point(points: Sequence[Quote], number: int) -> Quote:
    """Return the quote of a list's point, 1-based, extended to all of it in its paragraph.

    Its head is in focus; the next point of the same paragraph is not part of it.
    """
    quote = points[number - 1]
    text = quote.passage.paragraph.text
    later = [
        each.start
        for each in points
        if each.passage.row == quote.passage.row and each.start > quote.start
    ]
    end = quote.start + len(text[quote.start : min(later, default=len(text))].rstrip())
    return Quote(quote.passage, quote.start, end, quote.focus or (quote.start, quote.end))


def inner_points(point: Quote, store: Store, settings: ListSettings) -> list[Quote]:
    """Return the points in which a point goes on in other paragraphs, none where it does not."""
    interview = store.interview(point.passage.interview)
    here, exchange = (point.passage.paragraph.number, point.start), point.passage.paragraph.exchange
    groups = find_groups(interview)
    own = next((group for group in groups if here in map(_place, group.items)), None)
    if own is None:
        return []
    after = min((at for at in map(_place, own.items) if at > here), default=(maxsize, 0))
    return [
        point_quote(interview, store, item, settings.longest_item)
        for group in groups
        for item in group.items
        if group.depth == own.depth + 1
        and here[0] < item.paragraph
        and _place(item) < after
        and interview.paragraphs[item.paragraph - 1].exchange == exchange
    ]


def _place(item: Item) -> tuple[int, int]:
    return item.paragraph, item.start
