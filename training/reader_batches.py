"""Training pairs → batches of lower states, with the answer's place in tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from qa.windows import reading_text
from training.reader_data import Corpus
from training.reader_pairs import Pair
from training.reader_states import AskedStates, States

_PREFIX = "passage: "
# Sequences are padded to whole steps of this many tokens.
_STEP = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; `start` and `end` are token numbers, or ABSENT, or UNMARKED."""

    states: Tensor
    mask: Tensor
    passage: Tensor
    text: Tensor
    start: Tensor
    end: Tensor


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as token counts: the question's, the passage's, and where its text starts."""

    pair: Pair
    question: int
    passage: int
    text: int
    start: int
    end: int

    @property
    def padded(self) -> int:
        """The length of the sequence in whole steps of padding."""
        return -(-(self.question + self.passage) // _STEP) * _STEP


class Material:
    """The states and the tokens' places, from which batches are made."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, folder: Path, encoder: Path) -> None:
        self.questions = AskedStates(encoder)
        self.windows = States.load(folder / "windows")
        self._corpus, self._tokenizer = corpus, tokenizer
        self._offsets: dict[int, tuple[int, list[tuple[int, int]]]] = {}

    def _places(self, window: int) -> tuple[int, list[tuple[int, int]]]:
        """Return where the text begins in what was read, and the tokens' characters there."""
        if window not in self._offsets:
            piece = self._corpus.windows[window]
            read = _PREFIX + reading_text(piece.heading, piece.text)
            self._offsets[window] = (
                len(read) - len(piece.text),
                self._tokenizer.encode(read).offsets,
            )
        return self._offsets[window]

    def row(self, pair: Pair) -> Row | None:
        """Return the pair in tokens.

        None when the answer is in no token of the window, or the window is longer than the model
        reads: a clause without an end is not cut.
        """
        begin, offsets = self._places(pair.window)
        if len(offsets) > len(self.windows.of(pair.window)):
            return None
        asked = len(self.questions.of(pair.question))
        # A token may hold the blank before the text: it belongs to the text when it ends in it.
        first = next((n for n, (_, high) in enumerate(offsets) if high > begin), len(offsets))
        if pair.start < 0:
            return Row(pair, asked, len(offsets), first, pair.start, pair.end)
        start, end = pair.start + begin, pair.end + begin
        inside = [n for n, (low, high) in enumerate(offsets) if high > start and low < end]
        if not inside:
            return None
        return Row(pair, asked, len(offsets), first, asked + inside[0], asked + inside[-1])

    def batch(self, rows: Sequence[Row]) -> Batch:
        """Return the tensors of some rows."""
        longest = max(row.padded for row in rows)
        states = np.zeros((len(rows), longest, self.windows.rows.shape[1]), np.float32)
        mask, passage, text = (np.zeros((len(rows), longest), np.int64) for _ in range(3))
        for n, row in enumerate(rows):
            end = row.question + row.passage
            states[n, : row.question] = self.questions.of(row.pair.question)
            states[n, row.question : end] = self.windows.of(row.pair.window)
            mask[n, :end] = 1
            passage[n, row.question : end] = 1
            text[n, row.question + row.text : end - 1] = 1
        places = (torch.tensor([getattr(row, name) for row in rows]) for name in ("start", "end"))
        return Batch(*(torch.from_numpy(each) for each in (states, mask, passage, text)), *places)


def batches(material: Material, pairs: Iterator[Pair], budget: int) -> Iterator[Batch]:
    """Yield batches of about `budget` tokens, of pairs of like length.

    All pairs of one padded length come in batches of one size: products of a new shape have to be
    prepared, which takes longer than the product.
    """
    waiting: list[Row] = []
    while True:
        waiting += [row for pair in islice(pairs, 800) if (row := material.row(pair))]
        cut, waiting = _cut(waiting, budget)
        for number in torch.randperm(len(cut)).tolist():
            yield material.batch(cut[number])


def _cut(rows: Sequence[Row], budget: int) -> tuple[list[list[Row]], list[Row]]:
    """Return full batches and the rows that are left; what fills no batch is padded a step more."""
    cut, left = [], []
    by_length = sorted(rows, key=lambda row: row.padded)
    for length, group in groupby(by_length, key=lambda row: row.padded):
        left.extend(group)
        size = max(1, budget // length)
        while len(left) >= size:
            cut.append(left[:size])
            left = left[size:]
    return cut, left
