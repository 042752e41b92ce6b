"""Training pairs → batches of token ids, with the answer's place in tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from qa.windows import reading_text
from training.reader_data import Corpus
from training.reader_pairs import Pair, Pairs
from training.wordings import Wordings

# In tokens: a question and, for a passage in another language, its glosses.
LONGEST_QUESTION = 64
_LONGEST_WINDOW = 512
_ASKED, _PASSAGE = "query: ", "passage: "
PAD = 1
# Sequences are padded to whole steps of this many tokens.
_STEP = 32
_READ_AT_ONCE = 1000


class Batch(NamedTuple):
    """Tensors of one step.

    `questions` and `windows` are ids [n, tokens], padded each by itself; `text` marks the windows'
    tokens that an answer may be made of. `start` and `end` are token numbers in the windows, or
    ABSENT, or UNMARKED.
    """

    questions: Tensor
    windows: Tensor
    text: Tensor
    start: Tensor
    end: Tensor


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as ids: question and window, where its text starts and the answer stands."""

    question: NDArray[np.int32]
    window: NDArray[np.int32]
    text: int
    start: int
    end: int

    @property
    def padded(self) -> tuple[int, int]:
        """The lengths of question and window in whole steps of padding."""
        return _whole(len(self.question)), _whole(len(self.window))


def _whole(length: int) -> int:
    return -(-length // _STEP) * _STEP


class Material:
    """The windows in tokens, read once, and questions in tokens when they are asked."""

    def __init__(self, corpus: Corpus, encoder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._bodies = [len(piece.text) for piece in corpus.windows]
        self._windows: list[tuple[NDArray[np.int32], NDArray[np.int16]]] = []
        texts = [_PASSAGE + reading_text(piece.heading, piece.text) for piece in corpus.windows]
        self._whole = [len(text) for text in texts]
        for at in range(0, len(texts), _READ_AT_ONCE):
            for each in self._tokenizer.encode_batch(texts[at : at + _READ_AT_ONCE]):
                # Arrays, so that processes that are forked off share them.
                ids = np.array(each.ids, np.int32)
                self._windows.append((ids, np.array(each.offsets, np.int16)))
        self._asked = lru_cache(maxsize=20_000)(self._question)

    def _question(self, question: str) -> NDArray[np.int32]:
        ids = self._tokenizer.encode(_ASKED + question).ids
        return np.array(ids[:LONGEST_QUESTION], np.int32)

    def row(self, pair: Pair) -> Row | None:
        """Return the pair in tokens.

        None when the answer is in no token of the window, or the window is longer than the model
        reads: a clause without an end is not cut.
        """
        ids, offsets = self._windows[pair.window]
        if len(ids) > _LONGEST_WINDOW:
            return None
        begin = self._whole[pair.window] - self._bodies[pair.window]
        # A token may hold the blank before the text: it belongs to the text when it ends in it.
        first = int(np.argmax(offsets[:, 1] > begin))
        asked = self._asked(pair.question)
        if pair.start < 0:
            return Row(asked, ids, first, pair.start, pair.end)
        start, end = pair.start + begin, pair.end + begin
        inside = np.flatnonzero((offsets[:, 1] > start) & (offsets[:, 0] < end))
        if not len(inside):
            return None
        return Row(asked, ids, first, int(inside[0]), int(inside[-1]))


def stacked(rows: Sequence[Row]) -> Batch:
    """Return the tensors of some rows."""
    long, wide = (max(row.padded[side] for row in rows) for side in (0, 1))
    questions = torch.full((len(rows), long), PAD)
    windows, text = torch.full((len(rows), wide), PAD), torch.zeros(len(rows), wide).long()
    for n, row in enumerate(rows):
        questions[n, : len(row.question)] = torch.from_numpy(row.question)
        windows[n, : len(row.window)] = torch.from_numpy(row.window)
        text[n, row.text : len(row.window) - 1] = 1
    places = (torch.tensor([getattr(row, name) for row in rows]) for name in ("start", "end"))
    return Batch(questions, windows, text, *places)


class Batches(IterableDataset[Batch]):
    """Batches of about `budget` tokens, of pairs of like length, without end.

    All pairs of one padded length come in batches of one size: products of a new shape have to be
    prepared, which takes longer than the product.
    """

    def __init__(self, corpus: Corpus, material: Material, budget: int, seed: int) -> None:
        self._corpus, self._material = corpus, material
        self._budget, self._seed = budget, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        seed = self._seed + (worker.id if worker else 0)
        pairs = iter(Pairs(self._corpus, Wordings(self._corpus, seed)))
        chance = np.random.default_rng(seed)
        waiting: list[Row] = []
        # Enough at a time that most lengths fill a batch.
        portion = max(800, self._budget // 20)
        while True:
            read = (self._material.row(pair) for pair in islice(pairs, portion))
            waiting += [row for row in read if row]
            cut, waiting = _cut(waiting, self._budget)
            for number in chance.permutation(len(cut)):
                yield stacked(cut[number])


def loader(batches: Batches, workers: int, *, pinned: bool) -> Iterator[Batch]:
    """Yield the batches, made in as many other processes as `workers` says."""
    # Forked, they share the corpus and the windows.
    context = "fork" if workers else None
    return iter(
        DataLoader(
            batches, batch_size=None, num_workers=workers, pin_memory=pinned,
            multiprocessing_context=context, prefetch_factor=6 if workers else None,
        )
    )  # fmt: skip


def _padded(row: Row) -> tuple[int, int]:
    return row.padded


def _cut(rows: Sequence[Row], budget: int) -> tuple[list[list[Row]], list[Row]]:
    """Return full batches and the rows that are left; what fills no batch is padded a step more."""
    cut: list[list[Row]] = []
    waiting: list[Row] = []
    for _, alike in groupby(sorted(rows, key=_padded), key=lambda row: row.padded[0]):
        left: list[Row] = []
        for (long, wide), group in groupby(alike, key=_padded):
            left.extend(group)
            size = max(1, budget // (long + wide))
            while len(left) >= size:
                cut.append(left[:size])
                left = left[size:]
        waiting.extend(left)
    return cut, waiting
