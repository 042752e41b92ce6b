"""How much of what a question speaks of a text speaks of, too.

In one language that is the share of the question's terms that stand in the text, in two the share
that the text has a word for.
"""

from index.grams import terms
from qa.glosses import gloss
from qa.question import Question, is_foreign


def coverage(question: Question, text: str) -> float:
    """Return the share, 0 to 1, of the question's terms that a text contains.

    Pairs of Chinese characters count double. Where the text is in another language, a term is
    there when a translation of it is.
    """
    if is_foreign(question, text):
        return gloss(question.text, text).share
    present = set(terms(text))
    weights = {term: 2.0 if len(term) > 1 else 1.0 for term in question.terms}
    total = sum(weights.values())
    return sum(weights[term] for term in weights if term in present) / total if total else 0.0
