"""An encoder for tests: instant, and the same text always gives the same vector."""

import time
from hashlib import sha256

import numpy as np


class HashingEncoder:
    """Unit vectors drawn from a text's hash; `seen` lists what was embedded as a passage."""

    def __init__(self, dimension: int = 8, name: str = "hashing", pause: float = 0.0) -> None:
        self.dimension = dimension
        self.fingerprint = f"{name}:{dimension}"
        self.seen: list[str] = []
        self._pause = pause

    def _vectors(self, texts):
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            seed = sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]
            vector = np.random.default_rng(int.from_bytes(seed)).normal(size=self.dimension)
            vectors[row] = vector / np.linalg.norm(vector)
        return vectors

    def queries(self, texts):
        return self._vectors(texts)

    def passages(self, texts, progress=None):
        self.seen.extend(texts)
        time.sleep(self._pause)
        if progress is not None:
            progress(len(texts))
        return self._vectors(texts)
