"""A question just as the interviewer asked it → what was answered to it.

The guided tour asks such questions, and so does whoever copies one. Nothing needs to be searched or
judged then: the answer is what follows. It may be pages long; its opening is quoted and, where the
speaker numbers the points, each point.
"""

from collections.abc import Iterator, Sequence

from index.normal import fold, width
from index.passages import sentences
from index.store import Passage, Store
from index.transcript import Interview, Paragraph
from qa.citation import Quote
from qa.lists import point_quote
from qa.numbering import Item, find_groups
from qa.question import Question
from qa.retriever import Found

# A shorter question (8 Chinese characters, 24 Latin ones) may be anybody's.
_SHORTEST = 24
_PARAGRAPHS, _LONGEST = 3, 110


def asked_passage(question: Question, found: Found, *, scoped: bool = False) -> Passage | None:
    """Return the passage found in which the interviewer asks exactly this, None when nobody does.

    White space, punctuation, script and capitals may differ, and one sentence of several is
    enough. A very short question counts only when it is `scoped` to an interview.
    """
    wanted = _letters(question.text)
    if not scoped and width(wanted) < _SHORTEST:
        return None
    passages = (each.passage for each in found.ranked)
    return next((each for each in passages if wanted in _asked(each.paragraph)), None)


def _letters(text: str) -> str:
    return "".join(char for char in fold(text).lower() if char.isalnum())


def _asked(paragraph: Paragraph) -> set[str]:
    """Return the question of a paragraph and its sentences, by their letters and digits."""
    text = paragraph.question
    parts = [text, *(text[start:end] for start, end in sentences(text))]
    return {letters for part in parts if (letters := _letters(part))}


def exchange_quotes(asked: Passage, store: Store) -> list[Quote]:
    """Return what is quoted of the answer to a question, none when nothing was answered."""
    if asked.paragraph.kind != "question":
        return _beside(asked)
    interview = store.interview(asked.interview)
    answers = list(_following(asked.paragraph, interview))
    if not answers:
        return []
    points = _points(interview, {each.number for each in answers})
    first = points[0].paragraph if points else answers[-1].number + 1
    before = [each for each in answers if each.number < first][: 1 if points else _PARAGRAPHS]
    openings = [_opening(store.passage_at(interview.id, each.number)) for each in before]
    return openings + [point_quote(interview, store, item, _LONGEST) for item in points]


def _beside(asked: Passage) -> list[Quote]:
    """Return the rest of a paragraph that holds the question and its answer."""
    text, start = asked.paragraph.text, max(end for _, end in asked.paragraph.asked)
    start += len(text[start:]) - len(text[start:].lstrip())
    return [Quote(asked, start, len(text))] if start < len(text) else []


def _following(question: Paragraph, interview: Interview) -> Iterator[Paragraph]:
    for each in interview.paragraphs:
        same = each.exchange == question.exchange and each.number > question.number
        if same and each.kind in {"answer", "text"} and each.role != "interviewer":
            yield each


def _points(interview: Interview, numbers: set[int]) -> Sequence[Item]:
    """Return the points of the longest outer group that stands in the paragraphs."""
    groups = [
        each.items
        for each in find_groups(interview)
        if each.depth == 0 and {item.paragraph for item in each.items} <= numbers
    ]
    return max(groups, key=len, default=())


def _opening(passage: Passage) -> Quote:
    """Quote the first sentence of a passage, and what follows while it stays short."""
    ends = [end for _, end in sentences(passage.paragraph.text)]
    return Quote(passage, 0, max([ends[0], *(end for end in ends if end <= _LONGEST)]))
