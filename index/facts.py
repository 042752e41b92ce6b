"""What the page says about the interview itself: who, by whom, where it stood, when.

Each fact is a value and the exact place that states it, so that a question about the interview is
answered with a citation like any other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.stated import Field
from index.transcript import Fact, Interview, Paragraph

_NAME = r"[一-鿿]{2,4}(?:·[一-鿿]{1,6})*|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}"
_NAMES = rf"(?:{_NAME})(?:[ \t、,，和与及]+(?:{_NAME}))*"
_CREDITS = (
    (
        "photographer",
        re.compile(rf"(?:记者|記者|通讯员)?\s*(?P<names>{_NAMES})\s*/?\s*(?:摄影|攝影|摄|攝|供图)"),
    ),
    (
        "photographer",
        re.compile(rf"(?:摄影|攝影|供图|图片来源|图)\s*[:：/]\s*(?:记者)?\s*(?P<names>{_NAMES})"),
    ),
    (
        "photographer",
        re.compile(rf"(?i:photo(?:graph)?s?\s*(?:by|:|credit:?))\s*(?P<names>{_NAMES})"),
    ),
)
_BYLINES = (
    ("correspondent", re.compile(rf"(?:通讯员|通訊員)[ \t:：]+(?P<names>{_NAMES})")),
    ("reporter", re.compile(rf"(?:记者|記者|采写|撰文|作者|文)[ \t:：/]+(?P<names>{_NAMES})")),
    ("reporter", re.compile(rf"\b(?i:by|words by|interview by)[ \t:]+(?P<names>{_NAMES})")),
)
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?")
# "采访时间：" heads a line; "no update:" and "the best candidate:" say nothing of the kind.
_LINE = r"^[^\n:：,，。.]{{0,12}}?(?<![a-z])(?:{})\s*[:：]\s*(?P<names>[^\n]{{2,40}})"
_STATED = (
    ("date", re.compile(_LINE.format("时间|時間|日期|date|time"), re.I | re.M)),
    ("place", re.compile(_LINE.format("地点|地點|place|venue|location"), re.I | re.M)),
)
_COLUMN = re.compile(r"(?P<names>《[^《》]{2,40}》)[^。《》]{0,12}?(?:栏目|欄目|专栏|專欄)")
# What leads up to a post: "专访", "我们邀请到了"; the post is what follows the last of them.
_LEAD = re.compile(
    r".*(?:专访|專訪|访谈|訪談|对话|對話|邀请到?了?|邀請到?了?|采访了?|採訪了?|——|—)"
)
_POST = re.compile(
    r"[^。，,；;：:\s《》“”]*?(?:长|長|书记|書記|主任|主席|教授|院士|总裁|總裁|经理|总监|董事|秘书|委员|"
    r"委員|研究员|创始人|CEO|负责人)[^。，,；;：:\s《》“”]{0,12}$"
)


def _names_of(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    start = match.start("names")
    for name in re.finditer(_NAME, match["names"]):
        if name.group().endswith(("记者", "記者")):
            continue
        yield name.group(), start + name.start(), start + name.end()


def _credits(
    paragraphs: Iterable[Paragraph], patterns: tuple[tuple[str, re.Pattern[str]], ...]
) -> Iterator[Fact]:
    for paragraph in paragraphs:
        for kind, pattern in patterns:
            for match in pattern.finditer(paragraph.text):
                for name, start, end in _names_of(match):
                    yield Fact(kind, name, paragraph.number, start, end)


def _whole(kind: str, paragraphs: Iterable[Paragraph]) -> Iterator[Fact]:
    for paragraph in paragraphs:
        text = paragraph.text.lstrip("—–-－ ")
        lead = len(paragraph.text) - len(text)
        if text:
            yield Fact(kind, text, paragraph.number, lead, len(paragraph.text))


def _stated(paragraphs: Iterable[Paragraph]) -> Iterator[Fact]:
    for paragraph in paragraphs:
        for kind, pattern in _STATED:
            if (match := pattern.search(paragraph.text)) is not None:
                yield Fact(kind, match["names"], paragraph.number, *match.span("names"))


def _people(interview: Interview, frame: Iterable[Paragraph]) -> Iterator[Fact]:
    """Yield the interviewees and their posts where the page introduces them."""
    guests = [speaker.name for speaker in interview.speakers if speaker.role == "interviewee"]
    for paragraph in frame:
        for name in guests:
            start = paragraph.text.find(name)
            if start < 0:
                continue
            yield Fact("interviewee", name, paragraph.number, start, start + len(name))
            # "A、B于海田": the post is what stands before the name, back to a break.
            if (post := _POST.search(paragraph.text[:start])) is not None:
                lead = _LEAD.match(post.group())
                begin = post.start() + (lead.end() if lead else 0)
                value = paragraph.text[begin:start]
                if value:
                    yield Fact("position", value, paragraph.number, begin, start)


def _outlets(interview: Interview, frame: Iterable[Paragraph]) -> Iterator[Fact]:
    askers = [speaker.name for speaker in interview.speakers if speaker.role == "interviewer"]
    for paragraph in frame:
        for name in askers:
            start = paragraph.text.find(name)
            if start >= 0:
                yield Fact("outlet", name, paragraph.number, start, start + len(name))


def _columns(paragraphs: Iterable[Paragraph]) -> Iterator[Fact]:
    for paragraph in paragraphs:
        for match in _COLUMN.finditer(paragraph.text):
            yield Fact("column", match["names"], paragraph.number, *match.span("names"))


def _title_date(titles: Iterable[Paragraph]) -> Iterator[Fact]:
    for paragraph in titles:
        if (match := _DATE.search(paragraph.text)) is not None:
            yield Fact("date", match.group(), paragraph.number, *match.span())


def find_facts(interview: Interview, fields: Sequence[Field] = ()) -> tuple[Fact, ...]:
    """Return everything an interview's frame (title, bylines, notes, captions) states about it.

    What its front matter states, the `fields`, stands for anything else of that kind.
    """
    stated = tuple(_in_front(interview, fields))
    kinds = {fact.kind for fact in stated}
    return (*stated, *(fact for fact in _detected(interview) if fact.kind not in kinds))


def _in_front(interview: Interview, fields: Iterable[Field]) -> Iterator[Fact]:
    numbers = {paragraph.spans[0]: paragraph.number for paragraph in interview.paragraphs}
    for each in fields:
        number = numbers.get(each.span) if each.span else None
        if number is not None:
            text = interview.paragraphs[number - 1].text
            kind = "reporter" if each.key == "interviewer" else each.key
            yield Fact(kind, text, number, 0, len(text))


def _detected(interview: Interview) -> tuple[Fact, ...]:

    def of(*kinds: str) -> list[Paragraph]:
        return [paragraph for paragraph in interview.paragraphs if paragraph.kind in kinds]

    frame = of("title", "subtitle", "byline", "caption", "note", "stage")
    titles, front = of("title"), of("byline", "stage")
    return (
        *_whole("title", titles),
        *_whole("subtitle", of("subtitle")),
        *_people(interview, frame),
        *_outlets(interview, of("byline", "caption")),
        *_credits(front, _BYLINES),
        *_credits(of("credit"), _CREDITS),
        *_columns(frame),
        *_stated(of("byline", "stage", "text")),
        *_title_date(titles),
    )
