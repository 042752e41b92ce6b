"""Three ways of not knowing, and the question that really was asked and comes nearest.

"Never spoken of": nothing in the interviews is about it. "Touched": they speak of it but do not say
what was asked. "Unsure": something may answer it, with too little certainty to show it as an
answer. Each is more use with a way on: the interviewer's question that is most like the asker's.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from index.store import Passage, Store
from qa.citation import passage_url
from qa.coverage import coverage
from qa.exchange import asked_in
from qa.question import Question, is_foreign
from qa.retriever import Found

Kind = Literal["never", "touched", "unsure"]


@dataclass(frozen=True, slots=True)
class AbstentionSettings:
    """Where the kinds part.

    `unsure` is the share of the confidence threshold above which we are unsure. A topic counts as
    spoken of when one passage has `spoken` of the question's terms, or, for a question in another
    language, translations of so many, or when its cosine is `foreign`.
    """

    unsure: float = 0.6
    spoken: float = 0.4
    foreign: float = 0.8


@dataclass(frozen=True, slots=True)
class Nearest:
    """A question that the interviewer asked, in the interviewer's words, and where."""

    question: str
    interview: str
    passage_id: str
    paragraph: int
    url: str


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer; `nearest` is None where nobody asks anything."""

    kind: Kind
    nearest: Nearest | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the abstention as the Answer JSON has it."""
        return {"kind": self.kind, "nearest": asdict(self.nearest) if self.nearest else None}


def kind_of(
    question: Question,
    found: Found,
    confidence: float,
    threshold: float,
    settings: AbstentionSettings,
) -> Kind:
    """Return which of the three it is, for a confidence below the threshold."""
    if confidence >= threshold * settings.unsure:
        return "unsure"
    return "touched" if _spoken_of(question, found, settings) else "never"


def _spoken_of(question: Question, found: Found, settings: AbstentionSettings) -> bool:
    for candidate in found.ranked[:5]:
        text = candidate.passage.paragraph.text
        if coverage(question, text) >= settings.spoken:
            return True
        if is_foreign(question, text) and candidate.cosine >= settings.foreign:
            return True
    return False


def nearest_question(found: Found, store: Store) -> Nearest | None:
    """Return the interviewer's question nearest to the asker's, in the best interview."""
    if not found.ranked:
        return None
    asked = asked_in(found.ranked[0].passage.interview, store)
    cosines: dict[int, float] = defaultdict(lambda: -1.0)
    for unit in store.units([passage.row for passage in asked]):
        cosine = float(np.dot(unit.vector, found.vector))
        cosines[unit.passage] = max(cosines[unit.passage], cosine)
    best = max(asked, key=lambda passage: cosines[passage.row], default=None)
    return _link(best) if best else None


def _link(passage: Passage) -> Nearest:
    paragraph = passage.paragraph
    url = passage_url(passage.interview, paragraph, (0, len(paragraph.text)))
    return Nearest(paragraph.text, passage.interview, paragraph.id, paragraph.number, url)
