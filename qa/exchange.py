"""An interviewer's question and the answer that follows it belong together.

Someone who asks what the interviewer asked wants the answer, whose own words may share none with
the question. So a question that was found lends its place to the paragraphs that answer it, and
stands behind them: nobody's words are given as somebody else's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from index.store import Passage, Store
from qa.retriever import Ranked

# How many paragraphs of an answer a question lends its place to, and what each costs, in units of
# the fused score.
_PARAGRAPHS = 3
_STEP = 0.05
_BEHIND = 0.01


def answers_to(question: Passage, store: Store) -> Iterator[Passage]:
    """Yield the first paragraphs that answer an interviewer's question, in order."""
    number, exchange = question.paragraph.number, question.paragraph.exchange
    following = range(number + 1, number + 1 + 2 * _PARAGRAPHS)
    for passage in store.passages_at(question.interview, following):
        paragraph = passage.paragraph
        if paragraph.exchange != exchange:
            return
        if not is_asked(passage) and paragraph.kind in {"answer", "text"}:
            yield passage


def is_asked(passage: Passage) -> bool:
    """Tell whether a passage is what the interviewer said."""
    return passage.paragraph.role == "interviewer" or passage.paragraph.kind == "question"


def with_answers(ranked: Sequence[Ranked], store: Store, depth: int = 8) -> tuple[Ranked, ...]:
    """Return the candidates with every found question behind its answer, best first.

    Only the questions among the first `depth` lend their place.
    """
    found = {each.passage.row: each for each in ranked}
    for candidate in [each for each in ranked[:depth] if is_asked(each.passage)]:
        answers = list(islice(answers_to(candidate.passage, store), _PARAGRAPHS))
        for place, passage in enumerate(answers):
            lent = candidate.score - _STEP * place
            own = found.get(passage.row) or replace(candidate, passage=passage, score=lent)
            found[passage.row] = replace(own, score=max(own.score, lent))
        if answers:
            best = max(found[passage.row].score for passage in answers)
            behind = min(candidate.score, best) - _BEHIND
            found[candidate.passage.row] = replace(candidate, score=behind)
    return best_first(found.values())


def best_first(candidates: Iterable[Ranked]) -> tuple[Ranked, ...]:
    """Return candidates by their score, highest first."""
    return tuple(sorted(candidates, key=lambda candidate: -candidate.score))


def asked_in(interview: str, store: Store) -> list[Passage]:
    """Return the interviewer's questions of an interview, in order."""
    paragraphs = store.interview(interview).paragraphs
    return store.passages_at(interview, [e.number for e in paragraphs if e.kind == "question"])
