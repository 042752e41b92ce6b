"""The Gradio chat: the conversation on the left, the interview on the right.

The log is HTML of our own making, because Gradio's chat would read what people and interviews say
as Markdown and fetch the pictures it names. What happens in the browser alone (copying, jumping,
exporting) is in `static/chat.js`.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import InterviewError
from index.normal import Language, language_of
from qa.answer import Answer
from qa.references import source_of
from qa.web.asking import Asker
from qa.web.render import highlights, tour_html, transcript_html
from qa.web.turn_view import status_html, suggestions_html, turn_html, user_html
from qa.wording import label

# How long loading may take before the question is given back with a reason.
_PATIENCE_SECONDS = 120.0
# How many answers are streamed at once; Gradio's default is one, and the rest wait in line.
_CONCURRENT = 64
_STREAM_STEPS, _STREAM_SECONDS = 12, 0.35
_MOST_COMPARED = 8

Turns = list[dict[str, str]]
LANGUAGES: dict[str, Language] = {"简体": "zh-Hans", "繁體": "zh-Hant", "English": "en"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the asker has chosen: an interview ("" for all), whether each is asked by itself."""

    interview: str = ""
    compare: bool = False


def log_html(turns: Turns, pending: str = "", start: str = "") -> str:
    """Return the conversation; `start` stands in an empty one."""
    shown = "".join(turn["html"] for turn in turns)
    return f'<div role="log" aria-live="polite">{shown}{pending}{"" if turns else start}</div>'


def _partial(text: str) -> Iterator[str]:
    """Yield growing beginnings of an answer, so that it can be read as it comes."""
    size = max(1, len(text) // _STREAM_STEPS)
    for end in range(size, len(text), size):
        yield status_html(text[:end].replace("**", ""))
        time.sleep(_STREAM_SECONDS / _STREAM_STEPS)


def _language(chosen: str | None) -> Language:
    return LANGUAGES.get(chosen or "", "zh-Hans")


class Chat:
    """The callbacks of the page; `prefix` is the path a reverse proxy serves us under."""

    def __init__(self, asker: Asker, prefix: str = "") -> None:
        self._asker, self._prefix = asker, prefix

    def ask(
        self, question: str, turns: Turns, interview: str | None, compare: bool = False
    ) -> Iterator[tuple[str, Turns, str, Any]]:
        """Stream the answer: yields the log, the turns, the emptied box and the transcript."""
        history = [{"role": turn["role"], "text": turn["text"]} for turn in turns]
        yield from self._ask(question, turns, history, Choice(interview or "", compare))

    def ask_alone(
        self, question: str, turns: Turns, interview: str | None
    ) -> Iterator[tuple[str, Turns, str, Any]]:
        """Stream the answer to a question as it was typed, whatever was said before."""
        yield from self._ask(question, turns, [], Choice(interview or ""))

    def _ask(
        self, question: str, turns: Turns, history: Sequence[dict[str, str]], choice: Choice
    ) -> Iterator[tuple[str, Turns, str, Any]]:
        import gradio as gr

        if not question.strip():
            yield log_html(turns), turns, "", gr.skip()
            return
        asked = {"role": "user", "text": question, "html": user_html(question)}
        stage = "searching" if self._asker.lazy.ready else "loading"
        pending = status_html(label(stage, language_of(question)))
        yield log_html([*turns, asked], pending), [*turns, asked], "", gr.skip()
        try:
            answers = self._answers(question, history, choice)
        except InterviewError as error:
            failed = {"role": "assistant", "text": str(error), "html": status_html(str(error))}
            yield log_html([*turns, asked, failed]), turns, question, gr.skip()
            return
        if len(answers) == 1:
            for partial in _partial(answers[0].answer):
                yield log_html([*turns, asked], partial), [*turns, asked], "", gr.skip()
        html = self._shown(answers, choice)
        turns = [*turns, asked, {"role": "assistant", "text": answers[0].answer, "html": html}]
        yield log_html(turns), turns, "", self.side(answers[0], choice.interview)

    def _answers(
        self, question: str, history: Sequence[dict[str, str]], choice: Choice
    ) -> list[Answer]:
        ask = self._asker.ask
        if not choice.compare or choice.interview:
            return [
                ask(question, history, choice.interview, patience=_PATIENCE_SECONDS, suggest=True)
            ]
        names = [each.id for each in self._asker.assistant(_PATIENCE_SECONDS).interviews()]
        answers = [ask(question, history, name) for name in names[:_MOST_COMPARED]]
        return sorted(answers, key=lambda answer: -answer.confidence)

    def _shown(self, answers: Sequence[Answer], choice: Choice) -> str:
        assistant = self._asker.assistant()
        names = {each.interview for answer in answers for each in answer.citations}
        sources = {name: source_of(assistant.interview(name)) for name in names}
        parts = [turn_html(each, sources, self._prefix, choice.interview) for each in answers]
        return parts[0] if len(parts) == 1 else f'<div class="qa-compared">{"".join(parts)}</div>'

    def side(self, answer: Answer | None, selected: str | None) -> str:
        """Return the transcript to show: the cited interview, the selected one, or the first."""
        assistant = self._asker.assistant(_PATIENCE_SECONDS)
        summaries = assistant.interviews()
        cited = answer.citations[0].interview if answer and answer.citations else selected
        name = cited or (summaries[0].id if summaries else None)
        if name is None:
            return ""
        interview = assistant.interview(name)
        spans = highlights(answer, interview) if answer else ()
        title = label("tour", language_of(interview.title or interview.text[:200]))
        return tour_html(interview, title) + transcript_html(interview, spans)

    def again(
        self, turns: Turns, interview: str | None, compare: bool = False
    ) -> Iterator[tuple[str, Turns, str, Any]]:
        """Ask the last question once more."""
        earlier, question = _without_last(turns)
        yield from self.ask(question, earlier, interview, compare)

    def edit(self, turns: Turns) -> tuple[str, Turns, str]:
        """Take the last question back into the box."""
        earlier, question = _without_last(turns)
        return log_html(earlier), earlier, question

    def start(self, language: Language) -> str:
        """Return what an empty conversation shows: questions to begin with."""
        try:
            examples = self._asker.assistant(_PATIENCE_SECONDS).suggest()
        except InterviewError as error:
            return log_html([], status_html(str(error)))
        return log_html([], start=suggestions_html(examples, label("try", language)))

    def choices(self, selected: str | None, language: Language) -> tuple[list[Any], str]:
        """Return the interviews to choose from and the one that is chosen."""
        summaries = self._asker.assistant(_PATIENCE_SECONDS).interviews()
        found = [(each.title or each.id, each.id) for each in summaries]
        known = {name for _, name in found}
        if len(found) > 1:
            found.insert(0, (label("all", language), ""))
        chosen = selected if selected in known else (found[0][1] if found else "")
        return found, chosen


def _without_last(turns: Turns) -> tuple[Turns, str]:
    """Return the turns before the last question, and that question."""
    asked = [number for number, turn in enumerate(turns) if turn["role"] == "user"]
    return (turns[: asked[-1]], turns[asked[-1]]["text"]) if asked else (turns, "")
