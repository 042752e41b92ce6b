"""How sure an answer is, from what the reader and the search say of the passage it comes from.

Platt scaling of the reader's logit, fitted on unanswerable questions of the development sets and on
answerable ones without their passages, never on the default interview (`training/fit_weights.py`);
cosine and shared terms add nothing to it that holds on every set. On top of it stands what no
similarity sees: a question about another place, year, title or name than the interview speaks of is
not answered by the passage that is otherwise like it, and neither is a question for a price by
words without any money.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp

from qa.amounts import counted, stands_beside
from qa.bystanders import leaves_out_who_is_asked_about, only_speaks_of_it
from qa.citation import Quote
from qa.coverage import coverage
from qa.dates import counts_a_whole_year, names_another_range
from qa.expected import holds_what_is_asked
from qa.glosses import gloss
from qa.named import speaks_of_another
from qa.premise import asks_about_now, asks_what_is_to_come, takes_an_end_for_granted
from qa.question import Question, is_foreign
from qa.retriever import Found, Ranked
from qa.units import counts_another


@dataclass(frozen=True, slots=True)
class ReadWeights:
    """The logistic model's weights.

    Where question and passage differ in language, `foreign` is added, since the reader is less sure
    of itself there, right or wrong, and `glossed` times the share above a half of the question's
    words that has a translation in the passage. `counted` is added where the number shown stands
    right beside what the question counts.
    """

    bias: float = 0.2
    answerable: float = 0.73
    foreign: float = 0.5
    glossed: float = 2.9
    counted: float = 1.0


@dataclass(frozen=True, slots=True)
class ConfidenceSettings:
    """`threshold`: the confidence, 0 to 1, below which we abstain.

    Confidence is the estimated probability that the quotes answer the question, on a mix of as many
    questions with an answer as without: at .5 both mistakes weigh the same. A higher threshold
    shows fewer wrong answers and refuses more right ones.

    A passage with less than `alike` of what the question speaks of does not answer: in one language
    no answer of the development sets has so little, in two languages one in fifty, and small talk
    finds nothing else.

    The other numbers are the fitted models: `read` for a passage that the reader has read, and
    what the search alone gives otherwise, with a model of its own for questions in another language
    than the passage, where words cannot match and only the cosine is left.
    """

    threshold: float = 0.4
    alike: float = 0.08
    read: ReadWeights = field(default_factory=ReadWeights)
    bias: float = -6.56
    cosine: float = 6.94
    coverage: float = 1.06
    foreign_centre: float = 0.757
    foreign_slope: float = 80.0
    certain: float = 0.97


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))


def confidence(
    question: Question,
    found: Found,
    quotes: Sequence[Quote],
    interview: str,
    settings: ConfidenceSettings,
) -> float:
    """Return the estimated probability that the quotes answer the question.

    `interview` is the text that the first quote comes from.
    """
    if not quotes or not found.ranked:
        return 0.0
    passage, heading = quotes[0].passage.paragraph.text, quotes[0].passage.paragraph.section
    quoted = next((e for e in found.ranked if e.passage.row == quotes[0].passage.row), None)
    best = quoted or found.ranked[0]
    sure = (
        _read(question, best, quotes[0], settings.read)
        if best.reading
        else _searched(question, passage, found.ranked[0].cosine, settings)
    )
    other = _of_another(question, quotes, f"{heading} {passage}", interview)
    unlike = coverage(question, passage) < settings.alike
    return sure * settings.threshold / 2 if other or unlike else sure


def _of_another(question: Question, quotes: Sequence[Quote], near: str, interview: str) -> bool:
    """Tell whether quotes answer another question: no likeness sees it.

    `near` is the first quote's passage under its heading.
    """
    # Where words are pointed at, they are what must be of the kind that is asked for.
    shown = " ".join(quote.text for quote in quotes)
    pointed = next((quote for quote in quotes if quote.pointed), quotes[0])
    said = pointed.pointed or shown
    return (
        asks_about_now(question.text)
        or speaks_of_another(question.text, near, interview)
        or takes_an_end_for_granted(question.text, quotes[0].passage.paragraph.text)
        or asks_what_is_to_come(question.text, shown)
        or names_another_range(question.text, shown)
        or not holds_what_is_asked(question.text, said)
        or counts_another(question.text, said)
        or counts_a_whole_year(question.text, pointed.text)
        or _tells_of_another(question, pointed)
    )


def _tells_of_another(question: Question, quote: Quote) -> bool:
    """Tell whether a quote is about someone beside the one a question asks about."""
    if leaves_out_who_is_asked_about(question.text, quote.text):
        return True
    if quote.focus is None:
        return False
    behind = quote.passage.paragraph.text[quote.focus[1] : quote.end]
    return only_speaks_of_it(question.text, quote.text, behind)


def _read(question: Question, best: Ranked, quote: Quote, weights: ReadWeights) -> float:
    if best.reading is None:
        return 0.0
    text, foreign = best.passage.paragraph.text, 0.0
    if is_foreign(question, text):
        foreign = weights.foreign + weights.glossed * (coverage(question, text) - 0.5)
    beside = weights.counted if _counts(question, quote) else 0.0
    return _logistic(weights.bias + weights.answerable * best.reading.score + foreign + beside)


def _counts(question: Question, quote: Quote) -> bool:
    """Tell whether the number shown stands right beside what the question counts."""
    text = quote.passage.paragraph.text
    if not is_foreign(question, text):
        return counted(question.text, text, (quote.start, quote.end)) is not None
    if quote.focus is None:
        return False
    return stands_beside(question.text, gloss(question.text, text).words, text, quote.focus)


def _searched(
    question: Question, passage: str, cosine: float, settings: ConfidenceSettings
) -> float:
    if is_foreign(question, passage):
        return _logistic(settings.foreign_slope * (cosine - settings.foreign_centre))
    covered = coverage(question, passage)
    return _logistic(settings.bias + settings.cosine * cosine + settings.coverage * covered)
