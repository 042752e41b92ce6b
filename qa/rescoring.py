"""Candidates → the reader's opinion of each, and an order made of both.

The retriever says which passage is like the question, the reader which one answers it. Both scores
are added; the weights were fitted on the development sets together (`training/fit_weights.py`).
Where question and passage differ in language, words could not be searched: how many of the
question's have a translation in the passage counts first, and decides what is read. Reading is the
costly part, and a passage far behind cannot win: passages are read one by one, the likeliest first,
until the rest cannot matter.
"""

from dataclasses import dataclass, replace

from qa.coverage import coverage
from qa.exchange import best_first, is_asked
from qa.furniture import is_furniture
from qa.question import Question, is_foreign
from qa.reader import Reader, Reading
from qa.retriever import Found, Ranked


@dataclass(frozen=True, slots=True)
class RescoringSettings:
    """At most `passages` are read; `answerable` and `span` weigh the reader's scores.

    A passage that was not read counts as one with the logit `unread`. Where question and passage
    differ in language the search knows less: the reader's logit weighs `foreign`, and the share of
    the question's words that have a translation in the passage `glossed`.

    Reading ends as soon as no passage that is left could come within `lead` of the best one that
    was read, were its logit `highest`: what is answered and cited is then as if all were read.
    """

    passages: int = 8
    answerable: float = 0.12
    foreign: float = 0.2
    glossed: float = 3.0
    span: float = 0.05
    unread: float = -5.0
    highest: float = 6.0
    lead: float = 0.1


def rescore(question: Question, found: Found, reader: Reader, settings: RescoringSettings) -> Found:
    """Return the candidates in their final order, those that were read with their readings."""
    candidates = best_first(_glossed(question, each, settings) for each in found.ranked)
    readable = [each for each in candidates if may_answer(each)][: settings.passages]
    read: dict[int, Ranked] = {}
    best = float("-inf")
    for number, each in enumerate(readable):
        left = max(
            _moved(question, one, settings, settings.highest, 0.0) for one in readable[number:]
        )
        if left < best - settings.lead:
            break
        reading = _believed(question, each, reader, settings)
        read[each.passage.row] = replace(each, reading=reading)
        best = max(best, _moved(question, each, settings, reading.score, reading.span_score))
    ranked = [read.get(each.passage.row, each) for each in candidates]
    return Found(found.vector, best_first(_final(question, each, settings) for each in ranked))


def _believed(
    question: Question, each: Ranked, reader: Reader, settings: RescoringSettings
) -> Reading:
    """Read a passage; words of the page that tell nothing count as if it were not read."""
    (reading,) = reader.read(question.text, [reading_view(each)])
    span = (reading.start, reading.end)
    if not is_furniture(question.text, each.passage.paragraph.text, span):
        return reading
    return replace(reading, score=min(reading.score, settings.unread))


def may_answer(candidate: Ranked) -> bool:
    """Tell whether a passage can answer: headings announce, and interviewers ask."""
    return candidate.passage.paragraph.kind != "heading" and not is_asked(candidate.passage)


def reading_view(candidate: Ranked) -> tuple[str, str]:
    """Return the heading and the text that the reader is shown."""
    return candidate.passage.paragraph.section, candidate.passage.paragraph.text


def _glossed(question: Question, candidate: Ranked, settings: RescoringSettings) -> Ranked:
    """Return the candidate with what it gains by its translations of the question's words."""
    text = candidate.passage.paragraph.text
    if not settings.glossed or not is_foreign(question, text):
        return candidate
    gain = settings.glossed * coverage(question, text)
    return replace(candidate, score=candidate.score + gain)


def _final(question: Question, candidate: Ranked, settings: RescoringSettings) -> Ranked:
    reading, unread = candidate.reading, settings.unread
    scores = (reading.score, reading.span_score) if reading else (unread, unread)
    return replace(candidate, score=_moved(question, candidate, settings, *scores))


def _moved(
    question: Question, candidate: Ranked, settings: RescoringSettings, logit: float, span: float
) -> float:
    """Return a candidate's score for a logit and a span's log-probability."""
    foreign = is_foreign(question, candidate.passage.paragraph.text)
    weight = settings.foreign if foreign else settings.answerable
    return candidate.score + weight * logit + settings.span * span
