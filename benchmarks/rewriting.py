"""How well follow-ups are completed: python -m benchmarks.rewriting DIR.

Each line of `DIR/rewriting/*.jsonl` holds what was said, a follow-up and a person's wording of it
that stands alone. `f1` compares the words of ours with that wording, `alone` those of the follow-up
as it was typed; `restored` is the share of the words left out that ours puts back, `added` the
share of the words we add that the wording has too.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from qa.conversation import standalone
from qa.evaluate import table
from qa.span_scores import tokens


def overlap(one: Counter[str], other: Counter[str]) -> float:
    """Return the F1 of two bags of words, 0 to 1."""
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def compare(entry: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the figures of one line; None where there is nothing to put back, or nothing added."""
    completed = standalone(entry["question"], entry["history"])
    asked, ours, wanted = (
        Counter(tokens(text)) for text in (entry["question"], completed, entry["rewrite"])
    )
    missing, added = wanted - asked, ours - asked
    return {
        "f1": overlap(ours, wanted),
        "alone": overlap(asked, wanted),
        "changed": float(completed != entry["question"]),
        "restored": (ours & missing).total() / missing.total() if missing else None,
        "added": (added & missing).total() / added.total() if added else None,
    }


def averages(lines: Iterable[Mapping[str, Any]]) -> dict[str, float | int | None]:
    """Return the averages of all lines, and their number."""
    found = [compare(entry) for entry in lines]
    means = {
        name: fmean(values) if (values := [e[name] for e in found if e[name] is not None]) else None
        for name in ("f1", "alone", "changed", "restored", "added")
    }
    return {"questions": len(found), **means}


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval", type=Path, help="the folder with rewriting/ in sets/")
    options = parser.parse_args(argv)
    figures = {}
    for path in sorted((options.eval / "sets" / "rewriting").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        figures[path.stem] = averages(json.loads(line) for line in lines)
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
