"""What the reader's upper layers learn from: the lower layers' states of questions and windows.

The lower layers are the bundled encoder's own and stay as they are, so each window's states are
computed once, by the very file that ships, and kept on disk as float16 [tokens, size]. A question's
wording hangs on the window it is asked about; it is short, and computed when it is asked.
"""

import json
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.windows import reading_text
from training.reader_data import Corpus

# In tokens: a question and, for a passage in another language, its glosses.
LONGEST_QUESTION = 64
_BATCH_TOKENS = 3000


def _worker(encoder: Path, texts: Sequence[str]) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """Return the states of texts, one after the other, and how many tokens each has."""
    from index.onnx_model import OnnxModel, batches

    model = OnnxModel(encoder, threads=1)
    parts: list[Any] = [None] * len(texts)
    for rows in batches([len(text) for text in texts], _BATCH_TOKENS):
        ids, mask = model.tokenize([texts[row] for row in rows])
        states = model.states(ids, mask)
        for place, row in enumerate(rows):
            parts[row] = states[place, : mask[place].sum()].astype(np.float16)
    return np.concatenate(parts), np.array([len(part) for part in parts], np.int32)


@dataclass
class States:
    """States of many texts in one array; text i has rows `starts[i]` to `starts[i + 1]`."""

    rows: NDArray[np.float16]
    starts: NDArray[np.int64]

    @classmethod
    def load(cls, stem: Path) -> "States":
        """Map the arrays that `write_states` wrote."""
        starts = np.load(stem.with_suffix(".starts.npy"))
        rows = np.memmap(stem.with_suffix(".rows"), np.float16, "r")
        return cls(rows.reshape(int(starts[-1]), -1), starts)

    def of(self, number: int) -> NDArray[np.float16]:
        """Return the states of one text, [tokens, size]."""
        return self.rows[self.starts[number] : self.starts[number + 1]]


def write_states(texts: Sequence[str], stem: Path, encoder: Path, processes: int) -> None:
    """Compute and write the states of texts that have their prefix."""
    size = 400
    chunks = [texts[at : at + size] for at in range(0, len(texts), size)]
    lengths = []
    with (
        multiprocessing.get_context("spawn").Pool(processes) as pool,
        stem.with_suffix(".rows").open("wb") as file,
    ):
        for rows, counts in pool.imap(partial(_worker, encoder), chunks):
            file.write(rows.tobytes())
            lengths.append(counts)
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    np.save(stem.with_suffix(".starts.npy"), starts)


class AskedStates:
    """The states of questions, computed when asked for; the last ones are kept."""

    def __init__(self, encoder: Path) -> None:
        from index.onnx_model import OnnxModel

        self._model = OnnxModel(encoder, threads=1)
        self.of = lru_cache(maxsize=20_000)(self._of)

    def _of(self, question: str) -> NDArray[np.float16]:
        """Return the states of one question, [tokens, size], cut to the longest one."""
        ids, mask, _ = self._model.read([self._model.query_prefix + question])
        return self._model.states(ids, mask)[0, :LONGEST_QUESTION].astype(np.float16)


def prepare(corpus: Corpus, folder: Path, encoder: Path, processes: int = 2) -> None:
    """Write the states of all windows unless the folder has those of this corpus."""
    mark = {"windows": len(corpus.windows)}
    done = folder / "states.json"
    if done.exists() and json.loads(done.read_text()) == mark:
        return
    folder.mkdir(parents=True, exist_ok=True)
    windows = ["passage: " + reading_text(w.heading, w.text) for w in corpus.windows]
    write_states(windows, folder / "windows", encoder, processes)
    done.write_text(json.dumps(mark))
