"""The transcript as a page of its own, with the words of a citation marked.

A link names the characters (`?hl=10-20`) and a fingerprint of what stood there (`&h=…`). When the
interview was ingested again and its text has changed, the fingerprint tells: the words are looked
for elsewhere in it, and the page says that they moved or are gone.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from index.blocks import Span
from index.normal import language_of
from index.transcript import Interview
from qa.citation import fingerprint, source_spans
from qa.web.asking import Asker
from qa.web.embedding import STATIC
from qa.web.render import transcript_html
from qa.wording import label

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_PATIENCE_SECONDS = 30.0
# Comparing fingerprints at every place costs a hash for each character.
_MOST_TRIED = 400_000

State = Literal["", "moved", "changed"]


@dataclass(frozen=True, slots=True)
class Marked:
    """The characters to mark, and whether they are still where the link says."""

    spans: tuple[Span, ...]
    state: State = ""


def parse_highlight(value: str) -> list[Span]:
    """Return the spans that `?hl=10-20,30-40` names; anything else in it is ignored."""
    pairs = (_SPAN.fullmatch(part) for part in value.split(",")[:100])
    return [(int(match[1]), int(match[2])) for match in pairs if match]


def located(interview: Interview, spans: list[Span], expected: str) -> Marked:
    """Return where the words of a link stand now; without a fingerprint, where it says."""
    named = "".join(interview.text[start:end] for start, end in spans)
    if not expected or fingerprint(named) == expected:
        return Marked(tuple(spans))
    length, tried = sum(end - start for start, end in spans), 0
    for paragraph in interview.paragraphs:
        for at in range(len(paragraph.text) - length + 1):
            tried += 1
            if fingerprint(paragraph.text[at : at + length]) == expected:
                return Marked(source_spans(paragraph, at, at + length), "moved")
        if tried > _MOST_TRIED:
            break
    return Marked((), "changed")


def add_transcript(router: APIRouter, asker: Asker) -> None:
    """Add the transcript pages."""

    @router.get("/interviews/{interview_id:path}", response_class=HTMLResponse)
    def _page(interview_id: str, hl: str = "", h: str = "") -> str:
        """Return the page of an interview, the named characters marked."""
        interview = asker.assistant(_PATIENCE_SECONDS).interview(interview_id)
        return page_html(interview, located(interview, parse_highlight(hl), h))


def page_html(interview: Interview, marked: Marked) -> str:
    """Return the stand-alone transcript page."""
    style = (STATIC / "chat.css").read_text(encoding="utf-8")
    said = label(marked.state, language_of(interview.text[:2000])) if marked.state else ""
    notice = f'<p class="qa-notice" role="status">{escape(said)}</p>' if said else ""
    return (
        f'<!doctype html><html lang="{interview.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(interview.title)}</title><style>{style}</style></head>"
        f'<body class="qa-page"><main>{notice}{transcript_html(interview, marked.spans)}</main>'
        "</body></html>"
    )
