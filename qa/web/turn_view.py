"""One exchange of the conversation → HTML: the question, the replies, what can be done with them.

The buttons do nothing by themselves: the scripts in `static/` listen for them, and every text that
a button needs is in a `data-` attribute, escaped like all words of others. The labels of an answer
are in the asker's language, like what stands in for one; all others are in the page's.
"""

import json
from collections.abc import Iterable
from dataclasses import replace

from index.normal import Language, language_of
from qa.abstention import Nearest
from qa.references import STYLES, referenced
from qa.web.markup import apart, button, icon, icon_button, tag, text
from qa.web.render import answer_html, citation_html
from qa.web.turns import Exchange, Related, Reply, View
from qa.wording import abstained, askers_language, label

_EXCERPT = 110
_STYLE_NAMES = {"markdown": "Markdown", "gbt7714": "GB/T 7714", "apa": "APA"}


def exchange_html(exchange: Exchange, number: int, view: View, prefix: str = "") -> str:
    """Return an exchange; `number` is its place in the conversation, from 0."""
    body = user_html(exchange.question, view.language, edit=True)
    if exchange.problem:
        body += problem_html(exchange, view.language)
    replies = [reply_html(each, view, prefix) for each in exchange.replies]
    body += replies[0] if len(replies) == 1 else compared_html(replies)
    if len(replies) > 1:
        language = askers_language(exchange.question, view.language)
        counts = label("asked_of", language).format(len(replies), exchange.known)
        body += tag("p", text(counts), class_="qa-hint", lang=language)
    return tag(
        "section", body, class_="qa-turn", data_number=str(number),
        data_question=exchange.question, data_alone="" if exchange.alone else False,
    )  # fmt: skip


def compared_html(replies: Iterable[str]) -> str:
    """Return replies side by side."""
    shown = "".join(replies)
    return tag("div", shown, class_="qa-compared") if shown else ""


def user_html(words: str, language: Language, *, edit: bool = False) -> str:
    """Return a question as it was typed."""
    said = tag("span", text(label("you", language)), class_="qa-unseen") + apart(words)
    change = icon_button("edit", label("edit", language), "qa-edit") if edit else ""
    return tag("div", change + tag("div", said, class_="qa-user"), class_="qa-asked")


def status_html(words: str) -> str:
    """Return a line that is no answer: a stage, or the part of an answer that is there."""
    return tag("div", text(words), class_="qa-answer qa-status")


def problem_html(exchange: Exchange, language: Language) -> str:
    """Return why there is no answer, and a button that tries again."""
    again = button(
        label("retry", language), "qa-suggest", data_question=exchange.question,
        data_alone="" if exchange.alone else False,
    )  # fmt: skip
    title = tag("strong", text(label("problem", language)))
    said = tag("p", f"{title} {apart(exchange.problem)}")
    return tag("div", said + again, class_="qa-answer qa-status qa-problem", role="alert")


def suggestions_html(questions: Iterable[str], title: str) -> str:
    """Return questions as buttons that ask them as they stand, "" when there are none."""
    buttons = "".join(
        button(each, "qa-suggest", data_question=each, data_alone=True) for each in questions
    )
    heading = tag("p", text(title), class_="qa-hint")
    return tag("div", heading + buttons, class_="qa-suggestions") if buttons else ""


def reply_html(reply: Reply, view: View, prefix: str = "") -> str:
    """Return an answer with its sources and buttons, or what stands in for an answer."""
    language = askers_language(reply.answer.question, view.language)
    reply, view = _in_language(reply, language), replace(view, language=language)
    answer = reply.answer
    parts = (
        _of(reply),
        _understood(reply, language),
        answer_html(answer, prefix, language),
        _sources(reply, view, prefix),
        _instead(reply, view, prefix) if answer.abstention else "",
        _tools(reply, view),
    )
    kind = "answered" if answer.answerable else "refused"
    return tag(
        "div",
        "".join(parts),
        class_=f"qa-answer qa-{kind}",
        tabindex="-1",
        # Else a voice reads the labels as if they were in the language of the page.
        lang=language,
        data_turn=_record(reply),
    )


def _in_language(reply: Reply, language: Language) -> Reply:
    """Return the reply with what stands in for an answer in the language of its labels."""
    answer = reply.answer
    if answer.abstention is None:
        return reply
    instead = abstained(answer.abstention.kind, language)
    return replace(reply, answer=replace(answer, answer=instead))


