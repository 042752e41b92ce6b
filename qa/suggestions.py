"""Questions that an interview can answer: examples to begin with, and what to ask next.

They come from the interview itself: what the interviewer asked, and what its sections are about.
Each is asked before it is offered, so that no suggestion leads to "the interview does not say".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.normal import fold
from index.passages import sentences
from index.transcript import Interview

_MOST_CHECKED = 12
_SHORTEST, _LONGEST = 5, 70
_QUESTION = re.compile(r"[?？]\s*$")
_ABOUT = {"en": "What is said about “{}”?", "zh-Hans": "关于“{}”，谈了些什么？"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and the paragraph of the interview that it comes from."""

    question: str
    paragraph: int


def _asked(text: str) -> str:
    """Return the last sentence of an interviewer's turn that is a question of handy length."""
    spans = reversed(sentences(text))
    found = (text[start:end].strip() for start, end in spans)
    return next(
        (each for each in found if _QUESTION.search(each) and _SHORTEST < len(each) <= _LONGEST), ""
    )


def possible(interview: Interview) -> Iterator[Suggestion]:
    """Yield what could be asked, in reading order, the interviewer's own questions as they are."""
    about = _ABOUT["en" if interview.language == "en" else "zh-Hans"]
    for paragraph in interview.paragraphs:
        if asked := _asked(paragraph.question):
            yield Suggestion(asked, paragraph.number)
        elif paragraph.kind == "heading" and len(paragraph.text) <= 40:
            yield Suggestion(about.format(paragraph.text.strip()), paragraph.number)


def suggested(
    interview: Interview,
    near: int,
    asked: Sequence[str],
    answers: Callable[[str], bool],
    count: int = 3,
) -> list[str]:
    """Return up to `count` questions that are answered and were not asked yet, nearest first.

    `near` is the paragraph that was last talked about, 0 for the beginning; what follows it comes
    before what precedes it. `answers` asks a question.
    """
    known = {fold(text) for text in asked}
    new = [each for each in possible(interview) if fold(each.question) not in known]
    new.sort(key=lambda each: (each.paragraph < near, abs(each.paragraph - near)))
    found: list[str] = []
    for each in new[:_MOST_CHECKED]:
        if answers(each.question):
            found.append(each.question)
        if len(found) == count:
            break
    return found
