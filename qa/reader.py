"""A question and passages → where the answer stands in each, and whether it stands there at all.

The reader is the encoder's lower layers, trained further (`training/`), run by ONNX Runtime. It
reads `<s> query: question </s></s> passage </s>` in the folded index view, which keeps every
character's place, so a span needs no mapping back.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import BUNDLED as ENCODER
from index.errors import EncoderError, ReaderError
from index.normal import fold
from index.onnx_model import check_sums, load_session

BUNDLED = Path(__file__).resolve().parent.parent / "models" / "reader"

# `<s>`, `<pad>` and `</s>` of the encoder's vocabulary.
_FIRST, _PAD, _LAST = 0, 1, 2
# Longer answers are rare, and their ends are guesses.
_LONGEST_ANSWER = 64
_BATCH_TOKENS = 2048
# Below any score the network gives.
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one passage.

    `score` is a logit: above 0 the passage more likely answers the question than not. `start` and
    `end` are offsets of the best span in the passage; `span_score` is its log-probability among
    all spans, at most 0.
    """

    score: float
    start: int
    end: int
    span_score: float


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    ids: list[int]
    first: int  # where the passage's tokens begin
    offsets: list[tuple[int, int]]  # their characters


class Reader:
    """The network and its tokenizer; safe to share between threads."""

    def __init__(self, folder: Path, tokenizer: Path, threads: int | None = None) -> None:
        from tokenizers import Tokenizer

        self.fingerprint = check_sums(folder)
        settings = json.loads((folder / "config.json").read_text())
        self._prefix = str(settings["query_prefix"])
        self._longest_question = int(settings["longest_question"])
        self._longest = int(settings["longest"])
        self._window, self._shared = int(settings["window"]), int(settings["shared"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._session = load_session(folder / "model.onnx", threads)

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Return one reading a passage, in their order; long passages are read in windows."""
        windows = self._windows(question, passages)
        readings = [Reading(_NEVER, 0, 0, _NEVER)] * len(passages)
        for batch in _batches(windows):
            for window, reading in zip(batch, self._run(batch), strict=True):
                if reading.score > readings[window.passage].score:
                    readings[window.passage] = reading
        return readings

    def _windows(self, question: str, passages: Sequence[str]) -> list[_Window]:
        asked = self._tokenizer.encode(self._prefix + fold(question), add_special_tokens=False)
        head = [_FIRST, *asked.ids[: self._longest_question], _LAST, _LAST]
        room = min(self._window, self._longest - len(head) - 1)
        folded = [fold(passage) for passage in passages]
        windows = []
        for number, read in enumerate(
            self._tokenizer.encode_batch(folded, add_special_tokens=False)
        ):
            for low in _starts(len(read.ids), room, self._shared):
                ids = [*head, *read.ids[low : low + room], _LAST]
                windows.append(_Window(number, ids, len(head), read.offsets[low : low + room]))
        return windows

    def _run(self, batch: Sequence[_Window]) -> Iterator[Reading]:
        longest = max(len(window.ids) for window in batch)
        ids = np.full((len(batch), longest), _PAD, np.int64)
        mask, passage = np.zeros_like(ids), np.zeros_like(ids)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
            passage[row, window.first : len(window.ids) - 1] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "passage": passage}
        spans, scores = self._session.run(None, inputs)
        for window, span, score in zip(batch, spans, scores, strict=True):
            inside = span[window.first : len(window.ids) - 1]
            start, end, span_score = best_span(inside)
            low, high = window.offsets[start][0], window.offsets[end][1]
            yield Reading(float(score), low, high, span_score)


def best_span(scores: NDArray[np.float32]) -> tuple[int, int, float]:
    """Return the first and last token of the likeliest span, and its log-probability.

    `scores` is [tokens, 2]: for each token, how likely it starts and ends the answer (logits).
    """
    shifted = scores - scores.max(0)
    starts, ends = (shifted - np.log(np.exp(shifted).sum(0))).T
    joint = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones_like(joint, bool)) & ~np.triu(
        np.ones_like(joint, bool), _LONGEST_ANSWER
    )
    start, end = divmod(int(np.where(allowed, joint, -np.inf).argmax()), len(scores))
    return start, end, float(joint[start, end])


def _starts(count: int, room: int, shared: int) -> list[int]:
    """Return where windows of `room` tokens begin so that they cover `count` tokens."""
    if count <= room:
        return [0] if count else []
    last = count - room
    return [*range(0, last, room - shared), last]


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """Yield windows of like length together, so that little is padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda window: len(window.ids)):
        if batch and (len(batch) + 1) * len(window.ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def load_reader(directory: Path | None = None, *, threads: int | None = None) -> Reader:
    """Load the reader of a folder, the bundled one by default.

    Raises ReaderError in one sentence when its files are missing or damaged.
    """
    try:
        return Reader(directory or BUNDLED, ENCODER / "tokenizer.json", threads)
    except EncoderError as error:
        raise ReaderError(str(error)) from None
