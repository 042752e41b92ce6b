"""What a newspaper page puts between the words: notes, captions, credits, headings, cut sentences.

A page turned to text interrupts a sentence with whatever stood beside it. Here each block gets its
place on the page, and the halves of a cut paragraph are put together again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.blocks import Block, join
from index.normal import fold

Part = Literal["body", "heading", "note", "caption", "credit", "stage"]

_NOTE = re.compile(
    r"[【\[(（]?\s*(?:编者按|编者的话|编者注|编按|按语|编后|开栏语|开栏的话|前言|导语|"
    r"editor.?s?.? note)\s*[】\])）]?\s*[:：丨|]?",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:摄影|攝影|摄|/攝|供图|供圖)\s*[)）]?$|"
    r"^[(（]?(?:摄影|攝影|图片来源|图片|图|圖|供图|资料图)\s*[:：/]|"
    r"\b(?:photo(?:graph)?|picture|image)s?\s*(?:by|:|credit|courtesy)|\(photo",
    re.IGNORECASE,
)
_ENDED = '。！？!?…：:；;.”’"』」》)）】]>*_~〜'
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")"}
# A numbered point begins something of its own.
_POINT = re.compile(
    r"(?:\d{1,2}[.、．)）]|[（(]?[一二三四五六七八九十]{1,3}[是、)）]|[①-⑳]|第[一二三四五六七八九十])"
)
_LONGEST_CREDIT, _LONGEST_HEADING = 40, 48


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, its place on the page and, when it starts a turn, the number of its label."""

    block: Block
    part: Part
    number: int


def is_open(text: str) -> bool:
    """Tell whether a text breaks off: no end of a sentence, or a bracket that never closes."""
    if not text or text[-1] not in _ENDED:
        return True
    return _unbalanced(text)


def begins_point(text: str) -> bool:
    """Tell whether a text begins a numbered point."""
    return _POINT.match(text) is not None


def _unbalanced(text: str) -> bool:
    return any(text.count(left) > text.count(right) for left, right in _PAIRS.items())


def _is_credit(block: Block) -> bool:
    text = fold(block.text)
    return len(text) <= _LONGEST_CREDIT and _CREDIT.search(text) is not None


def _short_line(block: Block, following: Block, top: bool) -> bool:
    """Tell whether a block stands alone, is short and neither ends nor contains a sentence."""
    alone = following.gap > 1 and (block.gap > 1 or top) and not block.markup
    ends = re.search(r"[。！？!?；;]|[：:，,、.…]$", block.text)
    return (
        alone and len(block.text) <= _LONGEST_HEADING and not ends and not _unbalanced(block.text)
    )


def _headings(blocks: Sequence[Block], labelled: Mapping[int, object], first: int) -> set[int]:
    """Return the numbers of the section headings.

    In Markdown they say so. In plain text a heading is a short line without the end of a sentence
    right above a turn; without turns, right above a longer paragraph.
    """
    marked = {
        number
        for number, block in enumerate(blocks)
        if block.markup == "heading" and number not in labelled
    }
    for number, block in enumerate(blocks[:-1]):
        following = blocks[number + 1]
        if number < first or number in labelled or not _short_line(block, following, number == 0):
            continue
        if _is_credit(block):
            continue
        if number + 1 in labelled or (not labelled and len(following.text) > 2 * len(block.text)):
            marked.add(number)
    return marked


def _notes(blocks: Sequence[Block], stops: set[int], wide: int) -> set[int]:
    """Return the blocks of editor's notes, each to the next wide gap, label or heading."""
    notes: set[int] = set()
    inside = False
    for number, block in enumerate(blocks):
        if _NOTE.match(block.text) and number not in stops:
            inside = True
        elif inside and (number in stops or block.gap >= wide):
            inside = False
        if inside:
            notes.add(number)
    return notes


def _captions(blocks: Sequence[Block], taken: set[int]) -> dict[int, Part]:
    """Return credits and the caption lines right above them."""
    parts: dict[int, Part] = {}
    for number, block in enumerate(blocks):
        if number in taken or block.markup == "heading" or not _is_credit(block):
            continue
        parts[number] = "credit"
        above = number - 1
        if above >= 0 and above not in taken and block.gap == 1 and len(blocks[above].text) <= 100:
            parts[above] = "caption"
    return parts


def place_blocks(
    blocks: Sequence[Block], labelled: Mapping[int, object], first: int
) -> list[Placed]:
    """Return each block with its place on the page; `first` is the first block of the body."""
    gaps = sorted(block.gap for block in blocks[1:] if block.gap > 1)
    usual = gaps[len(gaps) // 2] if gaps else 2
    headings = _headings(blocks, labelled, first)
    notes = _notes(blocks, set(labelled) | headings, usual + 1)
    captions = _captions(blocks, set(labelled) | headings | notes)
    placed = []
    for number, block in enumerate(blocks):
        part: Part = "body"
        if number in headings:
            part = "heading"
        elif number in notes:
            part = "note"
        elif number in captions:
            part = captions[number]
        elif block.markup == "quote" and number not in labelled:
            part = "stage"
        placed.append(Placed(block, part, number))
    return placed


def rejoin(source: str, placed: Sequence[Placed], labelled: Mapping[int, object]) -> list[Placed]:
    """Put the halves of cut paragraphs together; the first half keeps its place.

    Only where the writer ends paragraphs with punctuation is a missing end a cut: speech recognised
    by a machine often has none.
    """
    bodies = [each for each in placed if each.part == "body" and len(each.block.text) > 20]
    closed = sum(not is_open(each.block.text) for each in bodies)
    if len(bodies) < 3 or closed < 0.8 * len(bodies):
        return list(placed)
    whole: list[Placed] = []
    waiting: int | None = None
    for each in placed:
        if each.part != "body":
            waiting = None if each.part == "heading" else waiting
            whole.append(each)
            continue
        if waiting is not None and _resumes(
            whole[waiting], each, labelled, len(whole) - 1 - waiting
        ):
            joined = join(source, whole[waiting].block, each.block)
            whole[waiting] = Placed(joined, "body", whole[waiting].number)
        else:
            whole.append(each)
            waiting = len(whole) - 1
        if not is_open(whole[waiting].block.text):
            waiting = None
    return whole


def _resumes(cut: Placed, following: Placed, labelled: Mapping[int, object], between: int) -> bool:
    if following.number in labelled or following.block.markup or begins_point(following.block.text):
        return False
    # English transcripts break paragraphs freely; there only an interruption shows a cut.
    latin = cut.block.text[-1:].isascii() and following.block.text[:1].isascii()
    return not latin or between > 0 or following.block.text[:1].islower()
