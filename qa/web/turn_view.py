"""One turn of the conversation → HTML: the answer, its sources, and what can be done with it.

The buttons do nothing by themselves: `static/chat.js` listens for them, and every text that a
button needs is in a `data-` attribute, escaped like all words of others.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from index.normal import Language, language_of
from qa.abstention import Nearest
from qa.answer import Answer, Hit
from qa.references import STYLES, Source, referenced
from qa.web.markup import button, folded, tag, text
from qa.web.render import answer_html, citation_html
from qa.wording import label

_RELATED, _SHORTEST, _EXCERPT = 3, 12, 90
_STYLE_NAMES = {"text": "TXT", "markdown": "Markdown", "gbt7714": "GB/T 7714", "apa": "APA"}


def user_html(words: str) -> str:
    """Return a question as it was typed."""
    return tag("div", text(words), class_="qa-user")


def status_html(words: str) -> str:
    """Return a line that is no answer: a stage, or an error."""
    return tag("div", text(words), class_="qa-answer qa-status", role="status")


def suggestions_html(questions: Iterable[str], title: str) -> str:
    """Return questions as buttons that ask them, "" when there are none."""
    buttons = "".join(button(each, "qa-suggest", data_question=each) for each in questions)
    return (
        tag("div", tag("span", text(title)) + buttons, class_="qa-suggestions") if buttons else ""
    )


def turn_html(answer: Answer, sources: Mapping[str, Source], prefix: str, interview: str) -> str:
    """Return an answer with its sources and buttons; `sources` by interview id."""
    language = language_of(answer.question)
    parts = (
        _understood(answer, language),
        answer_html(answer, prefix),
        "".join(citation_html(each, language, prefix) for each in answer.citations),
        _instead(answer, language, prefix) if answer.abstention else "",
        _tools(answer, sources, language),
        suggestions_html(answer.suggestions, label("next", language)),
    )
    kind = "answered" if answer.answerable else "refused"
    return tag(
        "div", "".join(parts), class_=f"qa-answer qa-{kind}", data_turn=_record(answer, interview)
    )


def _record(answer: Answer, interview: str) -> str:
    """Return what exporting and voting need of a turn."""
    record = {
        "question": answer.question, "answer": answer.answer, "interview": interview,
        "answerable": answer.answerable,
        "citations": [each.to_dict() for each in answer.citations],
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False)


def _understood(answer: Answer, language: Language) -> str:
    if not answer.understood or answer.understood == answer.question:
        return ""
    undo = button(label("undo", language), "qa-undo", data_question=answer.question)
    said = text(label("understood", language) + answer.understood)
    return tag("p", f"{said} {undo}", class_="qa-hint")


def _instead(answer: Answer, language: Language, prefix: str) -> str:
    """Return what an abstention offers: the nearest question, and passages near by."""
    nearest = answer.abstention.nearest if answer.abstention else None
    return _nearest(nearest, language, prefix) + _related(answer.hits, language)


def _nearest(nearest: Nearest | None, language: Language, prefix: str) -> str:
    if nearest is None:
        return ""
    link = tag(
        "a", text(nearest.question), href=prefix + nearest.url, target="_blank", rel="noopener"
    )
    return tag("p", text(label("nearest", language)) + link, class_="qa-nearest")


def _related(hits: Sequence[Hit], language: Language) -> str:
    shown = [hit for hit in hits if len(hit.text) > _SHORTEST][:_RELATED]
    lines = "".join(tag("li", text(_excerpt(hit.text))) for hit in shown)
    return folded(label("related", language), tag("ul", lines) if lines else "", "qa-related")


def _excerpt(words: str) -> str:
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"


def _tools(answer: Answer, sources: Mapping[str, Source], language: Language) -> str:
    menu = _copies(answer, sources, language) if answer.citations else ""
    done = tag("span", class_="qa-done", role="status")
    return tag("div", menu + _votes(language) + done, class_="qa-tools")


def _copies(answer: Answer, sources: Mapping[str, Source], language: Language) -> str:
    copied = label("copied", language)
    buttons = "".join(
        button(
            _STYLE_NAMES[style],
            "qa-copy",
            data_text=referenced(answer, sources, style),
            data_done=copied,
        )
        for style in STYLES
    )
    return folded(label("copy", language), buttons, "qa-copying")


def _votes(language: Language) -> str:
    thanks = label("thanks", language)
    return "".join(
        button(
            sign,
            "qa-vote",
            data_good=good,
            data_done=thanks,
            title=label(name, language),
            aria_label=label(name, language),
        )
        for good, name, sign in (("true", "good", "👍"), ("false", "bad", "👎"))
    )
