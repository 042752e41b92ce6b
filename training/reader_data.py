"""Question-answering sets → contexts, their windows and the questions asked about them, folded."""

import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
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
# Reading width that a window keeps when the answer is taken out.
_LEAST_REST = 120
# How many windows without the answer each question gets, where they differ.
_TAKEN_OUT = 2
# How often the answer's words alone are taken out, and how many characters they have at most.
_WORDS_ALONE, _FEW = 0.6, 30
PLACE = re.compile(r"[一-鿿]{2,3}(?:省|市|县|国|州|区|大学|公司|学院|河|山|岛|队|军|党|王朝)")


def asked_in(folder: Path | None) -> frozenset[str]:
    """Return what is asked in a folder's question sets: what is evaluated on must not be seen."""
    files = sorted(folder.rglob("*.jsonl")) if folder else []
    entries = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return frozenset(_bare(each["question"]) for each in entries if "question" in each)


def _bare(question: str) -> str:
    return "".join(filter(str.isalnum, fold(question)))


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


@dataclass
class Corpus:
    """Contexts, questions and windows of the training files, folded."""

    contexts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    of_context: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    of_title: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    # Questions' windows without the words, or the sentences, that answer.
    gaps: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    left_out: int = 0
    _without: frozenset[str] = frozenset()

    @classmethod
    def read(
        cls,
        files: Sequence[Path],
        extra: Sequence[Path] = (),
        share: float = 1.0,
        *,
        seed: int = 1,
        without: frozenset[str] = frozenset(),
    ) -> "Corpus":
        """Read training files; the windows depend on the seed alone.

        Questions of the `extra` files come up less often, by `share`; those whose words are in
        `without` (see `asked_in`) are left out.
        """
        corpus = cls(_without=without)
        known: dict[str, int] = {}
        for file in [*files, *extra]:
            often = share if file in extra else 1.0
            for line in file.read_text(encoding="utf-8").splitlines():
                corpus._add(json.loads(line), known, often)
        chance = random.Random(seed)  # noqa: S311 - not for secrets
        for number in range(len(corpus.contexts)):
            corpus._cut(number, chance)
        for number, asked in enumerate(corpus.asked):
            for _ in range(_TAKEN_OUT):
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
            if _bare(qa["question"]) in self._without:
                self.left_out += 1
                continue
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
        """Add a window without the answer, where enough of it is left.

        Without its words alone the sentence still speaks of what is asked, and does not say it.
        """
        holding = self.holding(asked)
        if not holding:
            return
        window = self.windows[chance.choice(holding)]
        text, answer = window.text, self.contexts[asked.context][asked.start : asked.end]
        if len(answer) <= _FEW and chance.random() < _WORDS_ALONE:
            rest = text.replace(answer, "").strip()
        else:
            kept = (text[s:e] for s, e in sentences(text) if answer not in text[s:e])
            rest = "".join(kept).strip()
        if width(rest) >= _LEAST_REST and answer not in rest:
            known = (self.windows[gap] for gap in self.gaps[number])
            if (gap := replace(window, text=rest)) not in known:
                self.gaps[number].append(len(self.windows))
                self.windows.append(gap)

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

    def beginning(self, asked: Asked) -> list[int]:
        """Return the windows in which the answer begins."""
        pieces = ((number, self.windows[number]) for number in self.of_context[asked.context])
        return [
            number
            for number, piece in pieces
            if piece.begin <= asked.start < piece.begin + len(piece.text)
        ]

    @cached_property
    def places(self) -> list[str]:
        """All names that look like places or institutions."""
        return sorted({place for text in self.contexts for place in PLACE.findall(text)})

    @cached_property
    def short_titles(self) -> set[str]:
        """Titles that a question may name as they are."""
        return {title for title in self.titles if 2 <= len(title) <= 8}

    def siblings(self, title: str) -> list[str]:
        """Return the short titles that end as a title does: what is easily taken for it.

        Where none does, all of them.
        """
        for ending in (title[-2:], title[-1:]):
            if found := [each for each in self._ending[ending] if each != title]:
                return found
        return sorted(self.short_titles - {title})

    @cached_property
    def _ending(self) -> dict[str, list[str]]:
        titles: dict[str, list[str]] = defaultdict(list)
        for title in sorted(self.short_titles):
            for ending in {title[-2:], title[-1:]}:
                titles[ending].append(title)
        return titles

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
