"""An answer with its sources → text to paste: plain, Markdown, GB/T 7714 or APA.

The words are always the interviewee's; a style only decides how the source is named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.transcript import Interview
from qa.answer import Answer, plain_text
from qa.citation import Citation


@dataclass(frozen=True, slots=True)
class Source:
    """What a reference says of an interview; empty where the interview does not say it."""

    title: str
    interviewee: str = ""
    reporter: str = ""
    outlet: str = ""
    date: str = ""


def source_of(interview: Interview) -> Source:
    """Return what the interview states about itself."""
    stated = {fact.kind: fact.value for fact in reversed(interview.facts)}
    stated |= dict(reversed(interview.stated))
    people = [speaker.name for speaker in interview.speakers if speaker.role == "interviewee"]
    return Source(
        title=interview.title,
        interviewee=stated.get("interviewee") or "、".join(people),
        reporter=stated.get("reporter", ""),
        outlet=stated.get("outlet", ""),
        date=stated.get("date", ""),
    )


def _place(citation: Citation) -> str:
    at = f", {citation.clock}" if citation.clock else ""
    return f"¶{citation.paragraph}{at}"


def _plain(citation: Citation, source: Source) -> str:
    who = citation.speaker or source.interviewee
    said = f"{who}: " if who else ""
    return f"[{citation.n}] {said}“{citation.quote}” ({source.title}, {_place(citation)})"


def _markdown(citation: Citation, source: Source) -> str:
    who = f"**{citation.speaker}**: " if citation.speaker else ""
    place = f"[{source.title}, {_place(citation)}]({citation.url})"
    return f"> {who}{citation.quote}\n>\n> {citation.n}. {place}"


def _gbt7714(citation: Citation, source: Source) -> str:
    """GB/T 7714-2015: author. title[type]. outlet, date: place."""
    author = source.reporter or source.interviewee
    start = f"{author}. " if author else ""
    published = ", ".join(filter(None, (source.outlet, source.date)))
    where = f" {published}:" if published else ""
    at = f", {citation.clock}" if citation.clock else ""
    return f"[{citation.n}] {start}{source.title}[N].{where} 第{citation.paragraph}段{at}."


def _apa(citation: Citation, source: Source) -> str:
    """APA 7: author (date). title. outlet, para. number."""
    author = source.reporter or source.interviewee or source.title
    title = "" if author == source.title else f" {source.title}."
    outlet = f" {source.outlet}," if source.outlet else ""
    at = f", {citation.clock}" if citation.clock else ""
    return f"{author} ({source.date or 'n.d.'}).{title}{outlet} para. {citation.paragraph}{at}."


STYLES: Mapping[str, Callable[[Citation, Source], str]] = {
    "text": _plain, "markdown": _markdown, "gbt7714": _gbt7714, "apa": _apa,
}  # fmt: skip


def referenced(answer: Answer, sources: Mapping[str, Source], style: str) -> str:
    """Return question, answer and sources in a style of `STYLES`; `sources` by interview id."""
    body = answer.answer if style == "markdown" else plain_text(answer.answer)
    heading = f"**{answer.question}**" if style == "markdown" else answer.question
    write = STYLES[style]
    lines = [write(citation, sources[citation.interview]) for citation in answer.citations]
    gap = "\n\n" if style == "markdown" else "\n"
    return "\n\n".join(filter(None, (heading, body, gap.join(lines))))
