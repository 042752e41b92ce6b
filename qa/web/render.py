"""Answers and interviews → HTML in which every word of others is text, never markup."""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape

from index.blocks import Span
from index.clock import clock
from index.normal import Language
from index.transcript import Interview, Paragraph
from qa.answer import Answer
from qa.citation import Citation
from qa.web.markup import button, folded, tag
from qa.web.variants import variants
from qa.wording import label

_TOKENS = re.compile(r"\\([\\`*\[\]<])|\*\*(.+?)\*\*|\[(\d+)\]", re.DOTALL)
_UNESCAPE = re.compile(r"\\([\\`*\[\]<])")


def answer_html(answer: Answer, prefix: str = "") -> str:
    """Return an answer's Markdown (bold, marks, list lines) as HTML."""
    urls = {str(citation.n): citation for citation in answer.citations}
    # The transcript beside the chat is that of the first citation; others open their own page.
    shown = answer.citations[0].interview if answer.citations else ""

    def token(match: re.Match[str]) -> str:
        plain, bold, mark = match.groups()
        if plain is not None:
            return escape(plain)
        if bold is not None:
            return "<strong>" + escape(_UNESCAPE.sub(r"\1", bold)) + "</strong>"
        citation = urls.get(mark)
        return escape(match.group()) if citation is None else _chip(citation, shown, prefix)

    lines = [_tokens(line, token) for line in answer.answer.split("\n") if line.strip()]
    return "".join(
        f'<p class="qa-point">{line[2:]}</p>' if line.startswith("- ") else f"<p>{line}</p>"
        for line in lines
    )


def _tokens(line: str, token: Callable[[re.Match[str]], str]) -> str:
    parts, at = [], 0
    for match in _TOKENS.finditer(line):
        parts += [escape(line[at : match.start()]), token(match)]
        at = match.end()
    return "".join([*parts, escape(line[at:])])


def _chip(citation: Citation, shown: str, prefix: str) -> str:
    beside = citation.interview == shown
    return tag(
        "a",
        str(citation.n),
        class_="qa-chip",
        href=f"#{anchor(citation.paragraph)}" if beside else prefix + citation.url,
        title=citation.quote,
        aria_label=f"[{citation.n}] {citation.quote}",
        data_quote=citation.quote,
        data_text=citation.text,
        data_paragraph=str(citation.paragraph),
        data_interview=citation.interview,
        data_variants=variants(citation.text),
    )


def anchor(number: int) -> str:
    """Return the id of a paragraph in the transcript beside the chat."""
    return f"p{number}"


def citation_html(citation: Citation, language: Language, prefix: str = "") -> str:
    """Return one cited paragraph with its quote highlighted and a link to the transcript."""
    where = " · ".join(filter(None, (citation.section, citation.speaker, citation.clock)))
    text = marked(citation.text, [(citation.start, citation.start + len(citation.quote))])
    return (
        f'<details class="qa-source" {"open" if citation.n == 1 else ""}>'
        f"<summary><b>{citation.n}</b> {escape(where or citation.source)}"
        f' <a href="{escape(prefix + citation.url)}" target="_blank" rel="noopener">'
        f"{escape(label('open', language))} #{citation.paragraph}</a></summary>"
        f"<blockquote>{text}</blockquote></details>"
    )


def marked(text: str, spans: Iterable[Span]) -> str:
    """Return text as HTML with <mark> around spans of it (in order, apart from each other)."""
    parts, at = [], 0
    for start, end in sorted(spans):
        low = max(start, at)
        if low < end:
            parts += [escape(text[at:low]), f"<mark>{escape(text[low:end])}</mark>"]
            at = end
    return "".join([*parts, escape(text[at:])])


def text_spans(paragraph: Paragraph, source: Sequence[Span]) -> list[Span]:
    """Map spans of the canonical source to offsets in a paragraph's text."""
    found, offset = [], 0
    for first, last in paragraph.spans:
        for start, end in source:
            low, high = max(start, first), min(end, last)
            if low < high:
                found.append((low - first + offset, high - first + offset))
        offset += last - first
    return sorted(found)


def transcript_html(interview: Interview, highlight: Sequence[Span] = ()) -> str:
    """Return an interview as sections, turns and numbered paragraphs, with spans highlighted."""
    parts = []
    speaker = ""
    for paragraph in interview.paragraphs:
        parts.append(_paragraph_html(paragraph, speaker, highlight))
        speaker = paragraph.speaker or speaker
    return f'<article class="qa-transcript" lang="{interview.language}">{"".join(parts)}</article>'


def tour_html(interview: Interview, title: str) -> str:
    """Return the interviewer's questions as a table of contents that can be asked, "" for none."""
    asked = [each for each in interview.paragraphs if each.question]
    lines = "".join(
        tag(
            "li",
            button(
                each.question, "qa-suggest qa-toured", data_question=each.question, data_key=each.id
            ),
        )
        for each in asked
    )
    return folded(title, tag("ol", lines) if lines else "", "qa-tour")


def _paragraph_html(paragraph: Paragraph, before: str, highlight: Sequence[Span]) -> str:
    text = marked(paragraph.text, text_spans(paragraph, highlight))
    name = anchor(paragraph.number)
    if paragraph.kind in {"title", "heading"}:
        level = "h1" if paragraph.kind == "title" else "h2"
        return f'<{level} id="{name}">{text}</{level}>'
    changed = paragraph.speaker and paragraph.speaker != before
    who = f'<b class="qa-speaker">{escape(paragraph.speaker)}</b>' if changed else ""
    time = paragraph.time_at(0)
    heard = "" if time is None else f'<time class="qa-number">{clock(time)}</time>'
    return (
        f'<p id="{name}" class="qa-kind-{paragraph.kind}">{who}'
        f'<a class="qa-number" href="#{name}">{paragraph.number}</a>{heard}{text}</p>'
    )


def highlights(answer: Answer, interview: Interview) -> list[Span]:
    """Return the source spans that an answer cites in one interview."""
    return [
        span
        for citation in answer.citations
        if citation.interview == interview.id
        for span in citation.spans
    ]
