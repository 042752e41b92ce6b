"""Write a training checkpoint as `models/reader` (`python -m training.export_reader`).

The averaged weights become one ONNX file: matrix products int8 per output channel, both heads
float32. Tokenizer and lower layers are the bundled encoder's; they are not copied.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch

from training.reader_batches import LONGEST_QUESTION
from training.reader_model import ReaderNet, load_net
from training.small_onnx import quantise, write_sums


def export_onnx(net: ReaderNet, path: Path) -> None:
    """Write the reader as float32 ONNX."""
    ones = torch.ones(2, 9, dtype=torch.int64)
    sample = (torch.randn(2, 9, net.side.embedding_dim), ones, ones, ones)
    axes = {0: "batch", 1: "tokens"}
    names = ["states", "attention_mask", "passage", "text"]
    with torch.no_grad():
        torch.onnx.export(
            net, sample, str(path), input_names=names, output_names=["spans", "answerable"],
            opset_version=17, dynamo=False,
            dynamic_axes=dict.fromkeys([*names, "spans"], axes) | {"answerable": {0: "batch"}},
        )  # fmt: skip


def _heads(path: Path) -> list[str]:
    """Return the names of the heads' products: cheap, and too narrow to be worth rounding."""
    nodes = onnx.load(path, load_external_data=False).graph.node
    names = [node.name for node in nodes if node.name.startswith(("/span", "/pair"))]
    # A Gemm becomes a MatMul of another name before it is rounded.
    return [*names, *(f"{name}_MatMul" for name in names)]


def main(argv: Sequence[str] | None = None) -> None:
    """Export a checkpoint."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="--out of training.train_reader")
    parser.add_argument("--output", type=Path, default=Path("models/reader"))
    parser.add_argument("--last", action="store_true", help="the last weights, not the average")
    options = parser.parse_args(argv)
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)

    net = load_net(options.run, averaged=not options.last)[1].eval()
    full, target = output / "float32.onnx", output / "model.onnx"
    export_onnx(net, full)
    quantise(full, target, _heads(full))
    full.unlink()
    settings = {"longest_question": LONGEST_QUESTION}
    (output / "config.json").write_text(json.dumps(settings, indent=2) + "\n")
    write_sums(output)


if __name__ == "__main__":
    main()
