"""What the interviewer said in asking: an answer of last resort, and never given as the guest's.

"工信厅获得了多少个先进集体?" is told by the interview, but by the reporter, on the way to asking.
To refuse would be wrong, to quote it as the interviewee's words worse: it is quoted as what the
interviewer said, and only from sentences that state something.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.passages import sentences
from qa.amounts import counted
from qa.citation import Quote
from qa.evidence import is_question
from qa.exchange import best_first, is_asked
from qa.question import Question, asks_how
from qa.reader import Reader
from qa.rescoring import reading_view
from qa.retriever import Found, Ranked

# An interviewer who asks why or how takes for granted what may not be so.
_WHY = re.compile(r"为什么|为何|\bwhy\b", re.IGNORECASE)
# The interviewer's turns that are read, best first.
_TURNS = 3


def asked_words(question: Question, found: Found, reader: Reader) -> tuple[list[Quote], Found]:
    """Return an interviewer's statement that may answer, and the candidates with its reading.

    No quote when no interviewer is among the candidates or none of them states what is asked.
    """
    asked = [each for each in found.ranked if is_asked(each.passage)][:_TURNS]
    if not asked or _WHY.search(question.text) or asks_how(question.text):
        return [], found
    readings = reader.read(question.text, [reading_view(each) for each in asked])
    read = [replace(each, reading=reading) for each, reading in zip(asked, readings, strict=True)]
    best = max(read, key=lambda each: each.reading.score if each.reading else 0.0)
    return _statement(question, best), _with(found, best)


def _with(found: Found, read: Ranked) -> Found:
    row = read.passage.row
    ranked = [read if each.passage.row == row else each for each in found.ranked]
    return Found(found.vector, best_first(ranked))


def _statement(question: Question, candidate: Ranked) -> list[Quote]:
    """Return the sentence that holds the reader's span, unless it asks.

    In bold is the span, or the number beside what the question counts.
    """
    text, reading = candidate.passage.paragraph.text, candidate.reading
    if reading is None or reading.start >= reading.end:
        return []
    pointed = (reading.start, reading.end)
    holding = _holding(text, pointed)
    return [
        Quote(candidate.passage, *sentence, counted(question.text, text, sentence) or pointed)
        for sentence in holding
        if not is_question(text, sentence)
    ]


def _holding(text: str, span: tuple[int, int]) -> Sequence[tuple[int, int]]:
    return [each for each in sentences(text) if each[0] <= span[0] and span[1] <= each[1]]
