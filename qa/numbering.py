"""Numbered points in an interview → groups of siblings.

Speakers number what they say: 一是…二是…三是…, 首先…其次…, 第一…第二…, First… Second…, or open
each point alike (在技术改造方面… 在智能制造方面…). The groups are found with a stack: a first
marker opens a group inside the current point, a later one closes whatever was opened since its
predecessor.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.passages import sentences
from index.transcript import Interview, Paragraph

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMERAL = "[一二三四五六七八九十]{1,3}"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_ORDER = {
    "首先": 1,
    "其次": 2,
    "再次": 3,
    "再者": 3,
    "然后": 0,
    "最后": 0,
    "finally": 0,
    "lastly": 0,
}
_BEFORE = r"(?:^|(?<=[。！？!?；;：:，,、\s”）)]))"
_MARKERS = re.compile(
    _BEFORE + rf"(?:(?P<shi>{_NUMERAL})(?:是|要|则)(?!不|否|以)"
    rf"|第(?P<di>{_NUMERAL}|\d{{1,2}})(?:点|个|項|项|方面|条|條)?(?=[，,、：:是就])"
    rf"|其(?P<qi>[一二三四五六])(?=[，,、：:是])"
    rf"|[（(](?P<bracket>{_NUMERAL}|\d{{1,2}})[)）]"
    r"|(?P<dot>\d{1,2})[.、．](?!\d)"
    r"|(?P<circle>[①-⑳])"
    r"|(?P<order>首先|其次|再次|再者|最后|最後)(?=[，,、是]|[^一-鿿]|[一-鿿])"
    rf"|(?P<english>(?i:{'|'.join(ORDINALS)})(?i:ly)?)(?=,| of all| is\b| was\b|:)"
    r"|(?P<final>(?i:finally|lastly))(?=,)"
    r"|(?P<aspect>在[^，,。；;、]{2,12}方面)(?=[，,]))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One point: where it starts, and where the next sibling or its paragraph ends it."""

    paragraph: int
    start: int
    end: int


def head(text: str, item: Item) -> str:
    """Return the first sentence of a point; `text` is its paragraph's."""
    return text[item.start : item.start + sentences(text[item.start : item.end])[0][1]]


@dataclass(frozen=True, slots=True)
class Group:
    """Sibling points in order, with the words that announce them."""

    items: tuple[Item, ...]
    title: str
    depth: int


@dataclass(slots=True)
class _Open:
    family: str
    depth: int
    lead: str
    last: int = 1
    items: list[Item] = field(default_factory=list)


def numeral(text: str) -> int:
    """Return the value of a Chinese or Arabic number up to 99.

    >>> numeral("十二"), numeral("两"), numeral("3")
    (12, 2, 3)
    """
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = _DIGITS.get(ones or "零", 0)
    return value + (10 * _DIGITS.get(tens or "一", 1) if ten else 0)


def _ordinal(match: re.Match[str]) -> tuple[str, int]:
    """Return the family of a marker and its number; 0 stands for "the next one"."""
    family = match.lastgroup or ""
    word = match[family].lower()
    if family in {"order", "final"}:
        return "order", _ORDER.get(word.replace("後", "后"), 0)
    if family == "english":
        return "order", ORDINALS.index(word.removesuffix("ly")) + 1
    if family == "circle":
        return family, ord(word) - ord("①") + 1
    return (family, 0) if family == "aspect" else (family, numeral(word))


def _answers(interview: Interview) -> Iterator[list[Paragraph]]:
    """Yield the runs of paragraphs in which numbering can go on: one exchange, one speaker.

    A note or a caption that interrupts an answer does not end it; notes are a run of their own.
    """
    notes = [paragraph for paragraph in interview.paragraphs if paragraph.kind == "note"]
    run: list[Paragraph] = []
    for paragraph in interview.paragraphs:
        ends = paragraph.kind in {"question", "heading"}
        speaks = paragraph.kind in {"answer", "text"}
        if run and (ends or (speaks and _place(paragraph) != _place(run[-1]))):
            yield run
            run = []
        if speaks:
            run.append(paragraph)
    yield from (each for each in (run, notes) if each)


