"""Text → terms for lexical search.

Chinese is not segmented: characters and pairs of characters find more than dictionary words do
(measured on CMRC 2018: recall@1 .938 against .918), cannot fail on a name the dictionary lacks,
and need no dictionary. Words in other scripts and numbers stay whole; English ones are stemmed.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from index.normal import fold

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007\U00020000-\U000323af"
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|\d+(?:\.\d+)+|[^\W_{_CJK}]+")


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word)) if word.isalpha() else word


def _run_terms(run: re.Match[str]) -> Iterator[str]:
    word = run.group()
    if run["cjk"] is None:
        yield _stem(word)
        return
    yield from word
    yield from (word[i : i + 2] for i in range(len(word) - 1))


def terms(text: str) -> list[str]:
    """Return the lexical terms of a text, in order, repeated as often as they occur.

    >>> terms("开通5G基站")
    ['开', '通', '开通', '5g', '基', '站', '基站']
    """
    folded = fold(text).lower()
    return [term for run in _RUN.finditer(folded) for term in _run_terms(run)]
