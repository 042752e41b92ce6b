"""A run of characters in a paragraph → a citation that can be checked against the original file.

The one promise of the project is kept here: `"".join(source[s:e] for s, e in spans) == quote`.
"""

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote as url_quote

from index.blocks import Span, within
from index.clock import clock
from index.store import Passage
from index.transcript import Paragraph


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a passage, as offsets into its text; `focus` is the part that answers."""

    passage: Passage
    start: int
    end: int
    focus: Span | None = None

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.passage.paragraph.text[self.start : self.end]

    @property
    def pointed(self) -> str:
        """The words that answer, empty when all of them do."""
        return self.passage.paragraph.text[slice(*self.focus)] if self.focus else ""


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer.

    `spans` count characters in the canonical source; the quote begins `start` characters into
    `text`. `focus` is the part of the quote that answers, empty when all of it does. `time` is the
    second of the recording at which the quote is heard, None without a recording.
    """

    n: int
    interview: str
    passage_id: str
    paragraph: int
    section: str
    speaker: str
    role: str
    text: str
    quote: str
    spans: tuple[Span, ...]
    source: str
    url: str
    focus: str = ""
    start: int = 0
    time: float | None = None

    @property
    def clock(self) -> str:
        """When the quote is heard in the recording, "" when there is none."""
        return "" if self.time is None else clock(self.time)

    def to_dict(self) -> dict[str, Any]:
        """Return the citation as the Answer JSON has it."""
        shown = asdict(self) | {"spans": [list(span) for span in self.spans]}
        del shown["start"], shown["focus"]
        if self.time is None:
            del shown["time"]
        return shown


def source_spans(paragraph: Paragraph, start: int, end: int) -> tuple[Span, ...]:
    """Map offsets in a paragraph's text to spans of the canonical source.

    A quote that crosses a page break maps to several spans, because the paragraph does.
    """
    return within(paragraph.spans, start, end)


def fingerprint(words: str) -> str:
    """Return what a link keeps of the words it points at, to notice when they change."""
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


# How many characters before and after the words of a link are kept as a fingerprint, too.
AROUND = 12


def passage_url(interview: str, paragraph: Paragraph, at: Span) -> str:
    """Return the link that opens a paragraph of the transcript page, the characters `at` marked.

    It keeps fingerprints of those characters and of their neighbours, so that the page notices
    when an interview that was ingested again no longer has them there.
    """
    text, (low, high) = paragraph.text, at
    marks = ",".join(f"{start}-{end}" for start, end in source_spans(paragraph, low, high))
    around = (text[max(0, low - AROUND) : low], text[high : high + AROUND])
    checks = "-".join([fingerprint(text[low:high]), *(fingerprint(each)[:8] for each in around)])
    query = f"?hl={marks}&h={checks}" if marks else ""
    return f"/interviews/{url_quote(interview, safe='')}{query}#p{paragraph.number}"


def cite(n: int, quote: Quote) -> Citation:
    """Return the n-th citation of an answer."""
    passage, paragraph = quote.passage, quote.passage.paragraph
    spans = source_spans(paragraph, quote.start, quote.end)
    return Citation(
        n=n,
        interview=passage.interview,
        passage_id=paragraph.id,
        paragraph=paragraph.number,
        section=paragraph.section,
        speaker=paragraph.speaker,
        role=paragraph.role,
        text=paragraph.text,
        quote=quote.text,
        spans=spans,
        source=passage.source,
        url=passage_url(passage.interview, paragraph, (quote.start, quote.end)),
        focus=quote.pointed,
        start=quote.start,
        time=paragraph.time_at(quote.start),
    )
