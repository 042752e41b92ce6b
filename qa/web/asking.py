"""The one way in which every route asks: counted, logged, and no more at once than the cores bear.

ONNX Runtime takes all its threads for each question; more questions at once than `at_once` would
only fight for them, so the others wait their turn here instead.
"""

import json
import logging
from collections.abc import Sequence
from threading import BoundedSemaphore
from time import time

from index.errors import InterviewError, QuestionError, UnknownInterview
from qa.answer import Answer
from qa.assistant import Assistant
from qa.conversation import Turn
from qa.web.loading import LazyAssistant
from qa.web.metrics import Metrics

_LOG = logging.getLogger("interview")
_LONGEST_WAIT = 60.0


def log_to_stderr() -> None:
    """Write one line of JSON an answer and an error to the standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


class Busy(InterviewError):
    """Too many questions are waiting."""


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
        self._turn = BoundedSemaphore(at_once)
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
    ) -> Answer:
        """Answer a question; with `suggest`, questions to ask next come along."""
        from dataclasses import replace

        assistant = self.assistant(patience)
        if not self._turn.acquire(timeout=_LONGEST_WAIT):
            busy = Busy("Too many questions at once: ask again in a minute.")
            self._failed(busy)
            raise busy
        try:
            answer = assistant.ask(question, history, interview or None)
            if suggest:
                answer = replace(answer, suggestions=tuple(assistant.suggest(answer)))
        except Exception as error:
            self._failed(error)
            raise
        finally:
            self._turn.release()
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
