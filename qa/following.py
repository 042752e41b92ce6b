"""A question in a conversation → how it was understood, and the passages it finds.

A follow-up is completed from the turns before it; in a conversation about several interviews the
search leans on those it is in. Where it leans on none of several, a short question without a
subject of its own is also asked about what the turns keep naming, and the wording whose passage
the reader likes better is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.store import Passage, Store
from qa.about import person_asked_about
from qa.conversation import (
    Phrases,
    Turn,
    answered_last,
    asked_before,
    changes_language,
    on_topic,
    said_before,
    standalone,
)
from qa.coverage import coverage
from qa.finding import Finder, is_better
from qa.nearby import quoted_in, said_next
from qa.question import Question, read_question
from qa.retriever import Found
from qa.stopwatch import Stopwatch
from qa.thread import leaning

# A text speaks of what is named when it has so much of its words.
_NAMED = 0.5


@dataclass(frozen=True, slots=True)
class Followed:
    """A question as it was understood, and the candidates for it."""

    question: Question
    found: Found


class Follower:
    """Understands and finds; `alone` leaves the conversation out of the search."""

    def __init__(self, store: Store, finder: Finder, *, alone: bool = False) -> None:
        self._store, self._finder, self._alone = store, finder, alone

    def understand(
        self, asked: Question, history: Sequence[Turn], interview: str | None
    ) -> Question:
        """Return the question as one that stands alone."""
        if not history:
            return asked
        person = self._person(history, interview)
        return read_question(standalone(asked.text, history, self._known(), person))

    def _person(self, history: Sequence[Turn], interview: str | None) -> str:
        """Return the interviewee's name when the last question was about that one person."""
        if not self._is_one(interview):
            return ""
        named = interview or next((each.id for each in self._store.interviews()), "")
        before = asked_before(history)
        return person_asked_about(before[-1], self._store.interview(named)) if before else ""

    def find(
        self,
        asked: Question,
        understood: Question,
        history: Sequence[Turn],
        interview: str | None,
        watch: Stopwatch,
    ) -> Followed:
        """Return the candidates from one interview or from all, best first."""
        with watch("conversation"):
            thread = {} if interview else self._thread(asked, history)
            likely = self._likely(asked, history, interview)
        first = Followed(
            understood, self._finder.find(understood, interview, watch, thread, likely)
        )
        if thread or understood != asked or self._alone or self._is_one(interview):
            return first
        with watch("conversation"):
            fuller = on_topic(asked.text, history, self._known()) if history else ""
        if not fuller:
            return first
        question = read_question(fuller)
        found = self._finder.find(question, interview, watch, following=likely)
        second = Followed(question, found)
        return second if is_better(second.found, first.found) else first

    def _likely(
        self, asked: Question, history: Sequence[Turn], interview: str | None
    ) -> list[Passage]:
        """Return what is said after the last answer of a conversation.

        A new thing named in another language is asked without the verb of the question before it:
        where the last answer speaks of it, too, that answer's paragraph is the likeliest.
        """
        answer = answered_last(history)
        quoted = quoted_in(answer, self._store, interview) if answer and not self._alone else None
        if quoted is None:
            return []
        likely = said_next(quoted, self._store)
        if changes_language(asked.text, history) and coverage(asked, answer) >= _NAMED:
            return [quoted, *likely]
        return likely

    def _is_one(self, interview: str | None) -> bool:
        """Tell whether one interview is asked: all of it is on the conversation's topic."""
        return interview is not None or len(self._store.interviews()) < 2

    def _thread(self, asked: Question, history: Sequence[Turn]) -> dict[str, float]:
        """Return the interviews that a conversation about several is in."""
        if not history or self._alone or self._is_one(None):
            return {}
        return leaning([*said_before(history), asked.text], self._store)

    def _known(self) -> Phrases:
        return Phrases(self._store.phrase_count, self._store.paragraph_count())
