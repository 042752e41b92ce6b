"""The shipped reader → a checkpoint to go on from (`python -m training.restore_weights`).

Training states are large and are not kept; the int8 file is in every copy of the project. Its
weights are within half a step of what was trained, which a few hundred steps of training make good.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from training.reader_model import build
from training.train_reader import FIRST


def _matrices(path: Path) -> Iterator[NDArray[np.float32]]:
    """Yield the constant matrices of the graph's products in their order, [inputs, outputs]."""
    graph = onnx.load(path).graph
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    for node in graph.node:
        if node.op_type not in ("MatMul", "MatMulInteger", "Gemm"):
            continue
        name = node.input[1]
        if name.endswith("_quantized"):
            stem = name.removesuffix("_quantized")
            steps = held[name].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
            yield steps * held[f"{stem}_scale"]
        elif name in held:
            turned = any(each.name == "transB" and each.i for each in node.attribute)
            yield held[name].T if turned else held[name]


def restored(path: Path, base: Path) -> dict[str, Tensor]:
    """Return the reader's parameters by name; ValueError when the file is of another network."""
    net = build(base, FIRST)
    graph = onnx.load(path).graph
    named = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {}
    matrices = list(_matrices(path))
    shapes = {name: each for name, each in net.named_parameters() if name not in named}
    # The products' weights lost their names; they come in the order of the layers.
    if len(shapes) != len(matrices):
        raise ValueError(f"{path} has {len(matrices)} products, the network {len(shapes)}.")
    for (name, each), matrix in zip(shapes.items(), matrices, strict=True):
        if tuple(each.shape) != matrix.T.shape:
            raise ValueError(f"{path}: {name} is {matrix.T.shape}, not {tuple(each.shape)}.")
        found[name] = torch.tensor(matrix.T)
    kept = {
        name: torch.from_numpy(named[name].copy())
        for name in named.keys() - shapes.keys()
        if name in dict(net.named_parameters())
    }
    return found | kept


def main(argv: Sequence[str] | None = None) -> None:
    """Write the checkpoint."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--reader", type=Path, default=Path("models/reader/model.onnx"))
    parser.add_argument("--base", type=Path, required=True, help="the float32 encoder")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "reader.json").write_text(json.dumps({"first": FIRST}))
    weights = restored(options.reader, options.base)
    torch.save({"weights": weights, "average": weights}, options.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
