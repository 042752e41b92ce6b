"""Chinese questions → the same word for word in English.

Questions that people wrote about Chinese passages are many, English questions about them few. What
comes out is no English ("when Fan Tingsong appoint bishop?"), but its words are, and the passage,
the question and its answer are people's own; real English questions are trained on beside it.
"""

import random
import re
from collections import defaultdict

from index.normal import is_han
from training.build_lexicon import IN_BRACKETS, is_aside, read_entries

_ASKING = (
    ("什么时候|何时|什么时间|几时", "when"), ("哪一年|哪年", "which year"), ("多久", "how long"),
    ("多少|几", "how many"), ("谁", "who"), ("哪里|哪儿|何处|何地|什么地方", "where"),
    ("为什么|为何", "why"), ("如何|怎么样|怎样|怎么", "how"), ("哪些|哪个|哪一个|哪", "which"),
    ("什么|何", "what"),
)  # fmt: skip
_DROPPED = frozenset("的了着过地得吗呢吧啊个之所被把")
_LONGEST = 6
# Of a word's senses the later ones are rarely meant.
_SENSES = 2


class WordForWord:
    """A dictionary to put Chinese questions into English words with."""

    def __init__(self, cedict: str) -> None:
        self._english: dict[str, list[str]] = defaultdict(list)
        self._sounds: dict[str, str] = {}
        for entry in read_entries(cedict):
            for sense in entry.senses:
                plain = IN_BRACKETS.sub("", sense).split(";")[0].removeprefix("to ").strip()
                if plain and len(plain.split()) <= 3 and not is_aside(sense):
                    self._english[entry.word].append(plain)
            if len(entry.word) == 1 and not entry.name:
                self._sounds.setdefault(entry.word, "".join(entry.syllables))

    def english(self, question: str, chance: random.Random) -> str:
        """Return the question in English words, the asking word first."""
        first, rest = "", question
        for pattern, word in _ASKING:
            if found := re.search(pattern, question):
                first, rest = word, question[: found.start()] + " " + question[found.end() :]
                break
        words = [first, *self._words(rest.rstrip("?。 "), chance)]
        return " ".join(word for word in words if word) + "?" * (chance.random() < 0.7)

    def _words(self, text: str, chance: random.Random) -> list[str]:
        words, name, at = [], "", 0
        while at < len(text):
            size = next((n for n in range(_LONGEST, 0, -1) if self._knows(text[at : at + n], n)), 1)
            word = text[at : at + size]
            at += size
            if size == 1 and is_han(word) and word not in _DROPPED and not self._english.get(word):
                name += self._sounds.get(word, "")
                continue
            words, name = [*words, name.capitalize()], ""
            if senses := self._english.get(word):
                words.append(chance.choice(senses[:_SENSES]))
            elif word.isalnum() and not is_han(word):
                words.append(word)
        return _joined([*words, name.capitalize()])

    def _knows(self, word: str, size: int) -> bool:
        return len(word) == size and word in self._english and word not in _DROPPED


def _joined(words: list[str]) -> list[str]:
    """Return the words with runs of single letters and digits in one piece."""
    joined: list[str] = []
    for word in words:
        if (
            joined
            and len(word) == 1
            and word.isalnum()
            and joined[-1][-1:].isalnum()
            and (joined[-1].isdigit() or joined[-1].isupper())
        ):
            joined[-1] += word
        elif word.strip():
            joined.append(word)
    return joined
