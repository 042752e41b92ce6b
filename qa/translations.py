"""A question → the search terms of its words in the other language.

Which of a word's translations is meant is left to the passages (`qa/glosses.py`); here the few of
each word that has only a few are enough to find passages that the dense search, which knows what a
question is about, and no names, leaves behind: "What is Qingdao known for?" looks for 青岛.
"""

from collections.abc import Iterator

from index.grams import terms
from index.normal import fold
from qa.lexicon import HALF, LONGEST_KEY, LONGEST_WORD, Lexicon, bundled_lexicon, english_terms
from qa.question import Question, content


def translated_terms(question: Question, most: int) -> tuple[str, ...]:
    """Return the distinct terms of a question's words in the other language, in order.

    An English word with more than `most` translations says too little to look for; of a Chinese
    one the first are taken.
    """
    words = _chinese if question.language == "en" else _english
    found = (terms(each) for each in words(question.text, bundled_lexicon(), most))
    return tuple(dict.fromkeys(term for each in found for term in each if len(term) > 1))


def _chinese(text: str, lexicon: Lexicon, most: int) -> Iterator[str]:
    """Yield the Chinese words for the longest runs of English stems that the dictionary has."""
    left = english_terms(text)
    while left:
        sizes = range(min(LONGEST_KEY, len(left)), 0, -1)
        senses = ((size, lexicon.chinese(" ".join(left[:size]))) for size in sizes)
        size, entries = next((each for each in senses if each[1]), (1, []))
        whole = [word for word, place in entries if place < HALF]
        if len(whole) <= most:
            yield from whole
        left = left[size:]


def _english(text: str, lexicon: Lexicon, most: int) -> Iterator[str]:
    """Yield the English words for the longest Chinese words that the dictionary has."""
    left = content(fold(text))
    while left:
        sizes = range(min(LONGEST_WORD, len(left)), 1, -1)
        senses = ((size, lexicon.english(left[:size])) for size in sizes)
        size, keys = next((each for each in senses if each[1]), (1, []))
        yield from keys[:most]
        left = left[size:]
