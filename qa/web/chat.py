"""The Gradio chat: the conversation on the left, the interview on the right.

The log is HTML of our own making, because Gradio's chat would read what people and interviews say
as Markdown and fetch the pictures it names.
"""

import time
from collections.abc import Iterator
from html import escape
from typing import Any

from index.errors import InterviewError
from index.normal import language_of
from qa.answer import Answer
from qa.assistant import Assistant
from qa.web.loading import LazyAssistant
from qa.web.render import answer_html, citation_html, highlights, transcript_html
from qa.wording import label

# How long loading may take before the question is given back with a reason.
_PATIENCE_SECONDS = 120.0
# Shows the newest answer and, beside it, the first cited words.
_SCROLL = """() => {
  for (const [box, aim] of [["qa-log", ".qa-user"], ["qa-side", "mark"]]) {
    const frame = document.getElementById(box);
    const found = frame ? [...frame.querySelectorAll(aim)] : [];
    const target = box === "qa-log" ? found.at(-1) : found[0];
    if (target) {
      const top = target.getBoundingClientRect().top - frame.getBoundingClientRect().top;
      frame.scrollTop += top - (box === "qa-log" ? 12 : frame.clientHeight / 3);
    }
  }
}"""
# How many answers are streamed at once; Gradio's default is one, and the rest wait in line.
_CONCURRENT = 16
_STREAM_STEPS, _STREAM_SECONDS = 12, 0.35

Turns = list[dict[str, str]]


def _log(turns: Turns, pending: str = "") -> str:
    shown = [turn["html"] for turn in turns]
    return f'<div role="log" aria-live="polite">{"".join(shown)}{pending}</div>'


def _user(text: str) -> str:
    return f'<div class="qa-user">{escape(text)}</div>'


def _answer(answer: Answer, prefix: str) -> str:
    language = language_of(answer.question)
    hint = ""
    if answer.understood and answer.understood != answer.question:
        understood = escape(answer.understood)
        hint = f'<p class="qa-hint">{escape(label("understood", language))}{understood}</p>'
    sources = "".join(citation_html(each, language, prefix) for each in answer.citations)
    return f'<div class="qa-answer">{hint}{answer_html(answer)}{sources}</div>'


def _status(text: str) -> str:
    return f'<div class="qa-answer qa-status">{escape(text)}</div>'


def _partial(text: str) -> Iterator[str]:
    """Yield growing beginnings of an answer, so that it can be read as it comes."""
    size = max(1, len(text) // _STREAM_STEPS)
    for end in range(size, len(text), size):
        yield _status(text[:end].replace("**", ""))
        time.sleep(_STREAM_SECONDS / _STREAM_STEPS)


def _side(assistant: Assistant, answer: Answer | None, selected: str | None) -> str:
    """Return the transcript to show: the cited interview, the selected one, or the first."""
    summaries = assistant.interviews()
    cited = answer.citations[0].interview if answer and answer.citations else selected
    name = cited or (summaries[0].id if summaries else None)
    if name is None:
        return ""
    interview = assistant.interview(name)
    return transcript_html(interview, highlights(answer, interview) if answer else ())


class Chat:
    """The callbacks of the page; `prefix` is the path a reverse proxy serves us under."""

    def __init__(self, lazy: LazyAssistant, prefix: str = "") -> None:
        self._lazy = lazy
        self._prefix = prefix

    def ask(
        self, question: str, turns: Turns, selected: str | None
    ) -> Iterator[tuple[str, Turns, str, Any]]:
        """Stream the answer: yields the log, the turns, the emptied box and the transcript."""
        import gradio as gr

        if not question.strip():
            yield _log(turns), turns, "", gr.skip()
            return
        language = language_of(question)
        asked = {"role": "user", "text": question, "html": _user(question)}
        turns = [*turns, asked]
        stage = "searching" if self._lazy.ready else "loading"
        yield _log(turns, _status(label(stage, language))), turns, "", gr.skip()
        try:
            assistant = self._lazy.get(_PATIENCE_SECONDS)
            history = [{"role": turn["role"], "text": turn["text"]} for turn in turns[:-1]]
            answer = assistant.ask(question, history, selected or None)
        except InterviewError as error:
            failed = {"role": "assistant", "text": str(error), "html": _status(str(error))}
            yield _log([*turns, failed]), turns[:-1], question, gr.skip()
            return
        for pending in _partial(answer.answer):
            yield _log(turns, pending), turns, "", gr.skip()
        html = _answer(answer, self._prefix)
        turns = [*turns, {"role": "assistant", "text": answer.answer, "html": html}]
        yield _log(turns), turns, "", _side(assistant, answer, selected)

    def show(self, selected: str | None) -> tuple[Any, str]:
        """Return the choice of interviews and the transcript, once the assistant is loaded."""
        import gradio as gr

        try:
            assistant = self._lazy.get(_PATIENCE_SECONDS)
        except InterviewError as error:
            return gr.skip(), _status(str(error))
        summaries = assistant.interviews()
        choices = [(each.title or each.id, each.id) for each in summaries]
        if len(choices) > 1:
            choices.insert(0, ("全部 / All", ""))
        value = selected or (choices[0][1] if choices else "")
        chooser = gr.update(choices=choices, value=value, visible=len(choices) > 1)
        return chooser, _side(assistant, None, value or None)


def build_chat(lazy: LazyAssistant, prefix: str = "") -> Any:
    """Return the Gradio page."""
    import gradio as gr

    chat = Chat(lazy, prefix)
    with gr.Blocks(title="问访谈 · Ask the interview", analytics_enabled=False) as page:
        turns = gr.State([])
        with gr.Row(equal_height=False):
            with gr.Column(scale=5, min_width=320):
                chooser = gr.Dropdown(label="访谈 / Interview", choices=[], visible=False)
                log = gr.HTML(_log([]), elem_id="qa-log", autoscroll=True)
                with gr.Row():
                    box = gr.Textbox(
                        placeholder="问这篇访谈…… / Ask the interview…",
                        label="问题 / Question",
                        show_label=False,
                        scale=6,
                        max_length=4000,
                        elem_id="qa-question",
                        autofocus=True,
                    )
                    send = gr.Button("提问 / Ask", variant="primary", scale=1, min_width=90)
                clear = gr.Button("清空对话 / Clear", size="sm")
            with gr.Column(scale=5, min_width=320):
                side = gr.HTML(elem_id="qa-side")
        gr.on(
            [box.submit, send.click],
            chat.ask,
            [box, turns, chooser],
            [log, turns, box, side],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=_CONCURRENT,
        ).then(None, js=_SCROLL, show_progress="hidden", api_visibility="private")
        clear.click(lambda: (_log([]), []), None, [log, turns], api_visibility="private")
        gr.on(
            [chooser.input, page.load],
            chat.show,
            [chooser],
            [chooser, side],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=_CONCURRENT,
        )
    return page
