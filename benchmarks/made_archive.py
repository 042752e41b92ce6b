"""Made interviews without end, for measuring large indexes.

Words are one to three Chinese characters, drawn by Zipf's law, so that pairs of characters are as
unevenly common as in real text. Vectors lie in small clusters within large ones, along directions
whose weight falls off, and share a common part, as sentence embeddings do.
"""

from collections.abc import Iterator

import numpy as np

from index.encoder import Vectors
from index.transcript import Interview, Paragraph

DIMENSION = 384

# The 3755 characters of everyday Chinese, as GB 2312 lists them.
_CHARACTERS = bytes(
    byte
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA)
    for byte in (high, low)
).decode("gb2312")
_WORDS = 60_000
_PARAGRAPHS = 60
_TOPICS, _THEMES = 300, 20_000


class Archive:
    """One endless archive; the same seed gives the same interviews and vectors."""

    def __init__(self, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._words = self._make_words()
        weights = 1 / np.arange(1, _WORDS + 1) ** 1.05
        self._chances = np.cumsum(weights / weights.sum())
        spread = np.arange(1, DIMENSION + 1) ** -0.35
        self._spread = (spread / np.linalg.norm(spread)).astype(np.float32)
        self._common = self._draw(1)[0] / np.linalg.norm(self._spread)
        topics = self._draw(_TOPICS)
        self._themes = topics[self._random.integers(0, _TOPICS, _THEMES)] + self._draw(_THEMES)

    def _make_words(self) -> list[str]:
        # A few characters make up much of any text; the commonest words are short.
        characters = self._random.permutation(list(_CHARACTERS))
        ranks = (self._random.pareto(0.9, size=(_WORDS, 3)) * 120).astype(int) % len(characters)
        lengths = self._random.choice([1, 2, 3], size=_WORDS, p=[0.08, 0.77, 0.15])
        lengths[:60] = 1
        return [
            "".join(characters[rank] for rank in row[:length])
            for row, length in zip(ranks.tolist(), lengths.tolist(), strict=True)
        ]

    def _draw(self, count: int) -> Vectors:
        drawn = self._random.normal(size=(count, DIMENSION)).astype(np.float32)
        return np.asarray(drawn * self._spread, np.float32)

    def vectors(self, count: int) -> Vectors:
        """Return unit vectors, [count, DIMENSION], neighbours about the same themes."""
        themes = self._random.integers(0, _THEMES, max(count // 4, 1))
        chosen = self._themes[self._random.choice(themes, count)]
        mixed = 4.0 * self._common + chosen + 1.0 * self._draw(count)
        return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), np.float32)

    def _sentence(self) -> str:
        picks = self._random.random(int(self._random.integers(5, 30)))
        found = np.minimum(np.searchsorted(self._chances, picks), _WORDS - 1).tolist()
        middle = len(found) // 2
        head = "".join(self._words[word] for word in found[:middle])
        tail = "".join(self._words[word] for word in found[middle:])
        return f"{head}，{tail}。"

    def interviews(self) -> Iterator[Interview]:
        """Yield interviews of sixty paragraphs, one to five sentences each."""
        number = 0
        while True:
            name = f"made-{number}"
            texts = [
                "".join(self._sentence() for _ in range(int(self._random.integers(1, 6))))
                for _ in range(_PARAGRAPHS)
            ]
            paragraphs, offset = [], 0
            for place, text in enumerate(texts, 1):
                spans = ((offset, offset + len(text)),)
                paragraphs.append(Paragraph(f"{name}#p{place}", place, "answer", text, spans))
                offset += len(text) + 2
            source = "\n\n".join(texts)
            yield Interview(name, name, f"{name}.txt", source, "zh", tuple(paragraphs))
            number += 1
