"""Question-answering sets → windows, questions and the endless stream of training pairs.

A pair is a question and a window of text as the reader will meet it. Positives mark the answer's
characters. Negatives teach the reader to say no: the set's own unanswerable questions, windows of
the same context without the answer, windows that look alike (BM25, or the same article), the very
window with the answering sentence taken out, and questions in which a year, a number, a place or
the subject was swapped for one that the text does not speak of.
"""

import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from index.grams import terms
from index.normal import fold, width
from index.passages import sentences
from qa.windows import LONGEST, reading_windows

# In reading width, as LONGEST is.
SHORTEST = 270
_PASSES = 2
# Where an answer starts that is not there, or that is there at a length no span is learnt from.
ABSENT, UNMARKED = -1, -2
# Characters: longer answers are whole passages, and teach the span head to take too much.
_LONGEST_MARKED = 80
# Reading width that a window keeps when the answering sentence is taken out.
_LEAST_REST = 120
_PLACE = re.compile(r"[一-鿿]{2,3}(?:省|市|县|国|州|区|大学|公司|学院|河|山|岛|队|军|党|王朝)")
_NUMBER = re.compile(r"\d{2,4}(?=年|世纪|月|个|人|座|家|万|亿|米|公里|岁|%)")
_FILLERS = re.compile(r"请问|的|了|是|在|有|是什么|什么样的|哪个|哪些|哪一|多少")
_TAIL = re.compile(r"[?？。]+$")


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a context, `begin` counting in it, with a heading or nothing above."""

    context: int
    begin: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the sets; the answer's offsets in the context, -1 when it has none there.

    `share` is how often it comes up in a pass over the questions, 0 to 1.
    """

    question: str
    context: int
    start: int
    end: int
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Numbers of a question and a window; the answer's offsets in the window's text.

    `start` is ABSENT when the window does not answer, UNMARKED when it answers at too great length.
    """

    question: int
    window: int
    start: int = ABSENT
    end: int = ABSENT


@dataclass
class Corpus:
    """Contexts, questions and windows of the training files, folded."""

    contexts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    of_context: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    of_title: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    # Questions' windows without the sentences that answer.
    gaps: dict[int, int] = field(default_factory=dict)

    @classmethod
    def read(
        cls, files: Sequence[Path], extra: Sequence[Path] = (), share: float = 1.0, seed: int = 1
    ) -> "Corpus":
        """Read training files; the windows depend on the seed alone.

        Questions of the `extra` files come up less often, by `share`.
        """
        corpus = cls()
        known: dict[str, int] = {}
        for file in [*files, *extra]:
            often = share if file in extra else 1.0
            for line in file.read_text(encoding="utf-8").splitlines():
                corpus._add(json.loads(line), known, often)
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        for number in range(len(corpus.contexts)):
            corpus._cut(number, chance)
        for number, asked in enumerate(corpus.asked):
            corpus._take_out(number, asked, chance)
        return corpus

    def _add(self, entry: dict, known: dict[str, int], share: float) -> None:
        text = fold(entry["context"])
        if text not in known:
            known[text] = len(self.contexts)
            self.contexts.append(text)
            self.titles.append(fold(entry.get("title", "")))
            self.of_title[self.titles[-1]].append(known[text])
        for qa in entry["qas"]:
            answers = qa["answers"]
            start = answers[0]["start"] if answers else -1
            end = start + len(answers[0]["text"]) if answers else -1
            question = fold(qa["question"]).strip()
            self.asked.append(Asked(question, known[text], start, end, share))

    def _cut(self, context: int, chance: random.Random) -> None:
        text, cut = self.contexts[context], set()
        for turn in range(_PASSES):
            size = chance.randint(SHORTEST, LONGEST) if turn else LONGEST
            heading = self.titles[context] if turn == _PASSES - 1 else ""
            for start, end in reading_windows(text, size):
                if (start, end, heading) not in cut and end - start > 10:
                    cut.add((start, end, heading))
                    self.of_context[context].append(len(self.windows))
                    self.windows.append(Window(context, start, text[start:end], heading))

    def _take_out(self, number: int, asked: Asked, chance: random.Random) -> None:
        """Add a window without the sentences that hold the answer, where enough of it is left."""
        holding = self.holding(asked)
        if not holding:
            return
        window = self.windows[chance.choice(holding)]
        text, answer = window.text, self.contexts[asked.context][asked.start : asked.end]
        rest = "".join(text[s:e] for s, e in sentences(text) if answer not in text[s:e]).strip()
        if width(rest) >= _LEAST_REST and answer not in rest:
            self.gaps[number] = len(self.windows)
            self.windows.append(replace(window, text=rest))

    def holding(self, asked: Asked) -> list[int]:
        """Return the windows that hold the answer."""
        if asked.start < 0:
            return []
        pieces = ((number, self.windows[number]) for number in self.of_context[asked.context])
        return [
            number
            for number, piece in pieces
            if piece.begin <= asked.start and asked.end <= piece.begin + len(piece.text)
        ]

    @cached_property
    def places(self) -> list[str]:
        """All names that look like places or institutions."""
        return sorted({place for text in self.contexts for place in _PLACE.findall(text)})

    @cached_property
    def _postings(self) -> tuple[dict[str, list[tuple[int, int]]], list[int]]:
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for number, text in enumerate(self.contexts):
            counts = Counter(term for term in terms(text) if len(term) > 1)
            lengths.append(sum(counts.values()))
            for term, count in counts.items():
                postings[term].append((number, count))
        return postings, lengths

    def alike(self, asked: Asked) -> list[int]:
        """Return other contexts that BM25 ranks high for the question."""
        scores: Counter[int] = Counter()
        postings, lengths = self._postings
        total, mean = len(lengths), sum(lengths) / len(lengths)
        for term in set(terms(asked.question)):
            found = postings.get(term, [])
            if len(term) < 2 or not found or len(found) > total / 10:
                continue
            weight = math.log((total - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                length = 0.25 + 0.75 * lengths[number] / mean
                scores[number] += weight * count * 2.2 / (count + 1.2 * length)
        return [number for number, _ in scores.most_common(6) if number != asked.context][:4]


def swapped(question: str, text: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Return the question about another year, number, place or subject than the text's."""
    options = []
    for match in _NUMBER.finditer(question):
        if match.group() in text:
            other = str(int(match.group()) + chance.choice([-20, -7, -3, -1, 1, 2, 5, 10]))
            options.append((match.span(), other))
    for match in _PLACE.finditer(question):
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


