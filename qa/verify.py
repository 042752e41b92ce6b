"""A text with quotations → where each was really said, or the nearest real words.

Quotations lose spaces, swap 「」 for “”, full width for half width, traditional characters for
simplified: none of that makes them wrong, so both sides are compared without it. What then still
differs is marked, because a reader of the quotation would be misled by it.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.blocks import Span
from index.errors import QuestionError, UnknownInterview
from index.grams import terms
from index.normal import fold
from index.passages import sentences
from index.store import Passage, Store
from qa.citation import passage_url, source_spans

_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\"|«([^«»]+)»")
_CANDIDATES = 12
# Under this share of equal characters (0 to 100), texts that share words say different things.
_ALIKE = 60.0
LONGEST_TEXT = 20_000

Status = Literal["exact", "differs", "not found"]
Mark = Literal["same", "missing", "added"]


@dataclass(frozen=True, slots=True)
class Verified:
    """One quotation and what the interviews say.

    `words` are the real words at `spans` of the source. `differences` spell the quotation against
    them: "added" is only in the quotation, "missing" only in the interview.
    """

    quoted: str
    status: Status
    interview: str = ""
    passage_id: str = ""
    paragraph: int = 0
    speaker: str = ""
    role: str = ""
    words: str = ""
    spans: tuple[Span, ...] = ()
    url: str = ""
    differences: tuple[tuple[Mark, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers."""
        lists = {
            "spans": [list(s) for s in self.spans],
            "differences": [*map(list, self.differences)],
        }
        return asdict(self) | lists


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a text in the index view, and where each stands in it."""

    plain: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        return self.places[start], self.places[end - 1] + 1


def _letters(text: str) -> _Letters:
    folded = fold(text).lower()
    kept = [at for at, char in enumerate(folded) if char.isalnum() or _in_number(folded, at)]
    return _Letters("".join(folded[at] for at in kept), tuple(kept))


def _in_number(text: str, at: int) -> bool:
    """Tell whether a mark belongs to a number: 3.5 is not 35, and 60% is not 60."""
    after_digit = at > 0 and text[at - 1].isdigit()
    before_digit = at + 1 < len(text) and text[at + 1].isdigit()
    return after_digit and (text[at] in "%‰" or (text[at] == "." and before_digit))


def quotations(text: str) -> list[str]:
    """Return what stands in quotation marks, or the sentences of a text that has none."""
    found = [next(filter(None, match.groups())) for match in _QUOTED.finditer(text)]
    found = found or [text[start:end] for start, end in sentences(text)]
    return [quoted.strip() for quoted in found if len(_letters(quoted).plain) > 1]


def verify(text: str, store: Store, interview: str | None = None) -> list[Verified]:
    """Look up every quotation of a text in one interview or in all.

    Raises QuestionError when there is nothing to look up, or too much, and UnknownInterview.
    """
    if interview is not None and not store.has_interview(interview):
        raise UnknownInterview(f"No interview '{interview}' in the index: look in all of them.")
    if len(text) > LONGEST_TEXT:
        raise QuestionError(f"The text has {len(text)} characters: give at most {LONGEST_TEXT}.")
    wanted = quotations(text)
    if not wanted:
        raise QuestionError("There are no words to verify: give a sentence someone said.")
    return [_looked_up(quoted, store, interview) for quoted in wanted]


def _looked_up(quoted: str, store: Store, interview: str | None) -> Verified:
    from rapidfuzz import fuzz

    wanted = _letters(quoted)
    best: tuple[float, Verified] = (_ALIKE, Verified(quoted, "not found"))
    for passage in _candidates(quoted, store, interview):
        said = _letters(passage.paragraph.text)
        at = said.plain.find(wanted.plain)
        if at >= 0:
            return _found(quoted, passage, said.span(at, at + len(wanted.plain)), "exact")
        if len(said.plain) < 2:
            continue
        near = fuzz.partial_ratio_alignment(wanted.plain, said.plain)
        if near is not None and near.score > best[0] and near.dest_end > near.dest_start:
            span = _whole_words(passage.paragraph.text, said.span(near.dest_start, near.dest_end))
            best = near.score, _found(quoted, passage, span, "differs")
    return best[1]


def _whole_words(text: str, span: Span) -> Span:
    """Widen a span so that it cuts no number and no Latin word in two."""
    start, end = span
    while start > 0 and _joined(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _joined(text[end - 1], text[end]):
        end += 1
    return start, end


def _joined(one: str, other: str) -> bool:
    return all(char.isascii() and (char.isalnum() or char == ".") for char in (one, other))


def _candidates(quoted: str, store: Store, interview: str | None) -> Iterator[Passage]:
    wanted = tuple(dict.fromkeys(terms(quoted)))
    seen: set[int] = set()
    for kind in ("sentence", "paragraph"):
        hits = store.search_text(wanted, 4 * _CANDIDATES, interview, kind)
        rows = list(dict.fromkeys(hit.passage for hit in hits))[:_CANDIDATES]
        passages = store.passages([row for row in rows if row not in seen])
        seen.update(rows)
        yield from (passages[row] for row in rows if row in passages)


def _found(quoted: str, passage: Passage, span: Span, status: Status) -> Verified:
    paragraph = passage.paragraph
    spans = source_spans(paragraph, *span)
    words = paragraph.text[slice(*span)]
    return Verified(
        quoted=quoted,
        status=status,
        interview=passage.interview,
        passage_id=paragraph.id,
        paragraph=paragraph.number,
        speaker=paragraph.speaker,
        role=paragraph.role,
        words=words,
        spans=spans,
        url=passage_url(passage.interview, paragraph, span),
        differences=tuple(differences(quoted, words)) if status == "differs" else (),
    )


def differences(quoted: str, words: str) -> Iterator[tuple[Mark, str]]:
    """Yield the quotation and the real words piece by piece, what they share and what not."""
    from rapidfuzz.distance import Indel

    one, other = _letters(quoted), _letters(words)
    for step in Indel.opcodes(one.plain, other.plain):
        if step.tag == "equal":
            yield "same", words[slice(*other.span(step.dest_start, step.dest_end))]
        if step.src_end > step.src_start and step.tag != "equal":
            yield "added", quoted[slice(*one.span(step.src_start, step.src_end))]
        if step.dest_end > step.dest_start and step.tag != "equal":
            yield "missing", words[slice(*other.span(step.dest_start, step.dest_end))]
