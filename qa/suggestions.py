"""Questions that an interview can answer: examples to begin with, and what to ask next.

They come from the interview itself: what the interviewer asked, and what its sections are about.
Each is asked before it is offered, so that no suggestion leads to "the interview does not say".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.normal import Language, fold, to_script
from index.passages import sentences
from index.transcript import Interview

_MOST_CHECKED = 12
_SHORTEST, _LONGEST = 5, 70
_QUESTION = re.compile(r"[?？]\s*$")
# A heading that quotes something itself stands without another pair of quotation marks.
_ABOUT_EN, _ABOUT_ZH, _QUOTES = "What is said about {}?", "关于{}，谈了些什么？", '“”"「」'


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and the paragraph of the interview that it comes from."""

    question: str
    paragraph: int


def main_question(text: str) -> str:
    """Return the last sentence of an interviewer's turn that is a question of handy length."""
    spans = reversed(sentences(text))
    found = (text[start:end].strip() for start, end in spans)
    return next(
        (each for each in found if _QUESTION.search(each) and _SHORTEST < len(each) <= _LONGEST), ""
    )


def _about(heading: str, language: str) -> str:
    quoted = heading if any(sign in heading for sign in _QUOTES) else f"“{heading}”"
    if language == "en":
        return _ABOUT_EN.format(quoted)
    hant: Language = "zh-Hant" if language == "zh-Hant" else "zh-Hans"
    before, after = _ABOUT_ZH.split("{}")
    return to_script(before, hant) + quoted + to_script(after, hant)


def possible(interview: Interview) -> Iterator[Suggestion]:
    """Yield what could be asked, in reading order, the interviewer's own questions as they are."""
    for paragraph in interview.paragraphs:
        if asked := main_question(paragraph.question):
            yield Suggestion(asked, paragraph.number)
        elif paragraph.kind == "heading" and len(paragraph.text) <= 40:
            yield Suggestion(_about(paragraph.text.strip(), interview.language), paragraph.number)


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
