"""How an index behaves when it is large: python -m benchmarks.scale [UNITS …].

For each size an index is filled with made interviews (Chinese text of words drawn by Zipf's law,
vectors in clusters of clusters) and kept under `scratch/scale`; then a fresh process opens it and
asks. Told are the rate of filling, the time to open, the medians of both searches in processor
time, the peak memory of that process, and how much of the exact answer the dense search finds.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from benchmarks.made_archive import DIMENSION, Archive
from index.embeddings import read_units
from index.encoder import Vectors
from index.grams import terms
from index.passages import cut_units
from index.store import Entry, Source, Store

FINGERPRINT = "made:1"
_PER_SOURCE = 40  # interviews that one transaction brings in
_QUESTIONS = 200
_DEPTH = 300  # what the retriever asks the dense search for
_TEXT_DEPTH = 100
_TOP = 10


def fill(directory: Path, units: int) -> dict[str, float]:
    """Make an index of about so many units; return the seconds and the rate."""
    archive, count, number = Archive(), 0, 0
    started = time.perf_counter()
    with Store.create(directory, encoder_fingerprint=FINGERPRINT, dimension=DIMENSION) as store:
        interviews = archive.interviews()
        while count < units:
            entries = []
            for interview in islice(interviews, _PER_SOURCE):
                cut = cut_units(interview)
                entries.append(Entry(interview, cut, archive.vectors(len(cut))))
                count += len(cut)
            store.replace(Source(f"/made/{number}.txt", str(number), "1"), entries)
            number += 1
            _tell(f"{count:,} units, {count / (time.perf_counter() - started):,.0f}/s")
        filled = time.perf_counter() - started
        store.save()
    saved = time.perf_counter() - started - filled
    return {
        "units": count, "fill s": filled, "units/s": count / filled, "vector cache s": saved,
        "peak memory of filling MB": _peak(),
    }  # fmt: skip


def _tell(message: str) -> None:
    print(message, end="\r", file=sys.stderr, flush=True)


def _peak() -> float:
    # The high-water mark of getrusage would count the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def questions(store: Store) -> Iterator[tuple[Vectors, list[str]]]:
    """Yield a vector near a unit's, and the terms of a few words of its text, again and again."""
    random = np.random.default_rng(11)
    last = store.paragraph_count()
    while True:
        rows = random.integers(1, last + 1, 20).tolist()
        for row, passage in store.passages(rows).items():
            unit = store.units([row])[-1]
            noise = random.normal(size=unit.vector.shape)
            near = unit.vector + 0.45 * noise / np.linalg.norm(noise)
            text = passage.paragraph.text[unit.start : unit.end]
            start = int(random.integers(0, max(len(text) - 14, 1)))
            vector = (near / np.linalg.norm(near)).astype(np.float32)
            yield vector, list(dict.fromkeys(terms(f"请问{text[start : start + 14]}是什么？")))


def ask(directory: Path) -> dict[str, float]:
    """Open an index, search it, and return the figures."""
    started = time.perf_counter()
    with Store.open(directory, encoder_fingerprint=FINGERPRINT, dimension=DIMENSION) as store:
        first, _ = next(questions(store))
        store.search_dense(first, _DEPTH)
        opened = time.perf_counter() - started
        asked = list(islice(questions(store), _QUESTIONS))
        dense = [_timed(lambda v=v: store.search_dense(v, _DEPTH)) for v, _ in asked]
        text = [_timed(lambda t=t: _both(store, t)) for _, t in asked]
        again = [_timed(lambda t=t: _both(store, t)) for _, t in asked]
        peak = _peak()
        recall = _recall(store, [vector for vector, _ in asked])
    return {
        "open and first answer s": opened,
        "dense p50 ms": median(dense), "dense p95 ms": quantiles(dense, n=20)[-1],
        "full text p50 ms": median(text), "full text p95 ms": quantiles(text, n=20)[-1],
        "full text again p50 ms": median(again),
        "peak memory MB": peak, f"recall@{_TOP}": recall,
    }  # fmt: skip


def _both(store: Store, asked: Sequence[str]) -> None:
    store.search_text(asked, _TEXT_DEPTH, None, "paragraph")
    store.search_text(asked, _TEXT_DEPTH, None, "sentence")


def _timed(call: Any) -> float:
    """Return the milliseconds of processor time: those of an idle machine, whatever runs beside."""
    started = time.thread_time()
    call()
    return (time.thread_time() - started) * 1000


def _recall(store: Store, vectors: Sequence[Vectors]) -> float:
    """Return how many of the ten nearest units, by a product with every vector, were found."""
    asked = np.stack(vectors)
    scores = np.full((len(asked), _TOP), -2.0, np.float32)
    nearest = np.zeros((len(asked), _TOP), np.int64)
    with store._view() as view:
        for rows, chunk in read_units(view.db, DIMENSION):
            seen = np.concatenate([scores, asked @ chunk.T], axis=1)
            names = np.concatenate([nearest, np.tile(rows, (len(asked), 1))], axis=1)
            best = np.argpartition(-seen, _TOP, axis=1)[:, :_TOP]
            scores = np.take_along_axis(seen, best, 1)
            nearest = np.take_along_axis(names, best, 1)
    found = [{hit.unit for hit in store.search_dense(vector, _TOP)} for vector in vectors]
    shares = [len(one & set(two.tolist())) / _TOP for one, two in zip(found, nearest, strict=True)]
    return float(np.mean(shares))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures of each size, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="*", type=int, default=[100_000])
    parser.add_argument("--scratch", type=Path, default=Path("scratch/scale"))
    parser.add_argument("--ask", type=Path, metavar="DIR", help="only ask the index in this folder")
    options = parser.parse_args(argv)
    if options.ask:
        print(json.dumps(ask(options.ask)))
        return 0
    for units in options.units:
        directory = options.scratch / str(units)
        figures = {} if directory.exists() else fill(directory, units)
        command = [sys.executable, "-m", "benchmarks.scale", "--ask", str(directory)]
        asked = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ourselves
        figures |= json.loads(asked.stdout)
        print(json.dumps({"size": units, **{key: round(each, 3) for key, each in figures.items()}}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