def _place(paragraph: Paragraph) -> tuple[int, str]:
    return paragraph.exchange, paragraph.speaker


class _Builder:
    """The stack of groups that are still open in one answer."""

    def __init__(self, context: str, run: Sequence[Paragraph]) -> None:
        self._context = context
        self._texts = {paragraph.number: paragraph.text for paragraph in run}
        self._stack: list[_Open] = []
        self._done: list[_Open] = []

    def add(self, family: str, number: int, item: Item, lead: str) -> None:
        """Put a point where it belongs: after its predecessor, or at the head of a new group."""
        group = self._predecessor(family, number, item)
        if group is not None:
            self._close(self._stack.index(group) + 1)
            group.last += 1
            group.items.append(item)
        elif number == 1 or family == "aspect":
            self._close(self._parent_depth(family, item))
            # What announces the outer points announces the inner ones too.
            outer = self._announced(self._stack[-1]) if self._stack else ""
            self._stack.append(_Open(family, len(self._stack), outer + lead, items=[item]))

    def _announced(self, group: _Open) -> str:
        """Return what announces a group and the head of the point it has reached."""
        point = group.items[-1]
        return f"{group.lead} {head(self._texts[point.paragraph], point)} "

    def _predecessor(self, family: str, number: int, item: Item) -> _Open | None:
        if number == 1:
            return None
        waiting = [
            group
            for group in self._stack
            if group.family == family and number in {0, group.last + 1}
        ]
        # 三是 at the head of a paragraph goes on with points that stood at heads of paragraphs.
        alike = [group for group in waiting if (group.items[-1].start == 0) == (item.start == 0)]
        best = alike or waiting
        return best[-1] if best else None

    def _parent_depth(self, family: str, item: Item) -> int:
        """Return how many open groups a new one stands in.

        A second 一是 is nested in 二是 only when both share a paragraph, else it begins a list of
        its own.
        """
        for depth, group in enumerate(self._stack):
            if group.family == family and group.items[-1].paragraph != item.paragraph:
                return depth
        return len(self._stack)

    def _close(self, depth: int) -> None:
        self._done.extend(self._stack[depth:])
        del self._stack[depth:]

    def finish(self) -> Iterator[Group]:
        self._close(0)
        for group in self._done:
            if len(group.items) > 1:
                title = f"{self._context if group.depth == 0 else ''} {group.lead}".strip()
                yield Group(tuple(group.items), title, group.depth)


def _lead(run: Sequence[Paragraph], index: int, start: int) -> str:
    """Return the sentence before a marker, in its paragraph or at the end of the one before."""
    before = run[index].text[:start].rstrip()
    if not before and index:
        before = run[index - 1].text
    spans = sentences(before)
    return before[slice(*spans[-1])] if spans else ""


def _groups_of(run: Sequence[Paragraph], context: str) -> Iterator[Group]:
    builder = _Builder(context, run)
    for index, paragraph in enumerate(run):
        matches = list(_MARKERS.finditer(paragraph.text))
        ends = [match.start() for match in matches[1:]] + [len(paragraph.text)]
        for match, end in zip(matches, ends, strict=False):
            family, number = _ordinal(match)
            item = Item(paragraph.number, match.start(), end)
            builder.add(family, number, item, _lead(run, index, match.start()))
    yield from builder.finish()


def _asked(interview: Interview) -> dict[int, str]:
    """Return the last sentence of the interviewer's question of each exchange."""
    questions = [item for item in interview.paragraphs if item.kind == "question"]
    return {
        item.exchange: item.text[slice(*spans[-1])]
        for item in questions
        if (spans := sentences(item.text))
    }


def find_groups(interview: Interview) -> tuple[Group, ...]:
    """Return every group of numbered points of an interview, inner groups included."""
    asked = _asked(interview)
    return tuple(
        group
        for run in _answers(interview)
        for group in _groups_of(run, f"{run[0].section} {asked.get(run[0].exchange, '')}")
    )
