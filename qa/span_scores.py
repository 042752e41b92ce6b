"""How close a span comes to the expected answers: exact match and F1 as CMRC 2018 defines them.

Chinese characters count one by one, other words whole, punctuation not at all; the F1 is that of
the longest run of tokens both texts share, against the best of the expected answers (Cui et al.
2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension").
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from index.normal import is_han

_TOKEN = re.compile(r"\w+", re.UNICODE)


def tokens(text: str) -> list[str]:
    """Return Chinese characters and other words of a text, lower case, without punctuation."""
    found: list[str] = []
    for run in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower().replace("_", " ")):
        word = ""
        for char in run:
            if is_han(char):
                found.extend([word, char] if word else [char])
                word = ""
            else:
                word += char
        found.extend([word] if word else [])
    return found


def exact_match(expected: Sequence[str], given: str) -> float:
    """Return 1.0 when the span is one of the expected answers but for punctuation, else 0.0."""
    return float(any(tokens(text) == tokens(given) for text in expected))


def f1(expected: Sequence[str], given: str) -> float:
    """Return the best F1 of the span against the expected answers, 0 to 1."""
    return max((_f1(tokens(text), tokens(given)) for text in expected), default=0.0)


def _f1(expected: Sequence[str], given: Sequence[str]) -> float:
    shared = SequenceMatcher(None, expected, given, autojunk=False).find_longest_match().size
    if not shared:
        return 0.0
    precision, recall = shared / len(given), shared / len(expected)
    return 2 * precision * recall / (precision + recall)
