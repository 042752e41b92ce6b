"""Several runs → one reader whose weights are their average (`python -m training.average_runs`).

Runs that began from the same weights end in the same valley, and its middle is better than its
sides (Wortsman et al. 2022, "Model soups").
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor


def average(weights: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of every tensor."""
    return {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}


def main(argv: Sequence[str] | None = None) -> None:
    """Write a folder that `training.export_reader --run` takes."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+", help="--out of training.train_reader")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    states = [
        torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
        for run in options.runs
    ]
    mean = average([state["average"] for state in states])
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(options.runs[0] / "reader.json", options.out)
    torch.save({"average": mean, "weights": mean}, options.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
