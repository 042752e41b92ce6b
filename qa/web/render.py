"""Answers and citations → HTML in which every word of others is text, never markup."""

import re
from collections.abc import Callable, Iterable

from index.blocks import Span
from index.normal import Language, language_of
from qa.answer import BOLD, ESCAPED, Answer
from qa.citation import Citation
from qa.web.markup import apart, icon, tag, text
from qa.web.variants import variants
from qa.wording import label

_TOKENS = re.compile(rf"{ESCAPED.pattern}|{BOLD.pattern}|\[(\d+)\]", re.DOTALL)


def answer_html(answer: Answer, prefix: str = "", language: Language = "zh-Hans") -> str:
    """Return an answer's Markdown (bold, marks, list lines) as HTML.

    The words are set apart from the marks, so that direction marks in them reorder nothing else.
    """
    known = {str(citation.n): citation for citation in answer.citations}

    def chip(mark: str) -> str:
        return _chip(known[mark], prefix, language) if mark in known else text(f"[{mark}]")

    parts = []
    for line in answer.answer.split("\n"):
        point = line.startswith("- ")
        if line.strip():
            kind = "qa-words qa-point" if point else "qa-words"
            parts.append(tag("p", _line_html(line[2:] if point else line, chip), class_=kind))
    return "".join(parts)


def _line_html(line: str, chip: Callable[[str], str]) -> str:
    parts: list[str] = []
    words: list[str] = []
    at = 0

    def flush() -> None:
        if words:
            parts.append(tag("bdi", "".join(words), lang=language_of(line)))
            words.clear()

    for match in _TOKENS.finditer(line):
        words.append(text(line[at : match.start()]))
        plain, bold, mark = match.groups()
        if mark is not None:
            flush()
            parts.append(chip(mark))
        else:
            words.append(text(plain) if plain else _bold(bold))
        at = match.end()
    words.append(text(line[at:]))
    flush()
    return "".join(parts)


def _bold(words: str) -> str:
    return tag("strong", text(ESCAPED.sub(r"\1", words)))


def _chip(citation: Citation, prefix: str, language: Language) -> str:
    where = label("paragraph", language).format(citation.paragraph)
    name = ", ".join(filter(None, (f"[{citation.n}]", citation.speaker, where)))
    return tag(
        "a",
        str(citation.n),
        class_="qa-chip",
        href=prefix + citation.url,
        aria_label=name,
        data_n=str(citation.n),
        data_quote=citation.quote,
        data_text=citation.text,
        data_paragraph=str(citation.paragraph),
        data_interview=citation.interview,
        data_variants=variants(citation.text),
    )


def citation_html(
    citation: Citation, language: Language, prefix: str = "", interview: str = ""
) -> str:
    """Return one cited paragraph, its quote highlighted, with a link to the transcript.

    `interview` is the title that is named, "" where only one interview is asked.
    """
    named = filter(None, (citation.speaker, citation.clock, interview, citation.section))
    where = " · ".join(named) or citation.source
    place = label("paragraph", language).format(citation.paragraph)
    link = tag(
        "a", text(label("open", language)) + icon("open"), href=prefix + citation.url,
        target="_blank", rel="noopener", aria_label=f"{label('open', language)} [{citation.n}]",
    )  # fmt: skip
    number = tag("b", str(citation.n))
    summary = tag("summary", f"{number} {apart(where)} {tag('span', text(place))}")
    words = marked(citation.text, [(citation.start, citation.start + len(citation.quote))])
    body = tag("blockquote", words, lang=language_of(citation.quote))
    return tag("details", summary + body + link, class_="qa-source")


def marked(words: str, spans: Iterable[Span]) -> str:
    """Return words as HTML with <mark> around spans of them (in order, apart from each other)."""
    parts, at = [], 0
    for start, end in sorted(spans):
        low = max(start, at)
        if low < end:
            parts += [text(words[at:low]), tag("mark", text(words[low:end]))]
            at = end
    return "".join([*parts, text(words[at:])])
