"""Document → `Interview`: paragraphs in reading order, each with its speaker and its exact place.

The stages, one module each: blocks (lines put together), speakers (labels), layout (headings,
notes, captions, cut sentences), then the turns here, then facts (who, when, by whom).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import PurePath

from index.blocks import Block, Span, split_blocks, trimmed
from index.documents import Document
from index.layout import place_blocks, rejoin
from index.normal import Language, fold, language_of
from index.roles import Role, assign_roles
from index.speakers import Label, Naming, Speaker, find_labels
from index.turns import Kind, Said, take_turns, turn_texts

_BYLINE = re.compile(
    r"记者|記者|通讯员|通訊員|撰文|采写|采訪|采访[:：/]|^(?:文|图|作者|编辑|责编|整理|来源|日期|时间|地点)\s*[/:：|]|^by\s|"
    r"^\s*\d{4}[-年/.]\d{1,2}",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(r"^(?:——|--|—|–|－－)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What gets cited: `text` is exactly the characters that `spans` name in the source.

    `times` says from which character of the text on which second of the recording is heard;
    `asked`, where an answer of a word or two stands with its question.
    """

    id: str
    number: int
    kind: Kind
    text: str
    spans: tuple[Span, ...]
    section: str = ""
    speaker: str = ""
    role: Role = ""
    exchange: int = 0
    times: tuple[tuple[int, float], ...] = ()
    asked: tuple[Span, ...] = ()

    @property
    def question(self) -> str:
        """What the interviewer asks in it, "" when nobody asks."""
        if self.kind == "question":
            return self.text
        return " ".join(self.text[start:end] for start, end in self.asked)

    def time_at(self, offset: int) -> float | None:
        """Return the second of the recording at which a character of the text is heard."""
        heard = [at for start, at in self.times if start <= offset]
        return heard[-1] if heard else None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the page says about the interview; offsets count in the paragraph's text."""

    kind: str
    value: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interview:
    """A parsed interview; `text` is the canonical source that all spans refer to.

    `stated` are the (key, value) pairs of its front matter and side file.
    """

    id: str
    title: str
    source: str
    text: str
    language: Language
    paragraphs: tuple[Paragraph, ...]
    speakers: tuple[Speaker, ...] = ()
    facts: tuple[Fact, ...] = ()
    stated: tuple[tuple[str, str], ...] = ()


def _front_length(blocks: Sequence[Block], labels: Mapping[int, Label]) -> int:
    """Return how many blocks stand above the body: title, subtitle, bylines."""
    first_label = min(labels, default=len(blocks))
    length = 0
    for number, block in enumerate(blocks[:first_label]):
        titled = number == 0 and _may_be_title(block)
        if not (titled or _SUBTITLE.match(block.text) or _is_byline(block) or block.level == 1):
            break
        length = number + 1
    return length


def _may_be_title(block: Block) -> bool:
    return block.level > 0 or (len(block.text) <= 60 and block.text[-1] not in "。.；;，,:：")


def _is_byline(block: Block) -> bool:
    return len(block.text) <= 60 and _BYLINE.search(block.text) is not None


def _front_kind(number: int, block: Block) -> Kind:
    if number == 0:
        return "title"
    return "subtitle" if _SUBTITLE.match(block.text) else "byline"


def _stated_paragraphs(document: Document, front: Sequence[Block]) -> Iterator[Said]:
    """Yield the front matter: its title, unless the page repeats it, and its other lines."""
    for each in document.stated.fields:
        if each.span is None or each.span[0] >= each.span[1]:
            continue
        span = trimmed(document.text, *each.span)
        block = Block((span,), document.text[slice(*span)], 2)
        if each.key != "title":
            yield Said("byline", block)
        elif not front or fold(front[0].text) != fold(block.text):
            yield Said("title", block)


def _front(document: Document, blocks: Sequence[Block]) -> Iterator[Said]:
    stated = list(_stated_paragraphs(document, blocks))
    titled = any(each.kind == "title" for each in stated)
    yield from sorted(stated, key=lambda each: each.kind != "title")
    for number, block in enumerate(blocks):
        kind = _front_kind(number, block)
        yield Said("heading" if kind == "title" and titled else kind, block)


def _title_of(front: Sequence[Block], document: Document) -> str:
    detected = front[0].text if front else PurePath(document.name).stem
    return document.stated.value("title") or detected


def parse_interview(document: Document, interview_id: str) -> Interview:
    """Parse a document; never fails on text, however little it looks like an interview."""
    from index.facts import find_facts

    source, stated = document.text, document.stated
    blocks = split_blocks(source, document.start)
    labels = find_labels(blocks, _naming(document))
    length = _front_length(blocks, labels)
    front = blocks[:length]
    placed = place_blocks(blocks, labels, length)[length:]
    placed = rejoin(source, placed, labels)
    title = _title_of(front, document)
    times = sorted([*document.times, *_label_times(blocks, labels)])
    labels = {
        number: replace(label, name=stated.names.get(label.name, label.name))
        for number, label in labels.items()
    }
    roles = assign_roles(turn_texts(placed, labels), title, stated.roles)
    parts = [*_front(document, front), *take_turns(source, placed, labels, roles)]
    paragraphs = tuple(
        _paragraph(said, interview_id, number, times) for number, said in enumerate(parts, 1)
    )
    interview = Interview(
        interview_id, title, document.name, source, language_of(source[document.start :][:20000]),
        paragraphs, tuple(Speaker(name, role) for name, role in roles.items()),
        stated=tuple((each.key, each.value) for each in stated.fields),
    )  # fmt: skip
    return replace(interview, facts=find_facts(interview, stated.fields))


def _naming(document: Document) -> Naming:
    voices = document.stated.voices
    only = None if document.speakers is None else frozenset(document.speakers)
    also = frozenset(each.label for each in voices if each.role != "none")
    return Naming(only, also, document.stated.not_labels)


def _label_times(
    blocks: Sequence[Block], labels: Mapping[int, Label]
) -> Iterator[tuple[int, float]]:
    for number, label in labels.items():
        if label.time is not None:
            yield blocks[number].spans[0][0], label.time


def _paragraph(
    said: Said, interview_id: str, number: int, times: Sequence[tuple[int, float]]
) -> Paragraph:
    return Paragraph(
        id=f"{interview_id}#p{number}",
        number=number,
        kind=said.kind,
        text=said.block.text,
        spans=said.block.spans,
        section=said.section,
        speaker=said.speaker,
        role=said.role,
        exchange=said.exchange,
        times=_heard(said.block.spans, times),
        asked=said.asked,
    )


def _heard(
    spans: Sequence[Span], times: Sequence[tuple[int, float]]
) -> tuple[tuple[int, float], ...]:
    """Return which second is heard from which character of a text made of these spans."""
    heard: dict[int, float] = {}
    offset = 0
    for start, end in spans:
        first = max(bisect_right(times, start, key=itemgetter(0)) - 1, 0)
        for place, at in times[first:]:
            if place >= end:
                break
            heard[offset + max(0, place - start)] = at
        offset += end - start
    return tuple(heard.items())
