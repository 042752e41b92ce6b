"""The transcript as a page of its own, with the words of a citation marked.

A link names the characters (`?hl=10-20`) and fingerprints of what stood there and around it
(`&h=…`). When the interview was ingested again and its text has changed, they tell: the words are
looked for elsewhere in it, and the page says that they moved, changed, or are gone.
"""

from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from index.errors import InterviewError, UnknownInterview
from index.normal import Language
from index.transcript import Interview
from qa.web.asking import Asker
from qa.web.browser_language import wished_language
from qa.web.embedding import STATIC
from qa.web.header import LANGUAGES
from qa.web.markup import apart, icon, tag, text
from qa.web.permalink import Marked, located, parse_highlight
from qa.web.problems import explained
from qa.web.transcript_view import anchor, facts_html, interview_url, stand_html
from qa.wording import label

_PATIENCE_SECONDS = 30.0
_STYLES = ("palette.css", "transcript.css", "page.css")


def add_transcript(router: APIRouter, asker: Asker, prefix: str = "") -> None:
    """Add the transcript pages; with `part=1`, only what stands beside the chat."""

    @router.get("/interviews/{interview_id:path}", response_class=HTMLResponse)
    def _page(request: Request, interview_id: str, hl: str = "", h: str = "") -> HTMLResponse:
        """Return the page of an interview, the named characters marked."""
        query = request.query_params
        language = wished_language(query.get("lang", ""), request.cookies, request.headers)
        try:
            interview = asker.assistant(_PATIENCE_SECONDS).interview(interview_id)
        except InterviewError as error:
            status = 404 if isinstance(error, UnknownInterview) else 503
            return HTMLResponse(problem_page(explained(error, language), language, prefix), status)
        if query.get("part"):
            return HTMLResponse(stand_html(interview, language, (), prefix))
        marked = located(interview, parse_highlight(hl), h)
        return HTMLResponse(page_html(interview, marked, language, prefix, request.url.query))


def page_html(
    interview: Interview,
    marked: Marked,
    language: Language = "zh-Hans",
    prefix: str = "",
    query: str = "",
) -> str:
    """Return the stand-alone transcript page; `query` is kept when the language is switched."""
    title = tag("span", apart(interview.title), class_="qa-only")
    body = (
        _bar(language, prefix, interview, query)
        + tag(
            "main",
            _notice(marked, language)
            + _ask(interview, language, prefix)
            + facts_html(interview)
            + stand_html(interview, language, marked.spans, prefix),
        )
        + tag("p", title, class_="qa-print")
    )
    return _document(interview.title, body, language, prefix)


def problem_page(sentence: str, language: Language, prefix: str = "") -> str:
    """Return a page that says why there is no transcript here."""
    back = tag("a", text(label("back", language)), href=f"{prefix}/")
    said = tag("h1", text(label("problem", language))) + tag("p", text(sentence)) + tag("p", back)
    return _document(label("problem", language), tag("main", said), language, prefix)


def _document(title: str, body: str, language: Language, prefix: str) -> str:
    style = "".join((STATIC / name).read_text(encoding="utf-8") for name in _STYLES)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{text(title)}</title><style>{style}</style>"
        f'<script src="{escape(prefix)}/static/transcript.js" defer></script>'
        f'</head><body class="qa-page">{body}</body></html>'
    )


def _bar(language: Language, prefix: str, interview: Interview, query: str) -> str:
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("lang="))
    links = "".join(
        tag(
            "a", text(name), href=f"?{kept}{'&' if kept else ''}lang={code}", lang=code,
            aria_current="true" if code == language else False,
        )
        for code, name in LANGUAGES.items()
    )  # fmt: skip
    chat = f"{prefix}/?interview={interview_url(interview).rpartition('/')[2]}"
    back = tag("a", icon("brand") + text(label("name", language)), href=chat, class_="qa-brand")
    languages = tag("nav", links, class_="qa-languages", aria_label=label("language", language))
    return tag(
        "header",
        back + languages,
        class_="qa-head",
        data_link_copied=label("link_copied", language),
    )


def _ask(interview: Interview, language: Language, prefix: str) -> str:
    """Return a form that asks in the chat; it works without any script."""
    words = label("ask_this", language)
    body = (
        tag("input", type="hidden", name="interview", value=interview.id)
        + tag(
            "input", type="search", name="q", required=True, maxlength="4000",
            placeholder=label("placeholder", language), aria_label=words,
        )
        + tag("button", text(label("ask", language)), type="submit")
    )  # fmt: skip
    return tag("form", body, action=f"{prefix}/", method="get", class_="qa-askbar", role="search")


def _notice(marked: Marked, language: Language) -> str:
    if not marked.state:
        return ""
    link = ""
    if marked.paragraph:
        words = label("paragraph", language).format(marked.paragraph)
        link = " " + tag("a", text(words), href=f"#{anchor(marked.paragraph)}")
    said = text(label(marked.state, language))
    return tag(
        "p", said + link, class_="qa-notice", role="status", data_paragraph=str(marked.paragraph)
    )
