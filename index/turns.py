"""Placed blocks → what is said: by whom, under which heading, in which exchange.

An exchange begins with the interviewer. A turn of a word or two ("对。", "Yes.") answers nothing by
itself: it joins its neighbour of the same exchange, and then the labels stay in the text, so that
nobody's words are given as somebody else's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.blocks import Block, Span, join, within
from index.layout import Placed, begins_point
from index.normal import width
from index.roles import Role, asks
from index.speakers import Label

Kind = Literal[
    "title", "subtitle", "byline", "heading", "question", "answer", "text", "note", "caption",
    "credit", "stage",
]  # fmt: skip

# In reading width, where a Chinese character counts 3 and a Latin letter 1: four characters.
_SHORT = 13
_MOST_TURNS = 12
_SPEECH = frozenset({"question", "answer", "text"})
_ENDED = re.compile(r"[。.！!？?…~][”’」』）)\"']*$")
_PLAIN = re.compile(r"[^*_【】\[\]]+")
# What an interviewer says while the other goes on speaking asks nothing.
_LISTENING = re.compile(
    r"(?:嗯|对|對|是的?|好的?|没错|沒錯|哦|噢|啊|哇|明白了?|了解了?|理解|当然|當然|谢谢您?|謝謝您?|哈|"
    r"hm|mm|uh|huh|ok|okay|yes|yeah|yep|right|sure|i see|great|wow|really|exactly|absolutely|"
    r"of course|thank you|thanks|good|no|interesting|ha|[\W_])++",
    re.IGNORECASE,
)
_LONGEST_LISTENING = 60


@dataclass(frozen=True, slots=True)
class Said:
    """Characters that belong together, with their place in the interview.

    `label` holds the speaker's name as the source has it where this begins a turn; `asked` is
    where a joined text holds the interviewer's question.
    """

    kind: Kind
    block: Block
    section: str = ""
    speaker: str = ""
    role: Role = ""
    exchange: int = 0
    label: Block | None = None
    asked: tuple[Span, ...] = ()


def _named(block: Block, label: Label) -> Block:
    """Return the name and the colon of a labelled block, without time and markup."""
    pieces = [
        (label.start + piece.start(), label.start + piece.end())
        for piece in _PLAIN.finditer(block.text[label.start : label.length])
    ]
    spans = [span for piece in pieces for span in within(block.spans, *piece)]
    text = "".join(block.text[start:end] for start, end in pieces)
    return replace(block, spans=tuple(spans), text=text)


def _without_label(block: Block, label: Label) -> Block | None:
    """Return what a labelled block says after its label, None when it is the label alone."""
    text = block.text[label.length :]
    spans = within(block.spans, label.length, len(block.text))
    return replace(block, spans=spans, text=text) if text.strip() else None


def turn_texts(placed: Sequence[Placed], labels: Mapping[int, Label]) -> Iterator[tuple[str, str]]:
    """Yield (speaker, text) of everything a labelled speaker says."""
    speaker = ""
    for each in placed:
        if each.part != "body" and each.number not in labels:
            continue
        label = labels.get(each.number)
        speaker = label.name if label else speaker
        said = each.block.text[label.length :] if label else each.block.text
        if speaker and said.strip():
            yield speaker, said


def take_turns(
    source: str,
    placed: Sequence[Placed],
    labels: Mapping[int, Label],
    roles: Mapping[str, Role],
) -> list[Said]:
    """Return the body in reading order, each very short turn joined to its neighbour."""
    return list(_joined(source, _turns(placed, labels, roles)))


def _turns(
    placed: Sequence[Placed], labels: Mapping[int, Label], roles: Mapping[str, Role]
) -> Iterator[Said]:
    section = speaker = ""
    exchange, asking = 0, False
    head: Block | None = None
    for each in placed:
        label = labels.get(each.number)
        if label is None and each.part != "body":
            if each.part == "heading":
                section = each.block.text
            yield Said(each.part, each.block, section if each.part != "heading" else "")
            continue
        if label is not None:
            speaker, head = label.name, _named(each.block, label)
        said = _without_label(each.block, label) if label else each.block
        if said is None:
            continue
        role = roles.get(speaker, "")
        listening = exchange > 0 and is_listening(said.text)
        if role == "interviewer" and not asking and not (head and listening):
            exchange += 1
            asking = True
        elif role != "interviewer":
            asking = False
        kind: Kind = "text" if not speaker else "question" if role == "interviewer" else "answer"
        yield Said(kind, said, section, speaker, role, exchange, head)
        head = None


def is_listening(text: str) -> bool:
    """Tell whether somebody only lets the other go on: "嗯。", "I see.", nothing asked."""
    return len(text) <= _LONGEST_LISTENING and bool(_LISTENING.fullmatch(text)) and not asks(text)


def _is_short(said: Said) -> bool:
    """Tell whether a block is a word or two of speech, no heading and no point of a list."""
    text = said.block.text
    if not said.speaker or width(text) >= _SHORT:
        return False
    sentence = _ENDED.search(text) and not said.block.markup and not begins_point(text)
    return said.label is not None or bool(sentence)


def _joined(source: str, body: Iterable[Said]) -> Iterator[Said]:
    groups: list[list[Said]] = []
    last: list[Said] | None = None
    for said in body:
        speech = said.kind in _SPEECH
        if last is not None and speech and _belongs(last, said):
            last.append(said)
            continue
        groups.append([said])
        if speech or said.kind == "heading":
            last = groups[-1] if speech else None
    for group in groups:
        yield _one(source, group) if len(group) > 1 else group[0]


def _belongs(group: Sequence[Said], said: Said) -> bool:
    """Tell whether what is said joins the group before it: either is very short."""
    if said.exchange != group[0].exchange or len(group) > _MOST_TURNS:
        return False
    if all(_is_short(each) for each in group):
        return True
    # A short question belongs to what follows it.
    return _is_short(said) and not _begins(said)


def _begins(said: Said) -> bool:
    return said.role != "interviewee" and asks(said.block.text)


def _one(source: str, group: Sequence[Said]) -> Said:
    """Put a group together under the name of who answers, or else of who says most."""
    several = len({each.speaker for each in group}) > 1
    answers = [each for each in group if each.role == "interviewee"] or group
    main = max(answers, key=lambda each: len(each.block.text))
    block: Block | None = None
    asked: list[Span] = []
    for each in group:
        for piece in (each.label if several else None, each.block):
            if piece is not None:
                block = piece if block is None else join(source, block, piece, apart=several)
        if each.role == "interviewer" and block is not None:
            asked.append((len(block.text) - len(each.block.text), len(block.text)))
    return replace(main, block=block or main.block, asked=tuple(asked) if several else ())
