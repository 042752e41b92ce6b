"""Texts → vectors: the bundled model by default, any sentence-transformers model by name.

E5 models were trained with `query: ` and `passage: ` in front of what they read; other models bring
their own prompts, or none.
"""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.onnx_model import OnnxModel

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

BUNDLED = Path(__file__).resolve().parent.parent / "models" / "encoder"
VARIABLE = "INTERVIEW_ENCODER"


class Encoder(Protocol):
    """What the index and the retriever need of an encoder."""

    fingerprint: str
    dimension: int

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, [n, dimension]."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors of passages, [n, dimension]; `progress` counts finished texts."""
        ...


def checked(vectors: Vectors, count: int, dimension: int) -> Vectors:
    """Return vectors that can be searched; raises EncoderError for any that cannot."""
    if vectors.shape != (count, dimension):
        raise EncoderError(
            f"The encoder gave vectors of shape {vectors.shape} for {count} texts of dimension "
            f"{dimension}: use another one."
        )
    if not np.isfinite(vectors).all():
        raise EncoderError("The encoder gave vectors that are not numbers: use another one.")
    return vectors


class BundledEncoder:
    """The model under `models/encoder`, run by ONNX Runtime."""

    def __init__(self, model: OnnxModel, workers: int = 1) -> None:
        self.model, self._workers = model, workers
        self.fingerprint = f"bundled:{model.fingerprint[:16]}"
        self.dimension = model.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, [n, dimension]."""
        prefixed = [self.model.query_prefix + text for text in texts]
        return checked(self.model.embed(prefixed), len(texts), self.dimension)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors of passages, [n, dimension]."""
        prefixed = [self.model.passage_prefix + text for text in texts]
        return checked(
            self.model.embed(prefixed, progress, self._workers), len(texts), self.dimension
        )


class SentenceTransformerEncoder:
    """Any model that sentence-transformers can load."""

    _CHUNK = 256

    def __init__(self, model: Any, name: str, fingerprint: str) -> None:
        self._model = model
        self.fingerprint = fingerprint
        self.dimension = int(model.get_embedding_dimension())
        prompts = {**getattr(model, "prompts", {})}
        e5 = "e5" in Path(name).name.lower()
        self._query = prompts.get("query") or ("query: " if e5 else "")
        self._passage = (
            prompts.get("passage") or prompts.get("document") or ("passage: " if e5 else "")
        )

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(
            list(texts), prompt="", normalize_embeddings=True, show_progress_bar=False
        )
        shaped = np.asarray(vectors, np.float32).reshape(len(texts), -1)
        return checked(shaped, len(texts), self.dimension)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, [n, dimension]."""
        return self._encode([self._query + text for text in texts])

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors of passages, [n, dimension]."""
        parts = [np.zeros((0, self.dimension), np.float32)]
        for start in range(0, len(texts), self._CHUNK):
            chunk = texts[start : start + self._CHUNK]
            parts.append(self._encode([self._passage + text for text in chunk]))
            if progress is not None:
                progress(len(chunk))
        return np.concatenate(parts)


def load_encoder(
    name: str | None = None, *, threads: int | None = None, workers: int = 1
) -> Encoder:
    """Load an encoder: by name or path, else what `$INTERVIEW_ENCODER` names, else the bundled one.

    The bundled one embeds passages in `workers` batches at a time, each on `threads` threads.

    Raises EncoderError in one sentence when it cannot be loaded from this machine.
    """
    wanted = name or os.environ.get(VARIABLE)
    if not wanted or Path(wanted).resolve() == BUNDLED:
        return BundledEncoder(OnnxModel(BUNDLED, threads), workers)
    return _load_any(wanted, threads)


def _load_any(name: str, threads: int | None) -> SentenceTransformerEncoder:
    # Nothing is fetched unless the user has put it on this machine already.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer

    if threads:
        torch.set_num_threads(threads)
    try:
        model = SentenceTransformer(name, device="cpu")
    except Exception as error:
        # The library raises a dozen kinds for "not there"; to the user they are one.
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise EncoderError(
            f"Cannot load the encoder '{name}' from this machine ({reason}): give the folder of a "
            "sentence-transformers model, or leave --encoder out for the bundled one."
        ) from None
    return SentenceTransformerEncoder(model, name, _foreign_fingerprint(model, name))


def _foreign_fingerprint(model: Any, name: str) -> str:
    """Return a name that changes when the model's weights do."""
    digest = sha256(name.encode())
    for parameter in model.parameters():
        digest.update(np.float64(parameter.detach().double().sum().item()).tobytes())
    return f"{Path(name).name}:{digest.hexdigest()[:16]}"
