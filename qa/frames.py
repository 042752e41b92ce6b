"""What a question asks for (how many, who, when…), in Chinese and in English.

A follow-up in another language than the question before it asks for the same kind of thing, in its
own words: after "How many factories?", 那园区呢 asks 园区有多少. The words of two languages beside
each other are a question in neither: a Chinese one with "how many" in it names something that no
Chinese interview speaks of.
"""

import re
from dataclasses import dataclass

from index.normal import fold


@dataclass(frozen=True, slots=True)
class _Frame:
    """`chinese` and `english` find what is asked for; the other fields are the words to ask it.

    `link` stands between the English words and the thing that they ask about.
    """

    chinese: re.Pattern[str]
    english: re.Pattern[str]
    in_chinese: str
    in_english: str
    link: str = ""


def _frame(chinese: str, english: str, *words: str) -> _Frame:
    return _Frame(re.compile(chinese), re.compile(rf"\b(?:{english})\b", re.I), *words)


_MONEY = r"how much(?=.*\b(?:money|costs?|pay|paid|earn|spen[dt])\b)"
# Where two are found at the same place, the first is meant.
_FRAMES = (
    _frame("多少钱", _MONEY, "多少钱", "how much money", "for"),
    _frame("多少岁|几岁|多大", "how old", "多少岁", "how old", "is"),
    _frame("多久|多长时间", "how long", "多久", "how long", "is"),
    _frame("多远", "how far", "多远", "how far", "is"),
    _frame("多少|几", "how (?:many|much)", "有多少", "how many"),
    _frame("什么时[候间]|何时|哪一?[年天]", "when|(?:what|which) (?:year|day|month)",
           "是什么时候", "when", "is"),
    _frame("为什么|为何", "why", "为什么", "why"),
    _frame("哪里|哪儿|什么地方|何处", "where", "在哪里", "where", "is"),
    _frame("谁|哪位|什么人", "who|whom", "是谁", "who", "is"),
    _frame("做了?(?:些什么|什么|哪些)", r"what(?=.*\b(?:done|do|doing)\b)",
           "做了什么", "what was done", "about"),
    _frame("怎么|怎样|如何", "how", "怎么样", "how", "is"),
    _frame("哪", "which", "有哪些", "which"),
    _frame("什么", "what", "有什么", "what"),
)  # fmt: skip


def asked_alike(thing: str, before: str, *, english: bool) -> str:
    """Ask of `thing` in one language what `before` asks in the other; "" where that asks for none.

    Such a question is answered by yes or no.
    """
    frame = _asked_for(fold(before), english=not english)
    if frame is None:
        return ""
    if not english:
        return f"{thing}{frame.in_chinese}?"
    words = " ".join(filter(None, (frame.in_english, frame.link, thing)))
    return f"{words[0].upper()}{words[1:]}?"


def asking_words(question: str, *, english: bool) -> str:
    """Return in one language what a question asks for in the other: 为什么 for "Why is that?"."""
    frame = _asked_for(fold(question), english=not english)
    if frame is None:
        return ""
    return f"{frame.in_english}?" if english else f"{frame.in_chinese}?"


def _asked_for(question: str, *, english: bool) -> _Frame | None:
    """Return what a folded question asks for first."""
    found = (
        (match.start(), order)
        for order, frame in enumerate(_FRAMES)
        if (match := (frame.english if english else frame.chinese).search(question))
    )
    first = min(found, default=None)
    return _FRAMES[first[1]] if first else None
