"""The shipped reader → a checkpoint to go on from (`python -m training.restore_weights`).

Training states are large and are not kept; the int8 file is in every copy of the project. Its
weights are within half a step of what was trained, which a few hundred steps of training make good.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from training.reader_model import ReaderNet, Shape
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


def restored(path: Path) -> tuple[Shape, dict[str, Tensor]]:
    """Return the reader's shape and its parameters by name.

    ValueError when the file is of another network.
    """
    graph = onnx.load(path).graph
    named = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    matrices = list(_matrices(path))
    # Four products a layer; the heads have three.
    size, wide = matrices[2].shape
    shape = Shape(FIRST, (len(matrices) - 3) // 4, size, wide)
    parameters = dict(ReaderNet(shape).named_parameters())
    # The products' weights lost their names; they come in the order of the layers.
    nameless = {name: each for name, each in parameters.items() if name not in named}
    if len(nameless) != len(matrices):
        raise ValueError(f"{path} has {len(matrices)} products, the network {len(nameless)}.")
    found = {}
    for (name, each), matrix in zip(nameless.items(), matrices, strict=True):
        if tuple(each.shape) != matrix.T.shape:
            raise ValueError(f"{path}: {name} is {matrix.T.shape}, not {tuple(each.shape)}.")
        found[name] = torch.tensor(matrix.T)
    kept = {name: torch.from_numpy(named[name].copy()) for name in parameters if name in named}
    return shape, found | kept


def main(argv: Sequence[str] | None = None) -> None:
    """Write the checkpoint."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--reader", type=Path, default=Path("models/reader/model.onnx"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    shape, weights = restored(options.reader)
    (options.out / "reader.json").write_text(json.dumps(asdict(shape)))
    torch.save({"weights": weights, "average": weights}, options.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
