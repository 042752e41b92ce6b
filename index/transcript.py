"""Document → `Interview`: paragraphs in reading order, each with its speaker and its exact place.

The stages, one module each: blocks (lines put together), speakers (labels), layout (headings,
notes, captions, cut sentences), then the turns here, then facts (who, when, by whom).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.blocks import Block, Span, split_blocks
from index.documents import Document
from index.layout import Placed, place_blocks, rejoin
from index.normal import Language, language_of
from index.speakers import Label, Role, Speaker, assign_roles, find_labels

Kind = Literal[
    "title", "subtitle", "byline", "heading", "question", "answer", "text", "note", "caption",
    "credit", "stage",
]  # fmt: skip

_BYLINE = re.compile(
    r"记者|記者|通讯员|通訊員|撰文|采写|采訪|采访[:：/]|^(?:文|图|作者|编辑|责编|整理|来源|日期|时间|地点)\s*[/:：|]|^by\s|"
    r"^\s*\d{4}[-年/.]\d{1,2}",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(r"^(?:——|--|—|–|－－)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What gets cited: `text` is exactly the characters that `spans` name in the source."""

    id: str
    number: int
    kind: Kind
    text: str
    spans: tuple[Span, ...]
    section: str = ""
    speaker: str = ""
    role: Role = ""
    exchange: int = 0


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
    """A parsed interview; `text` is the canonical source that all spans refer to."""

    id: str
    title: str
    source: str
    text: str
    language: Language
    paragraphs: tuple[Paragraph, ...]
    speakers: tuple[Speaker, ...] = ()
    facts: tuple[Fact, ...] = ()


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


def _without_label(block: Block, label: Label) -> Block | None:
    """Return what a labelled block says after its label, None when it is the label alone."""
    drop = label.length
    spans: list[Span] = []
    for start, end in block.spans:
        if end - start <= drop:
            drop -= end - start
            continue
        spans.append((start + drop, end))
        drop = 0
    text = block.text[label.length :]
    return replace(block, spans=tuple(spans), text=text) if text.strip() else None


@dataclass(slots=True)
class _Turns:
    """What changes while the body is read: section, speaker, exchange."""

    section: str = ""
    speaker: str = ""
    exchange: int = 0
    asking: bool = False


def _turn_texts(placed: Sequence[Placed], labels: Mapping[int, Label]) -> Iterator[tuple[str, str]]:
    speaker = ""
    for each in placed:
        if each.part != "body" and each.number not in labels:
            continue
        label = labels.get(each.number)
        speaker = label.name if label else speaker
        said = each.block.text[label.length :] if label else each.block.text
        if speaker and said.strip():
            yield speaker, said


def _body(
    placed: Sequence[Placed], labels: Mapping[int, Label], roles: Mapping[str, Role]
) -> Iterator[tuple[Kind, Block, _Turns]]:
    now = _Turns()
    for each in placed:
        label = labels.get(each.number)
        if label is None and each.part != "body":
            if each.part == "heading":
                now.section = each.block.text
            yield each.part, each.block, _Turns(now.section)
            continue
        if label is not None:
            now.speaker = label.name
        said = _without_label(each.block, label) if label else each.block
        role = roles.get(now.speaker, "")
        if role == "interviewer" and not now.asking:
            now.exchange += 1
        now.asking = role == "interviewer"
        if said is not None:
            kind: Kind = "text" if not now.speaker else "question" if now.asking else "answer"
            yield kind, said, replace(now)


def _title_of(front: Sequence[Block], document: Document) -> str:
    return front[0].text if front else document.name.rsplit(".", 1)[0]


def parse_interview(document: Document, interview_id: str) -> Interview:
    """Parse a document; never fails on text, however little it looks like an interview."""
    from index.facts import find_facts

    source = document.text
    blocks = split_blocks(source)
    labels = find_labels(blocks)
    length = _front_length(blocks, labels)
    front = blocks[:length]
    placed = place_blocks(blocks, labels, length)[length:]
    placed = rejoin(source, placed, labels)
    title = _title_of(front, document)
    roles = assign_roles(_turn_texts(placed, labels), title)
    parts = [(_front_kind(i, block), block, _Turns()) for i, block in enumerate(front)]
    parts += _body(placed, labels, roles)
    paragraphs = tuple(
        replace(
            _paragraph(kind, block, turns, roles), id=f"{interview_id}#p{number}", number=number
        )
        for number, (kind, block, turns) in enumerate(parts, 1)
    )
    interview = Interview(
        interview_id, title, document.name, source, language_of(source[:20000]), paragraphs,
        tuple(Speaker(name, role) for name, role in roles.items()),
    )  # fmt: skip
    return replace(interview, facts=find_facts(interview))


def _paragraph(kind: Kind, block: Block, turns: _Turns, roles: Mapping[str, Role]) -> Paragraph:
    return Paragraph(
        id="",
        number=0,
        kind=kind,
        text=block.text,
        spans=block.spans,
        section=turns.section if kind != "heading" else "",
        speaker=turns.speaker,
        role=roles.get(turns.speaker, ""),
        exchange=turns.exchange,
    )
