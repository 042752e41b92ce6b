"""The one way in which every route asks: one pool of threads, first come, first served.

As many questions are answered at once as the pool has threads, so encoder and reader never run more
threads than there are cores (`app.py` shares the cores out among them); the other questions wait in
line, and a question that nobody waits for any longer leaves it.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import time
from typing import Any

from index.errors import InterviewError, QuestionError, UnknownInterview
from qa.answer import Answer
from qa.assistant import Assistant
from qa.conversation import Turn
from qa.web.loading import LazyAssistant
from qa.web.metrics import Metrics

_LOG = logging.getLogger("interview")
_LONGEST_WAIT = 120.0


def log_to_stderr() -> None:
    """Write one line of JSON an answer and an error to the standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


class Busy(InterviewError):
    """Too many questions are waiting."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the assistant takes it, and whether questions to ask next come along."""

    question: str
    history: Sequence[Turn]
    interview: str | None
    suggest: bool
    notify: Callable[[str], None] | None = None


class Asker:
    """Asks for all routes; `log_questions` puts the question's text into the log."""

    def __init__(
        self,
        lazy: LazyAssistant,
        metrics: Metrics,
        *,
        at_once: int = 2,
        log_questions: bool = False,
    ) -> None:
        self.lazy, self.metrics = lazy, metrics
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._log_questions = log_questions

    def assistant(self, patience: float = 0.0) -> Assistant:
        """Return the assistant; raises NotReady while it loads longer than `patience` seconds."""
        return self.lazy.get(patience)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        interview: str | None = None,
        *,
        patience: float = 0.0,
        suggest: bool = False,
        notify: Callable[[str], None] | None = None,
    ) -> Answer:
        """Answer a question, from a thread that may wait; raises Busy after two minutes in line.

        `notify` is told each stage as it begins, "waiting" before the others.
        """
        asked = _Asked(question, history, interview or None, suggest, notify)
        if notify:
            notify("waiting")
        waiting = self._submit(asked, patience)
        try:
            return waiting.result(_LONGEST_WAIT)
        except TimeoutError:
            raise self._busy(waiting) from None

    async def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        interview: str | None = None,
        *,
        suggest: bool = False,
    ) -> Answer:
        """Answer a question without holding up a thread of the server while it waits in line."""
        asked = _Asked(question, history, interview or None, suggest)
        waiting = self._submit(asked, 0.0)
        try:
            # A stream whose reader has gone is cancelled here, and its question leaves the line.
            return await asyncio.wait_for(asyncio.wrap_future(waiting), _LONGEST_WAIT)
        except TimeoutError:
            raise self._busy(waiting) from None

    def suggest(self, answer: Answer | None, asked: Sequence[str], interview: str) -> list[str]:
        """Return questions to ask next, each of which `interview` (all: "") answers."""
        assistant = self.assistant()
        waiting = self._pool.submit(assistant.suggest, answer, asked, interview or None)
        try:
            return waiting.result(_LONGEST_WAIT)
        except TimeoutError:
            waiting.cancel()
            return []

    def _submit(self, asked: _Asked, patience: float) -> Future[Answer]:
        return self._pool.submit(self._answered, self.assistant(patience), asked)

    def _busy(self, waiting: Future[Answer]) -> Busy:
        waiting.cancel()
        busy = Busy("Too many questions at once: ask again in a minute.")
        self._failed(busy)
        return busy

    def _answered(self, assistant: Assistant, asked: _Asked) -> Answer:
        try:
            told: dict[str, Any] = {"notify": asked.notify} if asked.notify else {}
            answer = assistant.ask(asked.question, asked.history, asked.interview, **told)
            if asked.suggest:
                answer = replace(answer, suggestions=tuple(assistant.suggest(answer)))
        except Exception as error:
            self._failed(error)
            raise
        self.metrics.answered(answer)
        self._note(answer)
        return answer

    def _failed(self, error: Exception) -> None:
        # A question that cannot be asked is the asker's slip, no fault of the server's.
        if isinstance(error, QuestionError | UnknownInterview):
            return
        self.metrics.failed(error)
        entry = {"time": round(time(), 3), "event": "error", "kind": type(error).__name__}
        _LOG.error(json.dumps(entry))

    def _note(self, answer: Answer) -> None:
        entry = {
            "time": round(time(), 3), "event": "answer",
            "outcome": answer.abstention.kind if answer.abstention else "answered",
            "confidence": round(answer.confidence, 3),
            "ms": round(answer.timings_ms.get("total", 0.0), 1),
            "citations": [citation.passage_id for citation in answer.citations],
        }  # fmt: skip
        if self._log_questions:
            entry["question"] = answer.question
        _LOG.info(json.dumps(entry, ensure_ascii=False))
