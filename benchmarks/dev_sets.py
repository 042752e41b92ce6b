"""One table over all question sets: python -m benchmarks.dev_sets DIR [--only NAME …].

Each set's passages are ingested into an index of its own under `scratch/eval`, which is kept: a
second run only asks. Beside the assistant stand plain BM25 and plain dense search on the same
units, in the same run.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index.build import ingest
from index.encoder import Encoder, load_encoder
from qa.assistant import Assistant, Settings
from qa.evaluate import evaluate, read_questions, table
from qa.retriever import RetrieverSettings

BASELINES = {
    "bm25": RetrieverSettings(dense=0.0, paragraph_terms=1.0, sentence_terms=0.0),
    "dense": RetrieverSettings(dense=1.0, paragraph_terms=0.0, sentence_terms=0.0),
}
Figures = dict[str, dict[str, float | int | None]]


def usable(questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions that may be reported: not those from articles used in training."""
    return [each for each in questions if not each.get("squad2_dev_article")]


def measure(name: str, folder: Path, scratch: Path, encoder: Encoder, limit: int | None) -> Figures:
    """Return the assistant's figures on one set and the baselines' recall beside them."""
    index = scratch / name
    ingest([folder / f"{name}.passages.jsonl"], index, encoder)
    questions = usable(read_questions(folder / f"{name}.questions.jsonl"))[:limit]
    figures: Figures = {}
    for label, settings in ({"assistant": None} | BASELINES).items():
        chosen = Settings(retriever=settings, ranking_only=True) if settings else Settings()
        with Assistant.open(index, settings=chosen) as assistant:
            figures[f"{name} {label}"] = evaluate(assistant, questions)["all"]
    return figures


def names_in(folder: Path, only: Sequence[str]) -> list[str]:
    """Return the names of the sets in a folder, or of those asked for."""
    suffix = ".questions.jsonl"
    names = sorted(path.name.removesuffix(suffix) for path in folder.glob(f"*{suffix}"))
    return [name for name in names if not only or name in only]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; `--json` prints the figures instead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval", type=Path, help="the folder with sets/ and the seed questions")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--limit", type=int, help="questions of each set")
    parser.add_argument("--scratch", type=Path, default=Path("scratch/eval"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    encoder = load_encoder()
    figures: Figures = {}
    for seed in sorted(options.eval.glob("seed_interview.*.jsonl")):
        ingest([Path("data/interviews")], options.scratch / "seed", encoder)
        with Assistant.open(options.scratch / "seed") as assistant:
            figures[seed.stem] = evaluate(assistant, read_questions(seed))["all"]
    for name in names_in(options.eval / "sets", options.only):
        figures |= measure(name, options.eval / "sets", options.scratch, encoder, options.limit)
        print(f"{name} done", file=sys.stderr, flush=True)
    _show(figures, as_json=options.json)
    return 0


def _show(figures: Mapping[str, Mapping[str, float | int | None]], *, as_json: bool) -> None:
    print(json.dumps(figures, indent=2) if as_json else table(figures))


if __name__ == "__main__":
    sys.exit(main())
