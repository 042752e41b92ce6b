"""The page around the chat: what Gradio draws, and which callback each part calls.

Buttons that stand in our own HTML press hidden ones of Gradio's, and `static/chat.js` hands over
what was meant by them (`take()`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from index.errors import InterviewError
from index.normal import Language
from index.store import InterviewSummary
from qa.web.chat import PATIENCE_SECONDS, Chat
from qa.web.header import LANGUAGES, header_html
from qa.web.problems import explained
from qa.web.tools import add_tools
from qa.web.turn_view import status_html
from qa.web.turns import Choice, View
from qa.wording import label

_QUIET: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# How many answers are streamed at once; Gradio's default is one, and the rest wait in line.
_AT_ONCE = 64
_TAKE = "(given, ...rest) => [window.interviewChat.take(), ...rest]"
# The scripts may come after Gradio has started.
_WISHES = """async (given, ...rest) => {
  while (!window.interviewChat) await new Promise((done) => setTimeout(done, 20));
  return [window.interviewChat.wishes(), ...rest];
}"""
_HIDDEN = ("ask", "again", "edit", "clear", "vote", "show", "next")
_Known = tuple[Choice, list[InterviewSummary]]
_SIDE = '<div class="qa-shell"></div>'


def build_page(chat: Chat) -> Any:
    """Return the Gradio page, with the tools for programs."""
    import gradio as gr

    with gr.Blocks(title="问访谈 · Ask the interview", analytics_enabled=False) as page:
        add_tools(chat.asker)
        turns, choice, view = gr.State([]), gr.State(Choice()), gr.State(View())
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
                    )  # fmt: skip
                    send = gr.Button(label("ask", "zh-Hans"), variant="primary", elem_id="qa-send")
            gr.HTML(_SIDE, elem_id="qa-side", **html)
        with gr.Column(elem_id="qa-hidden"):
            given = gr.Textbox(label="given", elem_id="qa-given")
            notice = gr.HTML(elem_id="qa-notice", **html)
            hidden = {name: gr.Button(name, elem_id=f"qa-do-{name}") for name in _HIDDEN}

        screen = [log, tail, turns, box]
        wide: dict[str, Any] = {"concurrency_limit": _AT_ONCE, **_QUIET}
        quiet: dict[str, Any] = dict(_QUIET)
        streams = (
            ([box.submit, send.click], chat.ask, [box, turns, choice, view], None),
            ([hidden["ask"].click], chat.ask_given, [given, turns, choice, view], _TAKE),
            ([hidden["again"].click], chat.again, [turns, choice, view], None),
        )
        for events, callback, inputs, js in streams:
            asked = gr.on(events, _streamed(callback), inputs, screen, js=js, **wide)
            asked.then(None, js=_call("settle"), **quiet).then(
                chat.next, [turns, choice, view], [tail], **wide
            ).then(None, js=_call("suggested"), **quiet)
        hidden["edit"].click(_whole(chat.edit), [turns, view], screen, **quiet).then(
            None, js=_call("write"), **quiet
        )
        hidden["clear"].click(lambda: ("", "", [], ""), None, screen, **quiet).then(
            chat.next, [turns, choice, view], [tail], **wide
        ).then(None, js=_call("write"), **quiet)
        hidden["vote"].click(chat.vote, [given, turns, view], [notice], js=_TAKE, **quiet).then(
            None, js=_call("voted"), **quiet
        )
        shown = [view, choice, head, box, send, log, tail]
        # Questions to begin with are looked for afterwards: nothing else waits for them.
        for event, done in ((page.load, "begin"), (hidden["show"].click, "shown")):
            event(_shower(chat), [given, turns], shown, js=_WISHES, **wide).then(
                None, js=_call(done), **quiet
            )
        hidden["next"].click(chat.next, [turns, choice, view], [tail], **wide)
    return page


def _call(name: str) -> str:
    return f"() => window.interviewChat.{name}()"


def _whole(callback: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Return a callback whose parts that are None are left as they are on the screen."""

    def shown(*inputs: Any) -> list[Any]:
        import gradio as gr

        return [gr.skip() if part is None else part for part in callback(*inputs)]

    return shown


def _streamed(callback: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[list[Any]]]:
    """Return `_whole` of a callback that yields."""

    def shown(*inputs: Any) -> Iterator[list[Any]]:
        for screen in callback(*inputs):
            yield _whole(lambda one=screen: one)()

    return shown


def _shower(chat: Chat) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """Return the callback that shows everything in a language, of an interview or of all."""

    def show(given: str, turns: Any) -> Iterator[tuple[Any, ...]]:
        wish = json.loads(given or "{}")
        language = _language(wish.get("language"))
        view = View(language, _address(wish.get("address")))
        if not chat.asker.lazy.ready:
            waiting = status_html(label("loading", language))
            yield _screen(chat, view, turns, waiting)
        try:
            interviews = chat.asker.assistant(PATIENCE_SECONDS).interviews()
        except InterviewError as error:
            yield _screen(chat, view, turns, status_html(explained(error, language)))
            return
        names = {each.id for each in interviews}
        named = str(wish.get("interview") or "")
        choice = Choice(named if named in names else "", bool(wish.get("compare")))
        view = View(language, view.address, several=len(interviews) > 1)
        yield _screen(chat, view, turns, known=(choice, interviews))

    return show


def _screen(
    chat: Chat, view: View, turns: Any, tail: str | None = None, known: _Known | None = None
) -> tuple[Any, ...]:
    import gradio as gr

    language, (choice, interviews) = view.language, known or (Choice(), [])
    return (
        view,
        choice,
        header_html(interviews, choice, language),
        gr.update(placeholder=label("placeholder", language), label=label("question", language)),
        label("ask", language),
        chat.log(turns, view),
        gr.skip() if tail is None else tail,
    )


def _language(given: Any) -> Language:
    return next((code for code in LANGUAGES if code == given), "zh-Hans")


def _address(given: Any) -> str:
    """Return the address that the page says it has, "" when it is none."""
    address = str(given or "")[:500]
    return address.rstrip("/") if address.startswith(("http://", "https://")) else ""
