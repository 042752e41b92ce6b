"""Training questions → every wording that training uses, numbered.

As asked; roughened, as people type; and with a year, number, place or subject put in that the text
does not speak of, which makes a question that must be refused.
"""

import random
import re

from training.reader_data import PLACE, Corpus

_NUMBER = re.compile(r"\d{2,4}(?=年|世纪|月|个|人|座|家|万|亿|米|公里|岁|%)")
_FILLERS = re.compile(r"请问|是什么|的|了|是|在|有|什么样的|哪个|哪些|哪一|多少")
_TAIL = re.compile(r"[?？。]+$")


def swapped(question: str, text: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Return the question about another year, number, place or subject than the text's."""
    options = []
    for match in _NUMBER.finditer(question):
        if match.group() in text:
            changed = int(match.group()) + chance.choice([-20, -7, -3, -1, 1, 2, 5, 10])
            other = str(abs(changed))
            options.append((match.span(), other))
    for match in PLACE.finditer(question):
        suffix = match.group()[-1]
        places = [place for place in corpus.places if place[-1] == suffix and place not in text]
        if match.group() in text and places:
            options.append((match.span(), chance.choice(places)))
    title = chance.choice(corpus.titles)
    # Sorted: every process must number the same wordings alike.
    mine_of = {t for t in corpus.titles if 2 <= len(t) <= 8 and t in question and t in text}
    for mine in sorted(mine_of):
        if title and title not in text and len(title) <= 8:
            at = question.find(mine)
            options.append(((at, at + len(mine)), title))
    if not options:
        return None
    (start, end), other = chance.choice(options)
    return question[:start] + other + question[end:] if other not in text else None


def roughened(question: str, chance: random.Random) -> str:
    """Return the question as people type it: without the tail, or without its small words."""
    if chance.random() < 0.5:
        question = _TAIL.sub("", question)
    if chance.random() < 0.35:
        question = _FILLERS.sub(lambda m: "" if chance.random() < 0.5 else m.group(), question)
    return question or "?"


class Questions:
    """Every wording that training uses, numbered: as asked, roughened, and swapped."""

    def __init__(self, corpus: Corpus, seed: int = 1) -> None:
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}
        # For each asked question: the wordings that mean it, and the ones that ask something else.
        self.same: list[list[int]] = []
        self.other: list[list[int]] = []
        for asked in corpus.asked:
            rough = roughened(asked.question, chance)
            self.same.append([self._number(asked.question), self._number(rough)])
            text = corpus.contexts[asked.context]
            changed = swapped(asked.question, text, corpus, chance) if asked.start >= 0 else None
            self.other.append([self._number(changed)] if changed else [])

    def _number(self, text: str) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number
