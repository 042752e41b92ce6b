"""One table over all question sets: python -m benchmarks.dev_sets DIR [--only NAME …].

Each set's passages are ingested into an index of its own under `scratch/eval`, which is kept: a
second run only asks. Beside the assistant stand the same without its reader, plain BM25 and plain
dense search, on the same units and in the same run. A last row reads the gold passage alone: how
well the reader finds the words when nothing has to be searched.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from index.build import ingest
from index.encoder import Encoder, load_encoder
from qa.assistant import Assistant, Settings
from qa.evaluate import evaluate, read_questions, summarise, table
from qa.finding import FindingSettings
from qa.reader import Reader, load_reader
from qa.retriever import RetrieverSettings
from qa.span_scores import exact_match, f1


def _alone(retriever: RetrieverSettings) -> Settings:
    return Settings(FindingSettings(retriever, ranking_only=True), reading=False)


SYSTEMS = {
    "assistant": Settings(),
    "no reader": Settings(reading=False),
    "bm25": _alone(RetrieverSettings(dense=0.0, paragraph_terms=1.0, sentence_terms=0.0)),
    "dense": _alone(RetrieverSettings(dense=1.0, paragraph_terms=0.0, sentence_terms=0.0)),
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
    for label, settings in SYSTEMS.items():
        with Assistant.open(index, settings=settings) as assistant:
            figures[f"{name} {label}"] = evaluate(assistant, questions)["all"]
    texts = {each["id"]: each["text"] for each in read_lines(folder / f"{name}.passages.jsonl")}
    return figures | {f"{name} gold read": read_gold(load_reader(encoder), questions, texts)}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_gold(
    reader: Reader, questions: Sequence[Mapping[str, Any]], texts: Mapping[str, str]
) -> dict[str, float | int | None]:
    """Return span EM and F1 when the reader is given the gold passage of each question."""
    ems, f1s = [], []
    for entry in questions:
        if len(gold := entry.get("gold", [])) != 1 or not entry.get("answers"):
            continue
        text = texts[gold[0]]
        reading = reader.read(entry["question"], [("", text)])[0]
        given = text[reading.start : reading.end]
        ems.append(exact_match(entry["answers"], given))
        f1s.append(f1(entry["answers"], given))
    empty = dict.fromkeys(summarise([]))
    return empty | {
        "questions": len(f1s),
        "span_em": fmean(ems) if ems else None,
        "span_f1": fmean(f1s) if f1s else None,
    }


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
        for label in ("assistant", "no reader"):
            with Assistant.open(options.scratch / "seed", settings=SYSTEMS[label]) as assistant:
                figures[f"{seed.stem} {label}"] = evaluate(assistant, read_questions(seed))["all"]
    for name in names_in(options.eval / "sets", options.only):
        figures |= measure(name, options.eval / "sets", options.scratch, encoder, options.limit)
        print(f"{name} done", file=sys.stderr, flush=True)
    _show(figures, as_json=options.json)
    return 0


def _show(figures: Mapping[str, Mapping[str, float | int | None]], *, as_json: bool) -> None:
    print(json.dumps(figures, indent=2) if as_json else table(figures))


if __name__ == "__main__":
    sys.exit(main())
