"""An interview → HTML: its paragraphs, numbered and linkable, and the guided tour through it."""

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import quote as url_quote

from index.blocks import Span
from index.clock import clock
from index.normal import Language
from index.transcript import Interview, Paragraph
from qa.references import source_of
from qa.suggestions import main_question
from qa.web.markup import apart, folded, tag, text
from qa.web.render import marked
from qa.wording import label


def anchor(number: int) -> str:
    """Return the id of a paragraph in its page."""
    return f"p{number}"


def interview_url(interview: Interview, prefix: str = "") -> str:
    """Return the address of an interview's page."""
    return f"{prefix}/interviews/{url_quote(interview.id, safe='')}"


def stand_html(
    interview: Interview, language: Language, highlight: Sequence[Span] = (), prefix: str = ""
) -> str:
    """Return the tour and the transcript, as they stand beside the chat and on their own page."""
    return tag(
        "div",
        tour_html(interview, language) + transcript_html(interview, highlight, language, prefix),
        class_="qa-stand",
        data_interview=interview.id,
        data_title=interview.title,
    )


def facts_html(interview: Interview) -> str:
    """Return who was interviewed by whom, where and when, "" when the page does not say."""
    source = source_of(interview)
    known = (source.interviewee, source.reporter, source.outlet, source.date)
    parts = " · ".join(apart(each) for each in known if each)
    return tag("p", parts, class_="qa-facts") if parts else ""


def transcript_html(
    interview: Interview,
    highlight: Sequence[Span] = (),
    language: Language = "zh-Hans",
    prefix: str = "",
) -> str:
    """Return an interview as sections, turns and numbered paragraphs, with spans highlighted."""
    parts, speaker = [], ""
    page = interview_url(interview, prefix)
    for paragraph in interview.paragraphs:
        parts.append(_paragraph_html(paragraph, speaker, highlight, page, language))
        speaker = paragraph.speaker or speaker
    return tag("article", "".join(parts), class_="qa-transcript", lang=interview.language)


def _paragraph_html(
    paragraph: Paragraph, before: str, highlight: Sequence[Span], page: str, language: Language
) -> str:
    name, number = anchor(paragraph.number), str(paragraph.number)
    title = label("permalink", language).format(number)
    link = tag(
        "a", number, class_="qa-number", href=f"{page}#{name}", aria_label=title, title=title,
        lang=language,
    )  # fmt: skip
    time = paragraph.time_at(0)
    heard = "" if time is None else tag("time", clock(time), class_="qa-number")
    words = marked(paragraph.text, text_spans(paragraph, highlight))
    body = link + heard + tag("span", words, class_="qa-text")
    if paragraph.kind in {"title", "heading"}:
        return tag("h1" if paragraph.kind == "title" else "h2", body, id=name)
    changed = paragraph.speaker and paragraph.speaker != before
    who = tag("b", apart(paragraph.speaker), class_="qa-speaker") if changed else ""
    return tag("p", who + body, id=name, class_=f"qa-kind-{paragraph.kind}")


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


def tour_html(interview: Interview, language: Language) -> str:
    """Return the interviewer's questions as a table of contents that can be asked, "" for none.

    Each knows the paragraphs up to the next question: who has read an answer there has seen it.
    """
    asked = [each for each in interview.paragraphs if each.question]
    if not asked:
        return ""
    ends = [after.number for _, after in pairwise(asked)] + [len(interview.paragraphs) + 1]
    lines = "".join(
        tag("li", _stop_html(each, end, interview.id, language))
        for each, end in zip(asked, ends, strict=True)
    )
    progress = tag("span", class_="qa-progress", data_words=label("progress", language))
    body = tag("ol", lines, lang=interview.language) + progress
    return folded(f"{label('tour', language)} · {len(asked)}", body, "qa-tour")


def _stop_html(paragraph: Paragraph, end: int, interview: str, language: Language) -> str:
    seen = tag("span", text(label("seen", language)), class_="qa-seen", lang=language, hidden=True)
    return tag(
        "button",
        apart(paragraph.question) + seen,
        type="button",
        class_="qa-toured",
        data_question=main_question(paragraph.question) or paragraph.question[:4000],
        data_key=paragraph.id,
        data_interview=interview,
        data_from=str(paragraph.number),
        data_to=str(end),
    )
