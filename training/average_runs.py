"""Several runs → one reader whose weights are their average (`python -m training.average_runs`).

Runs that began from the same weights end in the same valley, and its middle is better than its
sides (Wortsman et al. 2022, "Model soups"). A run and the weights it began from are such a pair,
too: their mean keeps more of what the run had no examples of (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models").
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor


def average(weights: Sequence[dict[str, Tensor]], shares: Sequence[float]) -> dict[str, Tensor]:
    """Return the mean of every tensor, each run counting by its share."""
    pairs = list(zip(weights, shares, strict=True))
    total = sum(shares)
    return {name: sum(w[name] * share for w, share in pairs) / total for name in weights[0]}


def main(argv: Sequence[str] | None = None) -> None:
    """Write a folder that `training.export_reader --run` takes."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+", help="--out of training.train_reader")
    parser.add_argument("--shares", type=float, nargs="+", help="how much each counts, 1 each")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    states = [
        torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
        for run in options.runs
    ]
    shares = options.shares or [1.0] * len(states)
    mean = average([state["average"] for state in states], shares)
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(options.runs[0] / "reader.json", options.out)
    torch.save({"average": mean, "weights": mean}, options.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
