"""The page around the chat: what Gradio draws, and which callback each part calls.

Buttons that stand in our own HTML press hidden ones of Gradio's, and `static/chat.js` hands over
what was meant by them (`take()`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from index.errors import InterviewError
from index.store import InterviewSummary
from qa.web.chat import PATIENCE_SECONDS, Chat
from qa.web.header import header_html
from qa.web.problems import explained
from qa.web.tools import add_tools
from qa.web.turn_view import status_html
from qa.web.wishes import Wishes, read_wishes
from qa.web.words import words_html
from qa.wording import label

# The page lets one thing be done after the other, and gives the next when the last has ended.
_QUIET: Mapping[str, Any] = {
    "show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple",
}  # fmt: skip
# How many answers are streamed at once; Gradio's default is one, and the rest wait in line.
_AT_ONCE = 64
_TAKE = "(given, ...rest) => [window.interviewChat.take(), ...rest]"
# The scripts may come after Gradio has started.
_TAKE_FIRST = """async (given, ...rest) => {
  while (!window.interviewChat) await new Promise((done) => setTimeout(done, 20));
  return [window.interviewChat.take(), ...rest];
}"""
_SIDE = '<div class="qa-shell"></div>'


def build_page(chat: Chat) -> Any:
    """Return the Gradio page, with the tools for programs."""
    import gradio as gr

    with gr.Blocks(title="问访谈 · Ask the interview", analytics_enabled=False) as page:
        add_tools(chat.asker)
        turns = gr.State([])
        html: dict[str, Any] = {"apply_default_css": False, "padding": False, "container": False}
        head = gr.HTML(elem_id="qa-head", **html)
        with gr.Row(elem_id="qa-main"):
            with gr.Column(elem_id="qa-chat"):
                with gr.Column(elem_id="qa-log"):
                    log = gr.HTML(**html)
                    tail = gr.HTML(elem_id="qa-tail", **html)
                with gr.Row(elem_id="qa-composer"):
                    box = gr.Textbox(
                        label=label("question", "zh-Hans"), show_label=False, max_length=4000,
                        max_lines=6, elem_id="qa-question", autofocus=True, container=False,
                        interactive=True,
                    )  # fmt: skip
                    send = gr.Button(
                        label("ask", "zh-Hans"), variant="primary", elem_id="qa-send",
                        elem_classes="qa-send",
                    )  # fmt: skip
            gr.HTML(_SIDE, elem_id="qa-side", **html)
        with gr.Column(elem_id="qa-hidden"):
            given = gr.Textbox(label="given", elem_id="qa-given")
            notice = gr.HTML(elem_id="qa-notice", **html)
            gr.HTML(words_html(), elem_id="qa-words", **html)

        screen, shown = [log, tail, turns], [head, box, send, log, tail]
        acts: tuple[tuple[str, Any, list[Any], str], ...] = (
            ("ask", _streamed(chat.ask), screen, "settle"),
            ("show", _shower(chat), shown, "shown"),
            ("edit", chat.edit, [*screen, box], "write"),
            ("clear", lambda *_: ("", "", [], ""), [*screen, box], "write"),
            ("vote", chat.vote, [notice], "voted"),
        )
        wide: dict[str, Any] = {"concurrency_limit": _AT_ONCE, **_QUIET}
        for name, callback, outputs, done in acts:
            press = gr.Button(name, elem_id=f"qa-do-{name}").click
            _then(press(callback, [given, turns], outputs, js=_TAKE, **wide), done)
        _then(page.load(_shower(chat), [given, turns], shown, js=_TAKE_FIRST, **wide), "begin")
        # Questions to go on with are looked for afterwards; it is no matter if none come.
        press = gr.Button("next", elem_id="qa-do-next").click
        looking = press(chat.next, [given, turns], [tail], js=_TAKE, **wide)
        looking.then(None, js="() => window.interviewChat.looked()", **_QUIET)
    return page


def _then(event: Any, done: str) -> None:
    """Tell the page's script when an event has ended, and whether it came to anything."""
    event.success(None, js=f"() => window.interviewChat.{done}()", **_QUIET)
    event.failure(None, js="() => window.interviewChat.failed()", **_QUIET)


def _streamed(callback: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[list[Any]]]:
    """Return a callback that yields; parts that are None are left as they are on the screen."""

    def shown(*inputs: Any) -> Iterator[list[Any]]:
        import gradio as gr

        for screen in callback(*inputs):
            yield [gr.skip() if part is None else part for part in screen]

    return shown


def _shower(chat: Chat) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """Return the callback that shows everything in a language, of an interview or of all."""

    def show(given: str, turns: Any) -> Iterator[tuple[Any, ...]]:
        wishes = read_wishes(given)
        language = wishes.view.language
        if not chat.asker.lazy.ready:
            yield _screen(chat, wishes, turns, status_html(label("loading", language)))
        try:
            interviews = chat.asker.assistant(PATIENCE_SECONDS).interviews()
        except InterviewError as error:
            yield _screen(chat, wishes, turns, status_html(explained(error, language)))
            return
        yield _screen(chat, wishes, turns, interviews=interviews)

    return show


def _screen(
    chat: Chat,
    wishes: Wishes,
    turns: Any,
    tail: str | None = None,
    interviews: Sequence[InterviewSummary] = (),
) -> tuple[Any, ...]:
    import gradio as gr

    language = wishes.view.language
    return (
        header_html(interviews, wishes.choice, language),
        gr.update(placeholder=label("placeholder", language), label=label("question", language)),
        label("ask", language),
        chat.log(turns, wishes.view),
        gr.skip() if tail is None else tail,
    )
