"""The page around the chat: its parts, their labels in three languages, and what they call."""

from collections.abc import Callable, Mapping
from typing import Any

from index.errors import InterviewError
from qa.web.asking import Asker
from qa.web.chat import LANGUAGES, Chat, log_html
from qa.web.tools import add_tools
from qa.web.turn_view import status_html
from qa.wording import label

# Shows the newest answer and, beside it, the first cited words.
_SCROLL = "() => window.interviewChat && window.interviewChat.settle()"
# The language and the interview that the address, the last visit or the browser ask for.
_WISHES = "(language, interview) => window.interviewChat.wishes(language, interview)"
_QUIET: Mapping[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE = 64


def build_page(chat: Chat, asker: Asker) -> Any:
    """Return the Gradio page, with the tools for programs."""
    import gradio as gr

    with gr.Blocks(title="问访谈 · Ask the interview", analytics_enabled=False) as page:
        add_tools(asker)
        turns = gr.State([])
        with gr.Row(equal_height=False):
            with gr.Column(scale=5, min_width=300):
                with gr.Row(elem_id="qa-bar"):
                    names = list(LANGUAGES)
                    language = gr.Dropdown(
                        names, value=names[0], label="Language", elem_id="qa-language", scale=1,
                        min_width=110, filterable=False,
                    )  # fmt: skip
                    chooser = gr.Dropdown(
                        [("", "")], value="", label="访谈", visible=False, elem_id="qa-interview",
                        scale=3,
                    )  # fmt: skip
                    compare = gr.Checkbox(False, label="逐篇对比", visible=False, min_width=120)
                log = gr.HTML(log_html([]), elem_id="qa-log")
                with gr.Row():
                    box = gr.Textbox(
                        label="问题", show_label=False, scale=6, max_length=4000, autofocus=True,
                        elem_id="qa-question",
                    )  # fmt: skip
                    send = gr.Button(
                        "提问", variant="primary", scale=1, min_width=80, elem_id="qa-send"
                    )
                with gr.Row(elem_id="qa-actions"):
                    buttons = {
                        name: gr.Button(name, size="sm", min_width=60, elem_id=f"qa-{name}")
                        for name in ("retry", "edit", "clear", "export")
                    }
                raw = gr.Textbox(label="raw", elem_id="qa-raw", elem_classes="qa-unseen")
                undo = gr.Button("raw", elem_id="qa-raw-send", elem_classes="qa-unseen")
            with gr.Column(scale=5, min_width=300):
                side = gr.HTML(elem_id="qa-side")
        parts = [log, turns, box, side]
        wide: dict[str, Any] = {"concurrency_limit": _AT_ONCE, **_QUIET}
        quiet: dict[str, Any] = dict(_QUIET)
        streams = (
            ([box.submit, send.click], chat.ask, [box, turns, chooser, compare]),
            ([undo.click], chat.ask_alone, [raw, turns, chooser]),
            ([buttons["retry"].click], chat.again, [turns, chooser, compare]),
        )
        for events, callback, inputs in streams:
            gr.on(events, callback, inputs, parts, **wide).then(None, js=_SCROLL, **quiet)
        buttons["edit"].click(chat.edit, [turns], [log, turns, box], **quiet)
        buttons["clear"].click(
            lambda chosen: (_start(chat, chosen), []), [language], [log, turns], **wide
        )
        buttons["export"].click(None, js="() => window.interviewChat.exportAll()", **quiet)
        shown = [language, chooser, compare, box, send, *buttons.values(), side]
        show = _shower(chat)
        page.load(show, [language, chooser], shown, js=_WISHES, **wide).then(
            lambda chosen: _start(chat, chosen), [language], [log], **wide
        ).then(None, js="() => window.interviewChat.begin()", **quiet)
        gr.on([language.input, chooser.input], show, [language, chooser], shown, **wide).then(
            None, js="() => window.interviewChat.remember()", **quiet
        )
    return page


def _start(chat: Chat, chosen: str) -> str:
    return chat.start(LANGUAGES.get(chosen, "zh-Hans"))


def _shower(chat: Chat) -> Callable[[str, str | None], tuple[Any, ...]]:
    """Return the callback that labels everything in a language and shows an interview."""

    def show(chosen: str, selected: str | None) -> tuple[Any, ...]:
        import gradio as gr

        language = LANGUAGES.get(chosen, "zh-Hans")
        try:
            found, value = chat.choices(selected, language)
            side = chat.side(None, value or None)
        except InterviewError as error:
            found, value, side = [], "", status_html(str(error))
        several = len(found) > 1
        return (
            chosen,
            gr.update(
                choices=found, value=value, visible=several, label=label("interview", language)
            ),
            gr.update(visible=several, label=label("compare", language)),
            gr.update(
                placeholder=label("placeholder", language), label=label("question", language)
            ),
            label("ask", language),
            *(label(name, language) for name in ("retry", "edit", "clear", "export")),
            side,
        )

    return show
