"""This project beside its peers, on the same passages and questions: python -m benchmarks.compare.

A SET is the common part of the paths `SET.passages.jsonl` and `SET.questions.jsonl`. The systems
run one after the other, each in processes and an environment of its own, with the same encoder on
the same cores. This project runs once more at the end: what differs there is the machine's doing.
`make bench-peers` makes the environments and runs this.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.contract import read_lines
from benchmarks.peers.report import markdown
from benchmarks.peers.scores import Entry, sample, score, spread, standing_alone
from index.errors import InterviewError, SourceError

_ASKED = ("first_answer_s", "p50_ms", "p95_ms", "processor_ms", "versions")

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class System:
    """One row of the table: the module that is run, and the name of the index it makes or uses."""

    label: str
    module: str
    index: str
    ours: bool = False


SYSTEMS = (
    System("this project", "assistant", "ours", ours=True),
    System("its search alone", "search", "ours", ours=True),
    System("LangChain + FAISS", "langchain", "langchain"),
    System("Haystack", "haystack", "haystack"),
    System("LlamaIndex", "llamaindex", "llamaindex"),
    System("txtai", "txtai", "txtai"),
    System("this project, again", "assistant", "again", ours=True),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and on how much the systems run."""

    envs: Path
    threads: int

    def python(self, system: System) -> Path:
        """Return the interpreter of a system; raises InterviewError when it is not installed."""
        if system.ours:
            return Path(sys.executable)
        python = self.envs / system.module / "bin" / "python"
        if not python.exists():
            raise InterviewError(f"{system.label} is not installed in {self.envs}: run make peers.")
        return python

    def variables(self) -> dict[str, str]:
        """Return the environment of every process: the threads, no model hub, no telemetry."""
        return {
            **os.environ,
            "OMP_NUM_THREADS": str(self.threads),
            "HF_HUB_OFFLINE": "1",
            "HAYSTACK_TELEMETRY_ENABLED": "False",
            "LANGCHAIN_TRACING_V2": "false",
        }

    def run(self, system: System, command: str, *arguments: str | Path) -> dict[str, Any]:
        """Return what one command of a system prints; raises InterviewError when it fails."""
        # Not every library reads OMP_NUM_THREADS; none gets around the cores it may use.
        cores = sorted(os.sched_getaffinity(0))[: self.threads]
        module = f"benchmarks.peers.{system.module}"
        pinned = ["taskset", "-c", ",".join(map(str, cores))]
        done = subprocess.run(  # noqa: S603 - our own modules
            [*pinned, self.python(system), "-m", module, command, *arguments],
            env=self.variables(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise InterviewError(f"{system.label} failed to {command}: {last}")
        return dict(json.loads(done.stdout))


def measure(
    passages: Sequence[Entry],
    questions: Sequence[Entry],
    systems: Sequence[System],
    place: Place,
    folder: Path,
) -> Rows:
    """Ingest and ask with every system, in turn; return the figures of each by its label."""
    texts = {each["id"]: each["text"] for each in passages}
    # What is expected stays here: a system sees the question and nothing else.
    shown = [{"id": each["id"], "question": each["question"]} for each in questions]
    given = _write(folder / "passages.jsonl", passages)
    asking = _write(folder / "questions.jsonl", shown)
    rows: Rows = {}
    for system in systems:
        print(f"{system.label} …", file=sys.stderr, flush=True)
        index, made = folder / system.index, {}
        if not index.exists():
            index.mkdir()
            made = place.run(system, "ingest", "--passages", given, "--index", index)
        asked = place.run(system, "ask", "--questions", asking, "--index", index)
        rows[system.label] = {
            **{name: made.get(name) for name in ("passages_per_s", "processor_ms_a_passage")},
            **{name: asked[name] for name in _ASKED},
            "ingest_mb": made.get("peak_mb"),
            "ask_mb": asked["peak_mb"],
            **score(questions, asked["asked"], texts),
        }
    return rows


def read_set(prefix: str, passages: int, questions: int) -> tuple[list[Entry], list[Entry]]:
    """Return so many passages and questions of a set; raises SourceError when it is not there."""
    try:
        every = read_lines(Path(f"{prefix}.passages.jsonl"))
        asked = spread(standing_alone(read_lines(Path(f"{prefix}.questions.jsonl"))), questions)
    except OSError as error:
        raise SourceError(f"Cannot read the set {prefix}: no {error.filename}.") from None
    return sample(every, asked, passages), asked


def _write(path: Path, entries: Sequence[Entry]) -> Path:
    lines = (json.dumps(each, ensure_ascii=False) for each in entries)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def chosen(only: Sequence[str]) -> list[System]:
    """Return the systems whose modules were asked for, all when none were."""
    return [system for system in SYSTEMS if not only or system.module in only]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--passages", type=int, default=300)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--only", nargs="*", default=[], choices=[s.module for s in SYSTEMS])
    parser.add_argument("--threads", type=int, default=2, help="cores for each system")
    parser.add_argument("--envs", type=Path, default=Path("scratch/peers"))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Print a table for each set."""
    options = build_parser().parse_args(argv)
    place = Place(options.envs, options.threads)
    try:
        for prefix in options.sets:
            passages, questions = read_set(prefix, options.passages, options.questions)
            with tempfile.TemporaryDirectory() as folder:
                rows = measure(passages, questions, chosen(options.only), place, Path(folder))
            name = f"{Path(prefix).name}: {len(passages)} passages, {len(questions)} questions"
            print(json.dumps({name: rows}) if options.json else f"{name}\n\n{markdown(rows)}\n")
    except InterviewError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
