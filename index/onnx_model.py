"""The bundled encoder's core: texts → unit vectors, with ONNX Runtime and nothing heavier.

Importing sentence-transformers takes longer than answering a hundred questions, so a process that
only asks uses this directly; `index/onnx_module.py` wraps the same object as a module of
sentence-transformers, with the same vectors.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

Vectors = NDArray[np.float32]

# Tokens in one run: enough to fill the cores, few enough that padding stays small.
_BATCH_TOKENS = 4096


def check_sums(folder: Path) -> str:
    """Check a model folder against its SHA256SUMS; return a digest of them all.

    Raises EncoderError naming the file that is missing or damaged.
    """
    sums = folder / "SHA256SUMS"
    try:
        lines = sums.read_text().splitlines()
        for line in lines:
            expected, _, name = line.partition("  ")
            with (folder / name).open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != expected:
                    raise EncoderError(f"{folder / name} is damaged: restore it from the release.")
    except OSError as error:
        raise EncoderError(f"Cannot read the model file {error.filename}: restore it.") from None
    return sha256("\n".join(lines).encode()).hexdigest()


class OnnxModel:
    """A tokenizer and an ONNX encoder from one folder; mean-pooled, unit-length vectors."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self.folder = folder
        self.fingerprint = check_sums(folder)
        settings = json.loads((folder / "config.json").read_text())
        self.dimension = int(settings["dimension"])
        self.longest = int(settings["longest"])
        self.query_prefix = str(settings["query_prefix"])
        self.passage_prefix = str(settings["passage_prefix"])
        self._tokenizer = _load_tokenizer(folder, self.longest)
        self._lower = load_session(folder / "lower.onnx", threads)
        self._upper = load_session(folder / "upper.onnx", threads)

    def tokenize(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return token ids and mask, both [n, longest of the batch]."""
        ids, mask, _ = self.read(texts)
        return ids, mask

    def read(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], list[list[tuple[int, int]]]]:
        """Return token ids, mask, and the characters of every token, as offsets in its text."""
        encodings = self._tokenizer.encode_batch(list(texts))
        ids = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        return ids, mask, [encoding.offsets for encoding in encodings]

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Vectors:
        """Return one unit vector for each row of token ids, [n, dimension]."""
        return self.pool(self.states(ids, mask), mask)

    def states(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Vectors:
        """Return what the lower layers make of the tokens, [n, tokens, dimension]."""
        states = self._lower.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return np.asarray(states, np.float32)

    def pool(self, states: Vectors, mask: NDArray[np.int64]) -> Vectors:
        """Return the unit vectors of texts whose lower states are known, [n, dimension]."""
        hidden = self._upper.run(None, {"states": states, "attention_mask": mask})[0]
        pooled = np.einsum("ntd,nt->nd", hidden, mask.astype(np.float32))
        norms = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(norms, 1e-12), np.float32)

    def embed(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        workers: int = 1,
    ) -> Vectors:
        """Return the vectors of texts that already have their prefix, in their order.

        Texts of about the same length share a batch, and `workers` batches are worked on at the
        same time; `progress` is told how many texts are done.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)

        def work(rows: list[int]) -> int:
            vectors[rows] = self.run(*self.tokenize([texts[row] for row in rows]))
            return len(rows)

        with ThreadPoolExecutor(workers) as pool:
            for done in pool.map(work, batches([len(text) for text in texts])):
                if progress is not None:
                    progress(done)
        return vectors


def batches(lengths: Sequence[int], tokens: int = _BATCH_TOKENS) -> Iterator[list[int]]:
    """Yield row numbers, short texts first, so that a batch's padded size stays bounded."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        # A character is at most about one token; the longest text so far is this one.
        if batch and (len(batch) + 1) * min(lengths[row] + 10, 512) > tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _load_tokenizer(folder: Path, longest: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>")  # noqa: S106 - not a password
    return tokenizer


def load_session(path: Path, threads: int | None) -> Any:
    """Return an ONNX Runtime session on `threads` threads, all cores when None."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.inter_op_num_threads = 1
    # A thread that spins between two questions takes the core from whoever shares the machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
