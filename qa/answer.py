"""Quotes → an `Answer`: Markdown with numbered marks and a citation for every mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.abstention import Abstention
from qa.citation import Citation, Quote, cite

_MARKDOWN = re.compile(r"([\\`*\[\]<])")
# What makes a heading, a point or a quotation of a line, at its beginning.
_LEADING = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#>]))")
# A sign of Markdown that stands for itself, and words in bold.
ESCAPED = re.compile(r"\\([\\`*\[\]<#>+.)-])")
BOLD = re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage, whether it was cited or not."""

    passage_id: str
    interview: str
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question gets; `to_dict` is the object that every interface returns."""

    question: str
    answerable: bool
    answer: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    understood: str = ""
    abstention: Abstention | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the Answer JSON: plain dicts, lists, strings and numbers."""
        return {
            "question": self.question,
            "answerable": self.answerable,
            "answer": self.answer,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
            "hits": [
                {
                    "passage_id": hit.passage_id,
                    "interview": hit.interview,
                    "score": round(hit.score, 4),
                    "text": hit.text,
                }
                for hit in self.hits
            ],
            "suggestions": list(self.suggestions),
            "timings_ms": {stage: round(ms, 2) for stage, ms in self.timings_ms.items()},
            "understood": self.understood,
            "abstention": self.abstention.to_dict() if self.abstention else None,
        }


def escape(text: str) -> str:
    r"""Return `text` with a backslash before every character that Markdown would act on.

    >>> escape("a*b [1]")
    'a\\*b \\[1\\]'
    """
    return _MARKDOWN.sub(r"\\\1", text)


def plain_text(markdown: str) -> str:
    r"""Return an answer's Markdown without its signs.

    >>> plain_text("more than **5\\*** [1]")
    'more than 5* [1]'
    """
    return ESCAPED.sub(r"\1", BOLD.sub(r"\1", markdown))


def _marked(quote: Quote, n: int) -> str:
    text = quote.text
    if quote.focus is None or quote.focus == (quote.start, quote.end):
        body = escape(text)
    else:
        low, high = quote.focus[0] - quote.start, quote.focus[1] - quote.start
        bold = f"**{escape(text[low:high])}**"
        body = f"{escape(text[:low])}{bold}{escape(text[high:])}"
    return _LEADING.sub(r"\1\\", " ".join(body.split())) + f" [{n}]"


def compose(
    quotes: Sequence[Quote], *, as_list: bool, lead: str = ""
) -> tuple[str, tuple[Citation, ...]]:
    """Return the Markdown of an answer and its citations, one for each quote, in order.

    `lead` is said before the quotes, on a line of its own.
    """
    marked = [_marked(quote, n) for n, quote in enumerate(quotes, 1)]
    body = "\n".join(f"- {line}" for line in marked) if as_list else "\n\n".join(marked)
    body = f"{lead}\n\n{body}" if lead else body
    return body, tuple(cite(n, quote) for n, quote in enumerate(quotes, 1))
