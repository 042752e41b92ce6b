"""How sure an answer is, from what the search found.

A logistic model over a few features, fitted on the development sets that hold unanswerable
questions (never on the default interview). The reader will replace it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from qa.citation import Quote
from qa.evidence import coverage
from qa.question import Question
from qa.retriever import Found


@dataclass(frozen=True, slots=True)
class ConfidenceSettings:
    """`threshold`: the probability of being answerable below which we abstain."""

    threshold: float = 0.5


_BIAS, _COSINE, _COVERAGE, _MARGIN = -37.0, 43.0, 3.0, 0.3
_CERTAIN = 0.97


def features(
    question: Question, found: Found, quotes: Sequence[Quote]
) -> tuple[float, float, float]:
    """Return best cosine, covered share of the question's terms and margin to the next passage."""
    best = max((candidate.cosine for candidate in found.ranked), default=0.0)
    covered = max(
        (coverage(question, candidate.passage.paragraph.text) for candidate in found.ranked[:3]),
        default=0.0,
    )
    covered = max(
        [covered, *(coverage(question, quote.passage.paragraph.text) for quote in quotes)]
    )
    scores = [candidate.score for candidate in found.ranked[:2]]
    return best, covered, scores[0] - scores[1] if len(scores) > 1 else 0.0


def confidence(
    question: Question, found: Found, quotes: Sequence[Quote], *, certain: bool
) -> float:
    """Return the probability that the quotes answer the question.

    `certain` marks answers that do not depend on the search: stated facts and matched lists.
    """
    if certain:
        return _CERTAIN
    if not quotes:
        return 0.0
    cosine, covered, margin = features(question, found, quotes)
    return 1 / (1 + exp(-(_BIAS + _COSINE * cosine + _COVERAGE * covered + _MARGIN * margin)))
