"""Many vectors → an inverted file: lists around trained centres, one byte a dimension.

A search looks into the lists nearest to the question only. How many that must be is measured on
the index itself when it is built: trial questions have to find what a product with every vector
finds. Real questions lie farther from all passages than passages from each other; the sum of two
passages is as far (on 45,000 real vectors, both find .98 of the nearest in 96 of 256 lists, where
passages themselves find .995).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embeddings import Chunks
from index.encoder import Vectors

Fetch = Callable[[NDArray[np.int64]], Chunks]

_PER_LIST = 64  # vectors that a centre is trained on
_ROUNDS = 8
_TRIALS = 200  # questions that the search is measured with
_TOP = 10
_SHARE = 0.985
_SMALLEST = 8  # lists that a search looks into at least


def lists_for(count: int) -> int:
    """Return how many lists serve so many vectors: about their square root, a power of two."""
    return 1 << max(round(math.log2(max(count, 4)) / 2), 1)


def build(dimension: int, rows: NDArray[np.int64], fetch: Fetch) -> Any:
    """Return a FAISS index of those unit rows, whose vectors `fetch` reads, in ascending order."""
    import faiss

    random = np.random.default_rng(len(rows))
    lists = lists_for(len(rows))
    sample = np.sort(random.choice(rows, min(len(rows), lists * _PER_LIST), replace=False))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists,
        faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT,
    )  # fmt: skip
    index.cp.niter, index.cp.spherical, index.cp.seed = _ROUNDS, True, 1
    training = _all(fetch(sample), dimension)
    index.train(training)
    nearest = _Nearest(_trial(training, random))
    for some, vectors in fetch(rows):
        index.add_with_ids(vectors, some)
        nearest.see(some, vectors)
    index.nprobe = _lists_needed(index, nearest)
    return index


def suits(index: Any, count: int) -> bool:
    """Tell whether the lists are neither too long nor too many for so many vectors."""
    return bool(index.nlist / 4 <= lists_for(count) <= index.nlist * 4)


def rows_of(index: Any) -> NDArray[np.int64]:
    """Return the rows in an index, in ascending order."""
    import faiss

    sizes = ((number, index.invlists.list_size(number)) for number in range(index.nlist))
    parts = [
        faiss.rev_swig_ptr(index.invlists.get_ids(number), size).copy()
        for number, size in sizes
        if size
    ]
    return np.sort(np.concatenate([np.zeros(0, np.int64), *parts]))


def _all(chunks: Chunks, dimension: int) -> Vectors:
    return np.concatenate([np.zeros((0, dimension), np.float32), *(each for _, each in chunks)])


def _trial(vectors: Vectors, random: np.random.Generator) -> Vectors:
    one, two = random.choice(len(vectors), (2, _TRIALS))
    sums = vectors[one] + vectors[two]
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))


class _Nearest:
    """The rows nearest to some questions among all that were seen, exactly."""

    def __init__(self, questions: Vectors) -> None:
        self.questions = questions
        self._scores = np.full((len(questions), _TOP), -np.inf, np.float32)
        self.rows = np.full((len(questions), _TOP), -1, np.int64)

    def see(self, rows: NDArray[np.int64], vectors: Vectors) -> None:
        """Compare more vectors with what was nearest so far."""
        scores = np.concatenate([self._scores, self.questions @ vectors.T], axis=1)
        names = np.concatenate([self.rows, np.tile(rows, (len(scores), 1))], axis=1)
        best = np.argpartition(-scores, _TOP - 1, axis=1)[:, :_TOP]
        self._scores = np.take_along_axis(scores, best, 1)
        self.rows = np.take_along_axis(names, best, 1)


def _lists_needed(index: Any, nearest: _Nearest) -> int:
    """Return about the fewest lists in which the wanted share of the nearest rows is found."""
    probes = min(_SMALLEST, index.nlist)
    while probes < index.nlist:
        index.nprobe = probes
        # Twice as many are compared, as the order among them is settled by their true vectors.
        found = index.search(nearest.questions, 2 * _TOP)[1]
        hits = [len(set(one) & set(two)) for one, two in zip(found, nearest.rows, strict=True)]
        if sum(hits) >= _SHARE * nearest.rows.size:
            break
        probes = min(probes + max(probes // 2, 1), index.nlist)
    return int(probes)