def _of(reply: Reply) -> str:
    """Return the interview that was asked by itself, as the heading of its reply."""
    title = reply.sources[reply.interview].title if reply.interview in reply.sources else ""
    return tag("p", apart(title), class_="qa-of") if title else ""


def _record(reply: Reply) -> str:
    """Return what showing, exporting and voting need of a reply."""
    answer = reply.answer
    record = {
        "question": answer.question, "answer": answer.answer, "interview": reply.interview,
        "answerable": answer.answerable, "understood": answer.understood,
        "citations": [
            each.to_dict()
            | {"start": each.start, "title": reply.sources[each.interview].title}
            for each in answer.citations
        ],
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False)


def _understood(reply: Reply, language: Language) -> str:
    answer = reply.answer
    if not answer.understood or answer.understood == answer.question:
        return ""
    undo = button(label("undo", language), "qa-undo", data_question=answer.question)
    said = text(label("understood", language)) + apart(answer.understood)
    return tag("p", tag("span", said) + undo, class_="qa-understood")


def _sources(reply: Reply, view: View, prefix: str) -> str:
    return "".join(
        citation_html(
            each,
            view.language,
            prefix,
            reply.sources[each.interview].title if view.several and not reply.interview else "",
        )
        for each in reply.answer.citations
    )


def _instead(reply: Reply, view: View, prefix: str) -> str:
    """Return what an abstention offers: the nearest question, and passages near by."""
    nearest = reply.answer.abstention.nearest if reply.answer.abstention else None
    return _nearest(nearest, view.language, prefix) + _related(reply, view)


def _nearest(nearest: Nearest | None, language: Language, prefix: str) -> str:
    if nearest is None:
        return ""
    ask = button(
        nearest.question, "qa-suggest", data_question=nearest.question[:4000], data_alone=True,
        data_interview=nearest.interview,
    )  # fmt: skip
    link = tag(
        "a", text(label("open", language)), href=prefix + nearest.url,
        class_="qa-passage", data_interview=nearest.interview,
        data_paragraph=str(nearest.paragraph),
    )  # fmt: skip
    heading = tag("p", text(label("nearest", language)), class_="qa-hint")
    return tag("div", heading + ask + link, class_="qa-nearest")


def _related(reply: Reply, view: View) -> str:
    lines = "".join(tag("li", _passage(each, reply, view)) for each in reply.related)
    if not lines:
        return ""
    heading = tag("p", text(label("related", view.language)), class_="qa-hint")
    return tag("div", heading + tag("ul", lines), class_="qa-related")


def _passage(related: Related, reply: Reply, view: View) -> str:
    """Return a passage as a button that shows it in the transcript."""
    title = reply.sources[related.interview].title if view.several and not reply.interview else ""
    place = label("paragraph", view.language).format(related.paragraph)
    where = " · ".join(filter(None, (related.speaker, title, place)))
    excerpt = related.text[:_EXCERPT] + ("…" if len(related.text) > _EXCERPT else "")
    return tag(
        "button",
        tag("span", text(where), class_="qa-hint")
        + tag("bdi", text(excerpt), class_="qa-words", lang=language_of(excerpt)),
        type="button",
        class_="qa-passage",
        data_interview=related.interview,
        data_paragraph=str(related.paragraph),
    )


def _tools(reply: Reply, view: View) -> str:
    language = view.language
    done = tag("span", class_="qa-done")
    votes = "".join(
        icon_button(
            name, label(name, language), "qa-vote", data_good=good, aria_pressed="false"
        )
        for name, good in (("good", "true"), ("bad", "false"))
    )  # fmt: skip
    again = icon_button("retry", label("retry", language), "qa-retry")
    return tag("div", _copies(reply, view) + votes + again + done, class_="qa-tools")


def _copies(reply: Reply, view: View) -> str:
    if not reply.answer.citations:
        return ""
    copied, linked = label("copied", view.language), _with_links(reply, view.address)
    buttons = "".join(
        button(
            _STYLE_NAMES.get(style) or label("plain", view.language),
            "qa-copy",
            data_text=referenced(linked.answer, linked.sources, style),
            data_done=copied,
        )
        for style in STYLES
    )
    summary = tag("summary", icon("copy") + text(label("copy", view.language)))
    menu = tag("div", buttons, class_="qa-menu")
    return tag("details", summary + menu, class_="qa-copying")


def _with_links(reply: Reply, address: str) -> Reply:
    """Return a reply whose citations have links that also work elsewhere."""
    citations = tuple(
        replace(each, url=address + each.url) for each in reply.answer.citations
    )  # fmt: skip
    return replace(reply, answer=replace(reply.answer, citations=citations))
