"""What the page calls: ask, ask again, take back, vote; each yields or returns what is shown.

The log is HTML of our own making, because Gradio's chat would read what people and interviews say
as Markdown and fetch the pictures it names. What happens in the browser alone (showing a citation
in the transcript, copying, exporting) is in `static/`.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import InterviewError
from qa.answer import plain_text
from qa.feedback import FeedbackStore, Vote
from qa.web.asking import Asker
from qa.web.comparison import each_interview
from qa.web.markup import tag, text
from qa.web.problems import explained
from qa.web.progress import Progress
from qa.web.turn_view import (
    compared_html,
    exchange_html,
    reply_html,
    status_html,
    suggestions_html,
    user_html,
)
from qa.web.turns import (
    Choice,
    Exchange,
    Reply,
    View,
    history_of,
    reply_to,
    without_problems,
)
from qa.web.wishes import read_wishes
from qa.wording import askers_language, label

if TYPE_CHECKING:
    from qa.answer import Answer

# How long loading may take before the question is given back with a reason.
PATIENCE_SECONDS = 120.0
_STREAM_STEPS, _STREAM_SECONDS = 10, 0.3
_STAGES = {
    "waiting": "waiting", "conversation": "understanding", "about": "understanding",
    "retrieve": "searching", "read": "reading",
}  # fmt: skip

Turns = list[Exchange]
# The log, what stands below it and the turns; None leaves a part as it is.
Screen = tuple[str | None, str | None, Turns | None]


class Chat:
    """The callbacks of the page; `prefix` is the path a reverse proxy serves us under.

    Each takes `given`, what the page says with the call (see `wishes`), and the turns so far.
    """

    def __init__(
        self, asker: Asker, feedback: FeedbackStore | None = None, prefix: str = ""
    ) -> None:
        self.asker, self._feedback, self._prefix = asker, feedback or FeedbackStore(), prefix

    def log(self, turns: Sequence[Exchange], view: View) -> str:
        """Return the conversation so far."""
        view = self._seen(view)
        return "".join(
            exchange_html(each, number, view, self._prefix) for number, each in enumerate(turns)
        )

    def ask(self, given: str, turns: Turns) -> Iterator[Screen]:
        """Stream the answer to `question`: with `alone` as it stands, with `of` of one interview.

        With `anew` it takes the place of the last question, when that one was the same. The turns
        change with the answer only: where it does not arrive, nothing has happened.
        """
        wishes = read_wishes(given)
        wish, view = wishes.given, wishes.view
        asked = Exchange(str(wish.get("question") or ""), alone=bool(wish.get("alone")))
        if not asked.question.strip():
            return
        kept = without_problems(turns)
        if wish.get("anew") and kept and kept[-1].question == asked.question:
            kept = kept[:-1]
        question = user_html(asked.question, view.language)
        first = "searching" if self.asker.lazy.ready else "loading"
        waiting = status_html(label(first, view.language))
        yield None if kept == turns else self.log(kept, view), question + waiting, None
        turns = kept
        try:
            choice = Choice(str(wish["of"])) if wish.get("of") else wishes.choice
            for tail in self._replies(asked, kept, choice, view):
                if isinstance(tail, Exchange):
                    turns = [*kept, tail]
                else:
                    yield None, question + tail, None
        except InterviewError as error:
            problem = explained(error, view.language)
            turns = [*kept, Exchange(asked.question, alone=asked.alone, problem=problem)]
        yield self.log(turns, view), "", turns

    def edit(self, given: str, turns: Turns) -> tuple[str, str, Turns, str]:
        """Take the last question back: the screen without it, and the question for the box."""
        *earlier, last = turns or [Exchange("")]
        return self.log(earlier, read_wishes(given).view), "", earlier, last.question

    def _seen(self, view: View) -> View:
        several = self.asker.lazy.ready and len(self.asker.assistant().interviews()) > 1
        return replace(view, several=several)

    def _replies(
        self, asked: Exchange, turns: Turns, choice: Choice, view: View
    ) -> Iterator[str | Exchange]:
        """Yield what stands below the question while it is being answered, then the exchange."""
        if choice.compare and not choice.interview:
            yield from self._compared(asked, view)
            return
        history = [] if asked.alone else history_of(turns)
        progress: Progress[Answer] = Progress(
            lambda notify: self.asker.ask(
                asked.question, history, choice.interview or None,
                patience=PATIENCE_SECONDS, notify=notify,
            )
        )  # fmt: skip
        for stage in progress.stages():
            yield status_html(label(_STAGES.get(stage, "quoting"), view.language))
        answer = progress.result()
        yield from map(status_html, _beginnings(answer.answer))
        reply = reply_to(answer, choice.interview, self.asker.assistant())
        yield Exchange(asked.question, (reply,), asked.alone)

    def _compared(self, asked: Exchange, view: View) -> Iterator[str | Exchange]:
        """Ask each interview by itself; what answers best stands first in the end."""
        replies: list[Reply] = []
        waiting = status_html(label("searching", view.language))
        known = len(self.asker.assistant(PATIENCE_SECONDS).interviews())
        view = self._seen(view)
        for reply in each_interview(asked.question, self.asker):
            replies.append(reply)
            shown = [reply_html(each, view, self._prefix) for each in replies]
            yield compared_html([*shown, waiting])
        replies.sort(key=lambda each: (not each.answer.answerable, -each.answer.confidence))
        yield Exchange(asked.question, tuple(replies), known=known)

    def next(self, given: str, turns: Turns) -> str:
        """Return what stands below the log when nothing is being answered: what else to ask."""
        wishes = read_wishes(given)
        choice, view = wishes.choice, wishes.view
        if turns and turns[-1].problem:
            return ""
        last = turns[-1].replies[0] if turns else None
        interview = last.interview if last else choice.interview
        asked = [each.question for each in turns]
        try:
            self.asker.assistant(PATIENCE_SECONDS)
            found = self.asker.suggest(last.answer if last else None, asked, interview)
        except InterviewError as error:
            return status_html(explained(error, view.language))
        if last:
            return suggestions_html(found, label("next", view.language))
        return _welcome(view) + suggestions_html(found, label("try", view.language))

    def vote(self, given: str, turns: Turns) -> str:
        """Keep a vote; `given` has the `turn`'s and the `reply`'s number, and `good`.

        The thanks stand among the labels of the answer, in their language.
        """
        wishes = read_wishes(given)
        wish, view = wishes.given, wishes.view
        try:
            reply = turns[int(wish["turn"])].replies[int(wish["reply"])]
            answer = reply.answer
            self._feedback.add(
                Vote(
                    bool(wish["good"]), answer.question, answer.to_dict(), reply.generation,
                    reply.interview,
                )
            )  # fmt: skip
        except InterviewError as error:
            return text(explained(error, view.language))
        return text(label("thanks", askers_language(answer.question, view.language)))


def _welcome(view: View) -> str:
    title = tag("p", text(label("welcome", view.language)), class_="qa-welcome")
    return title + tag("p", text(label("promise", view.language)), class_="qa-promise")


def _beginnings(words: str) -> Iterator[str]:
    """Yield growing beginnings of an answer, so that it can be read as it comes."""
    words = plain_text(words)
    size = max(1, len(words) // _STREAM_STEPS)
    for end in range(size, len(words), size):
        yield words[:end]
        time.sleep(_STREAM_SECONDS / _STREAM_STEPS)
