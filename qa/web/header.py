"""The bar above the chat: what is asked, how it is shown, and what to do with the conversation."""

from collections.abc import Sequence

from index.normal import Language
from index.store import InterviewSummary
from qa.web.markup import apart, button, icon, icon_button, tag, text
from qa.web.turns import Choice
from qa.wording import label

LANGUAGES: dict[Language, str] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
_LONGEST_TITLE = 60


def header_html(interviews: Sequence[InterviewSummary], choice: Choice, language: Language) -> str:
    """Return the bar; without interviews yet, there is nothing to choose from."""
    names = [each.id for each in interviews]
    # An interview that is chosen but no longer there is shown as none chosen.
    choice = choice if choice.interview in names else Choice(compare=choice.compare)
    brand = tag("span", icon("brand") + tag("b", text(label("name", language))), class_="qa-brand")
    parts = (
        brand,
        _chooser(interviews, choice, language),
        tag("span", class_="qa-grow"),
        _views(language),
        icon_button("new", label("clear", language), "qa-clear"),
        _exports(language),
        _languages(language),
    )
    words = {name: label(name, language) for name in ("log", "transcript", "link_copied")}
    shown = choice.interview or next(iter(names), "")
    return tag(
        "header",
        "".join(parts),
        class_="qa-head",
        data_language=language,
        data_shown=shown,
        data_interview=choice.interview if interviews else False,
        **{f"data_{name}": words[name] for name in words},
    )


def _chooser(interviews: Sequence[InterviewSummary], choice: Choice, language: Language) -> str:
    if not interviews:
        return ""
    if len(interviews) == 1:
        return tag("span", apart(_title(interviews[0])), class_="qa-only")
    options = [("", label("all", language))] + [(each.id, _title(each)) for each in interviews]
    select = tag(
        "select",
        "".join(
            tag("option", text(title), value=name, selected=name == choice.interview)
            for name, title in options
        ),
        id="qa-interview",
        aria_label=label("interview", language),
    )
    if choice.interview:
        return select
    box = tag("input", type="checkbox", id="qa-compare", checked=choice.compare)
    return select + tag("label", box + text(label("compare", language)), class_="qa-check")


def _title(interview: InterviewSummary) -> str:
    title = interview.title or interview.id
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"


def _views(language: Language) -> str:
    """Return the switch of narrow screens, where chat and transcript take turns."""
    buttons = "".join(
        button(
            label(name, language), "qa-view", data_view=name,
            aria_pressed="true" if name == "chat" else "false",
        )
        for name in ("chat", "transcript")
    )  # fmt: skip
    return tag("div", buttons, class_="qa-views", role="group", aria_label=label("views", language))


def _exports(language: Language) -> str:
    buttons = "".join(
        button(name, "qa-export", data_kind=kind)
        for name, kind in (("Markdown", "markdown"), ("JSON", "json"))
    )
    words = label("export", language)
    summary = tag("summary", icon("export") + tag("span", text(words)), aria_label=words)
    return tag("details", summary + tag("div", buttons, class_="qa-menu"), class_="qa-exporting")


def _languages(chosen: Language) -> str:
    options = "".join(
        tag("option", text(name), value=code, lang=code, selected=code == chosen)
        for code, name in LANGUAGES.items()
    )
    return tag("select", options, id="qa-language", aria_label=label("language", chosen))
