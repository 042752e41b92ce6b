"""What every system does on the command line, and how it is measured.

    python -m benchmarks.peers.NAME ingest --passages FILE.jsonl --index DIR
    python -m benchmarks.peers.NAME ask --questions FILE.jsonl --index DIR

Passages are lines `{"id", "doc", "text"}`, questions `{"id", "question"}`. Both commands print one
JSON object. Standard library only: it runs in the environments of all of them.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Protocol

ENCODER = str(Path(__file__).resolve().parents[2] / "models" / "encoder")
DEPTH = 10  # passages asked for; recall@1 and @5 are read off them
QUERY, PASSAGE = "query: ", "passage: "  # the prompts this encoder was trained with

# Models load late and caches fill on the first questions; these are not in any set.
_WARM_UP = ("今天天气怎么样?", "谁负责这件事?", "What happened first?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a system gives for one question.

    `hits` are passage ids, best first; `score` is larger the surer the system is. `answer` is None
    from a system that has no answers of its own, and empty from one that abstains.
    """

    hits: Sequence[str]
    score: float
    answer: str | None = None


class System(Protocol):
    """One system with its model loaded."""

    def ingest(self, passages: Path, index: Path) -> None:
        """Make a saved index of a file of passages in an empty folder."""
        ...

    def open(self, index: Path) -> None:
        """Get a saved index ready for questions."""
        ...

    def ask(self, question: str) -> Asked:
        """Answer one question."""
        ...


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a JSON lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def distinct(ids: Sequence[str]) -> list[str]:
    """Return the ids once each, in their order: several chunks may belong to one passage."""
    return list(dict.fromkeys(ids))


def peak_mb() -> float:
    """Return the largest resident size this process has had, in MB."""
    # The high-water mark of getrusage would count the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(make: Callable[[], System], packages: Sequence[str]) -> int:
    """Run one command of a system; `packages` are the ones whose versions are told."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    ingest = commands.add_parser("ingest")
    ingest.add_argument("--passages", type=Path, required=True)
    ask = commands.add_parser("ask")
    ask.add_argument("--questions", type=Path, required=True)
    for command in (ingest, ask):
        command.add_argument("--index", type=Path, required=True)
    options = parser.parse_args()
    # What libraries print while they work must not end up in the figures.
    out, sys.stdout = sys.stdout, sys.stderr
    if options.command == "ingest":
        figures = ingested(make, options.passages, options.index)
    else:
        figures = asked(make, options.questions, options.index)
    figures["versions"] = {name: version(name) for name in packages}
    figures["threads"] = os.environ.get("OMP_NUM_THREADS")
    print(json.dumps(figures, ensure_ascii=False), file=out, flush=True)
    return 0


def ingested(make: Callable[[], System], passages: Path, index: Path) -> dict[str, Any]:
    """Ingest once; return the rate (without loading the model) and the peak memory."""
    count = len(read_lines(passages))
    started = time.perf_counter()
    system = make()
    loaded, busy = time.perf_counter(), time.process_time()
    system.ingest(passages, index)
    seconds, processor = time.perf_counter() - loaded, time.process_time() - busy
    return {
        "passages": count,
        "load_s": loaded - started,
        "ingest_s": seconds,
        "passages_per_s": count / seconds,
        "processor_ms_a_passage": processor * 1000 / count,
        "peak_mb": peak_mb(),
    }


def asked(make: Callable[[], System], questions: Path, index: Path) -> dict[str, Any]:
    """Ask every question once, in turn; return latencies, memory and what came back."""
    started = time.perf_counter()
    system = make()
    system.open(index)
    system.ask(_WARM_UP[0])
    ready = time.perf_counter() - started
    for question in _WARM_UP:
        system.ask(question)
    entries = read_lines(questions)
    latencies, given = [], []
    busy = time.process_time()
    for entry in entries:
        before = time.perf_counter()
        result = system.ask(entry["question"])
        latencies.append((time.perf_counter() - before) * 1000)
        given.append({"id": entry["id"], **asdict(result)})
    processor = time.process_time() - busy
    return {
        "questions": len(entries),
        "first_answer_s": ready,
        "p50_ms": median(latencies),
        "p95_ms": quantiles(latencies, n=20)[-1],
        "processor_ms": processor * 1000 / len(entries),
        "peak_mb": peak_mb(),
        "asked": given,
    }
