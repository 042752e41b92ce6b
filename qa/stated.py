"""Answers that need no search for a sentence.

What an interview states of itself, its lists, and what it answers to its own questions.
"""

from collections.abc import Sequence

from index.encoder import Encoder
from index.normal import fold
from index.store import Store
from qa.about import fact_spans, stated_facts
from qa.answered import asked_passage, exchange_quotes
from qa.citation import Quote
from qa.conversation import Turn, asked_before
from qa.finding import Finder
from qa.lists import ListSettings, asked_list
from qa.points import in_detail, inner_points, ordinal, whole_point
from qa.question import Question, read_question
from qa.retriever import Found
from qa.stopwatch import Stopwatch


class Stated:
    """Looks up facts, lists and points of lists in one store."""

    def __init__(
        self, store: Store, encoder: Encoder, finder: Finder, settings: ListSettings
    ) -> None:
        self._store, self._encoder, self._finder = store, encoder, finder
        self._settings = settings

    def facts(self, question: Question, interview: str | None) -> list[Quote]:
        """Return the lines that state what a question about the interview itself asks for."""
        scope = self._scope(question, interview)
        if scope is None:
            return []
        whole = self._store.interview(scope)
        facts = stated_facts(question.text, whole)
        return [
            Quote(self._store.passage_at(scope, number), start, end, (low, high))
            for number, start, end, low, high in fact_spans(whole, facts)
        ]

    def point(self, asked: Question, history: Sequence[Turn], interview: str | None) -> list[Quote]:
        """Return the point of the list just given that "the second one" means.

        What is asked in detail gets the points of that point, too.
        """
        number = ordinal(asked.text)
        earlier = asked_before(history)
        if number is None or not earlier:
            return []
        before = read_question(earlier[-1])
        points = self.points(before, self._finder.find(before, interview, Stopwatch()))
        if number > len(points):
            return []
        point = points[number - 1]
        inner = inner_points(point, self._store, self._settings) if in_detail(asked.text) else []
        return [whole_point(points, number), *inner]

    def points(self, question: Question, found: Found) -> list[Quote]:
        """Return every point of the list that a question asks for, none when it asks for none."""
        if not found.ranked:
            return []
        return asked_list(question, found, self._store, self._encoder, self._settings)

    def exchange(self, question: Question, found: Found, interview: str | None) -> list[Quote]:
        """Return what was answered when the interviewer asked just this, none when nobody did."""
        asked = asked_passage(question, found, scoped=interview is not None)
        return exchange_quotes(asked, self._store) if asked else []

    def _scope(self, question: Question, interview: str | None) -> str | None:
        """Return the interview that a question about "the interview" means, if it is clear."""
        if interview is not None:
            return interview
        summaries = self._store.interviews()
        if len(summaries) == 1:
            return summaries[0].id
        named = [
            each.id for each in summaries if each.title and fold(each.title) in question.folded
        ]
        return named[0] if len(named) == 1 else None
