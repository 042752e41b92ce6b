"""Question-answering sets → training pairs for the reader, negatives included.

A pair is a question and a window of text as the reader will meet it. Positives mark the answer's
characters. Negatives teach the reader to say no: the set's own unanswerable questions, windows of
the same paragraph without the answer, paragraphs that look alike (BM25), and questions in which a
year, a number, a place or the subject was swapped for one that the text does not speak of.
"""

import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.grams import terms
from index.normal import fold

WINDOW = 230
_PLACE = re.compile(r"[一-鿿]{2,3}(?:省|市|县|国|州|区|大学|公司|学院|河|山|岛|队|军|党|王朝)")
_NUMBER = re.compile(r"\d{2,4}(?=年|世纪|月|个|人|座|家|万|亿|米|公里|岁|%)")
_FILLERS = re.compile(r"请问|的|了|是|在|有|是什么|什么样的|哪个|哪些|哪一|多少")
_TAIL = re.compile(r"[?？。]+$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a window and the answer's offsets in it; (-1, -1) when it is not there."""

    question: str
    window: str
    start: int = -1
    end: int = -1

    @property
    def answerable(self) -> bool:
        """Tell whether the window answers the question."""
        return self.start >= 0


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    context: int
    start: int
    end: int


class Corpus:
    """All contexts and questions of the training files, folded, with a BM25 over contexts."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.contexts: list[str] = []
        self.titles: list[str] = []
        self.asked: list[_Asked] = []
        for file in files:
            for line in file.read_text(encoding="utf-8").splitlines():
                self._add(json.loads(line))
        self._postings, self._lengths = self._index()
        self.places = sorted({place for text in self.contexts for place in _PLACE.findall(text)})

    def _add(self, entry: dict) -> None:
        context = len(self.contexts)
        self.contexts.append(fold(entry["context"]))
        self.titles.append(fold(entry.get("title", "")))
        for qa in entry["qas"]:
            answers = qa["answers"]
            start = answers[0]["start"] if answers else -1
            end = start + len(answers[0]["text"]) if answers else -1
            self.asked.append(_Asked(fold(qa["question"]).strip(), context, start, end))

    def _index(self) -> tuple[dict[str, list[tuple[int, int]]], list[int]]:
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for number, text in enumerate(self.contexts):
            counts = Counter(term for term in terms(text) if len(term) > 1)
            lengths.append(sum(counts.values()))
            for term, count in counts.items():
                postings[term].append((number, count))
        return postings, lengths

    def neighbour(self, asked: _Asked, chance: random.Random) -> int | None:
        """Return a context that BM25 ranks high for the question but that is not its own."""
        scores: Counter[int] = Counter()
        total, mean = len(self.contexts), sum(self._lengths) / len(self._lengths)
        for term in set(terms(asked.question)):
            found = self._postings.get(term, [])
            if len(term) < 2 or not found or len(found) > total / 10:
                continue
            weight = math.log((total - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found:
                length = 0.25 + 0.75 * self._lengths[number] / mean
                scores[number] += weight * count * 2.2 / (count + 1.2 * length)
        ranked = [number for number, _ in scores.most_common(6) if number != asked.context]
        return chance.choice(ranked[:4]) if ranked else None


def window_at(text: str, start: int, end: int, chance: random.Random) -> tuple[str, int]:
    """Return a window of text around a span, at a random place, and where it begins."""
    if len(text) <= WINDOW:
        return text, 0
    size = chance.randint(WINDOW // 2, WINDOW)
    low = max(0, end - size)
    high = max(low, min(start, len(text) - size))
    begin = chance.randint(low, high)
    # Sentences are the seams of the passages met later.
    seam = max(text.rfind(mark, low, start) for mark in "。!?;\n") + 1
    begin = seam if seam > low and chance.random() < 0.6 else begin
    return text[begin : begin + max(size, end - begin)], begin


def _other_window(asked: _Asked, text: str, chance: random.Random) -> str | None:
    """Return a window of the same paragraph that does not contain the answer."""
    answer = text[asked.start : asked.end]
    sides = [text[: max(asked.start - 5, 0)], text[asked.end + 5 :]]
    usable = [side for side in sides if len(side) > 60 and answer not in side]
    if not usable:
        return None
    side = chance.choice(usable)
    begin = chance.randint(0, max(0, len(side) - WINDOW))
    return side[begin : begin + WINDOW]


def swapped(question: str, window: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Return the question about another year, number, place or subject than the window's."""
    options = []
    for match in _NUMBER.finditer(question):
        if match.group() in window:
            number = int(match.group())
            other = str(number + chance.choice([-20, -7, -3, -1, 1, 2, 5, 10]))
            options.append((match.span(), other))
    for match in _PLACE.finditer(question):
        suffix = match.group()[-1]
        alike = [place for place in corpus.places if place[-1] == suffix and place not in window]
        if match.group() in window and alike:
            options.append((match.span(), chance.choice(alike)))
    title = chance.choice(corpus.titles)
    for mine in {t for t in corpus.titles if 2 <= len(t) <= 8 and t in question and t in window}:
        if title and title not in window and len(title) <= 8:
            at = question.find(mine)
            options.append(((at, at + len(mine)), title))
    if not options:
        return None
    (start, end), other = chance.choice(options)
    return question[:start] + other + question[end:] if other not in window else None


def roughened(question: str, chance: random.Random) -> str:
    """Return the question as people type it: without the tail, or without its small words."""
    if chance.random() < 0.3:
        question = _TAIL.sub("", question)
    if chance.random() < 0.12:
        question = _FILLERS.sub(lambda m: "" if chance.random() < 0.5 else m.group(), question)
    return question or "?"


def make_pairs(corpus: Corpus, seed: int) -> Iterator[Pair]:
    """Yield an endless stream of pairs, each pass over the questions in a new order."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    while True:
        order = list(corpus.asked)
        chance.shuffle(order)
        for asked in order:
            yield from _pairs_of(asked, corpus, chance)


def _pairs_of(asked: _Asked, corpus: Corpus, chance: random.Random) -> Iterator[Pair]:
    text = corpus.contexts[asked.context]
    question = roughened(asked.question, chance)
    if asked.start < 0:
        middle = chance.randrange(len(text))
        yield Pair(question, window_at(text, middle, middle + 1, chance)[0])
        return
    window, begin = window_at(text, asked.start, asked.end, chance)
    yield Pair(question, window, asked.start - begin, asked.end - begin)
    draw = chance.random()
    if draw < 0.35 and (other := _other_window(asked, text, chance)):
        yield Pair(question, other)
    elif draw < 0.65 and (neighbour := corpus.neighbour(asked, chance)) is not None:
        found = corpus.contexts[neighbour]
        if text[asked.start : asked.end] not in found:
            middle = chance.randrange(len(found))
            yield Pair(question, window_at(found, middle, middle + 1, chance)[0])
    elif (changed := swapped(question, window, corpus, chance)) is not None:
        yield Pair(changed, window)
