"""Windows and wordings → the endless stream of training pairs.

A pair is a question and a window of text as the reader will meet it. Positives mark the answer's
characters. Negatives teach the reader to say no: the set's own unanswerable questions, windows of
the same context without the answer, windows that look alike (BM25, or the same article), the very
window with the answer taken out, or the sentence that holds it, and questions in which a year, a
number, a place or the subject was swapped for one that the text does not speak of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.grams import terms
from index.normal import language_of
from training.reader_data import Corpus
from training.wordings import Wordings

# Where an answer starts that is not there, or that is there at a length no span is learnt from.
ABSENT, UNMARKED = -1, -2
# Characters: longer answers are whole passages, and teach the span head to take too much.
_LONGEST_MARKED = 80
# How often a question comes with its window without the answer, besides its other no.
_GAPS = 0.55


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the number of a window, and the answer's offsets in the window's text.

    `start` is ABSENT when the window does not answer, UNMARKED when it answers at too great length.
    """

    question: str
    window: int
    start: int = ABSENT
    end: int = ABSENT


class Pairs:
    """The endless stream of pairs, each pass over the questions in a new order."""

    def __init__(self, corpus: Corpus, wordings: Wordings) -> None:
        self._corpus, self._wordings, self._chance = corpus, wordings, wordings.chance
        self._alike: dict[int, list[int]] = {}

    def __iter__(self) -> Iterator[Pair]:
        order = list(range(len(self._corpus.asked)))
        while True:
            self._chance.shuffle(order)
            for number in order:
                if self._chance.random() < self._corpus.asked[number].share:
                    yield from self._of(number)

    def _of(self, number: int) -> Iterator[Pair]:
        asked, chance = self._corpus.asked[number], self._chance
        own = self._corpus.of_context[asked.context]
        question = self._wordings.of(asked)
        if asked.start < 0:
            if chance.random() < 0.35 and own:
                yield self._pair(question, self._nearest(question, own))
            return
        # An answer that no window holds is shown by where it begins.
        holding = self._corpus.holding(asked) or self._corpus.beginning(asked)
        if not holding:
            return
        window = chance.choice(holding)
        begin = self._corpus.windows[window].begin
        if asked.end - asked.start > _LONGEST_MARKED:
            yield self._pair(question, window, UNMARKED, UNMARKED)
        else:
            yield self._pair(question, window, asked.start - begin, asked.end - begin)
        # On the subject, and without the answer: the hardest to refuse.
        if chance.random() < _GAPS and (gaps := self._corpus.gaps.get(number)):
            yield self._pair(question, chance.choice(gaps))
        if other := self._wordings.other(asked):
            yield self._pair(other, window)
        elif (wrong := self._wrong(number, question)) is not None:
            yield self._pair(question, wrong)

    def _pair(self, question: str, window: int, start: int = ABSENT, end: int = ABSENT) -> Pair:
        beside = self._wordings.beside(question, self._corpus.windows[window].text)
        return Pair(beside, window, start, end)

    def _nearest(self, question: str, windows: Sequence[int]) -> int:
        """Return the window that shares most with the question, or now and then any."""
        if self._chance.random() < 0.5:
            return self._chance.choice(windows)

        def shared(window: int) -> tuple[int, int]:
            text = self._corpus.windows[window].text
            wanted = set(terms(self._wordings.beside(question, text)))
            return len(wanted & set(terms(text))), window % 7

        return max(windows, key=shared)

    def _wrong(self, number: int, question: str) -> int | None:
        """Return a window without the answer: near by, alike, or of the same article."""
        corpus, asked = self._corpus, self._corpus.asked[number]
        answer = corpus.contexts[asked.context][asked.start : asked.end]
        draw = self._chance.random()
        # Where no window holds the whole answer, each of the context's is part of it.
        if draw < 0.3 and corpus.holding(asked):
            found = corpus.of_context[asked.context]
        else:
            # What shares words with a question in another language is the passage's original.
            if draw < 0.7 and language_of(question) == language_of(answer):
                if number not in self._alike:
                    self._alike[number] = corpus.alike(asked)
                contexts = self._alike[number]
            else:
                title = corpus.titles[asked.context]
                contexts = [c for c in corpus.of_title[title] if c != asked.context]
            found = corpus.of_context[self._chance.choice(contexts)] if contexts else []
        found = [w for w in found if answer not in corpus.windows[w].text]
        return self._nearest(question, found) if found else None