class Pairs:
    """The endless stream of pairs, each pass over the questions in a new order."""

    def __init__(self, corpus: Corpus, questions: Questions, seed: int) -> None:
        self._corpus, self._questions = corpus, questions
        self._chance = random.Random(seed)  # noqa: S311 - not for secrets
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
        same = self._questions.same[number]
        question = same[chance.random() < 0.35]
        if asked.start < 0:
            if chance.random() < 0.35 and own:
                yield Pair(question, self._nearest(asked.question, own))
            return
        holding = self._corpus.holding(asked)
        if not holding:
            return
        window = chance.choice(holding)
        begin = self._corpus.windows[window].begin
        if asked.end - asked.start > _LONGEST_MARKED:
            yield Pair(question, window, UNMARKED, UNMARKED)
        else:
            yield Pair(question, window, asked.start - begin, asked.end - begin)
        draw = chance.random()
        if draw < 0.15 and self._questions.other[number]:
            yield Pair(self._questions.other[number][0], window)
        elif chance.random() < 0.35 and number in self._corpus.gaps:
            yield Pair(question, self._corpus.gaps[number])
        elif (wrong := self._wrong(number, draw)) is not None:
            yield Pair(question, wrong)

    def _nearest(self, question: str, windows: Sequence[int]) -> int:
        """Return the window that shares most with the question, or now and then any."""
        if self._chance.random() < 0.5:
            return self._chance.choice(windows)
        wanted = set(terms(question))
        texts = self._corpus.windows
        return max(windows, key=lambda w: (len(wanted & set(terms(texts[w].text))), w % 7))

    def _wrong(self, number: int, draw: float) -> int | None:
        """Return a window without the answer: near by, alike, or of the same article."""
        corpus, asked = self._corpus, self._corpus.asked[number]
        answer = corpus.contexts[asked.context][asked.start : asked.end]
        if draw < 0.4:
            found = corpus.of_context[asked.context]
        else:
            if draw < 0.8:
                if number not in self._alike:
                    self._alike[number] = corpus.alike(asked)
                contexts = self._alike[number]
            else:
                title = corpus.titles[asked.context]
                contexts = [c for c in corpus.of_title[title] if c != asked.context]
            found = corpus.of_context[self._chance.choice(contexts)] if contexts else []
        found = [w for w in found if answer not in corpus.windows[w].text]
        return self._nearest(asked.question, found) if found else None
