"""Write a training checkpoint as `models/reader` (`python -m training.export_reader`).

The averaged weights become one ONNX file: matrix products int8 per output channel, both heads
float32, the embedding table in the 4 bits it came in. The tokenizer is the encoder's; it is not
copied.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch

from training.reader_model import LONGEST, LONGEST_QUESTION, ReaderNet, build
from training.small_onnx import add_embedding, quantise, write_sums

# A window of a longer passage, and what two neighbours share, in tokens: the training windows'
# size, and more than most answers' length.
WINDOW, SHARED = 168, 56


def load_checkpoint(folder: Path, base: Path, *, averaged: bool = True) -> ReaderNet:
    """Return the reader of a training folder, with averaged weights unless told otherwise."""
    settings = json.loads((folder / "reader.json").read_text())
    net = build(base, settings["layers"], settings["frozen"])
    state = torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=True)
    net.load_state_dict(state["average" if averaged else "weights"], strict=False)
    return net.eval()


def export_onnx(net: ReaderNet, path: Path) -> None:
    """Write the reader as float32 ONNX: word vectors, mask and passage marks in."""
    size = net.bert.config.hidden_size
    ones = torch.ones(2, 9, dtype=torch.int64)
    sample = (torch.randn(2, 9, size), ones, ones)
    axes = {0: "batch", 1: "tokens"}
    names = ["embeds", "attention_mask", "passage"]
    with torch.no_grad():
        torch.onnx.export(
            net, sample, str(path), input_names=names, output_names=["spans", "answerable"],
            opset_version=17, dynamo=False,
            dynamic_axes=dict.fromkeys([*names, "spans"], axes) | {"answerable": {0: "batch"}},
        )  # fmt: skip


def _heads(path: Path) -> list[str]:
    """Return the names of the heads' products: cheap, and too narrow to be worth rounding."""
    nodes = onnx.load(path, load_external_data=False).graph.node
    return [node.name for node in nodes if node.name.startswith(("/span", "/pair"))]


def main(argv: Sequence[str] | None = None) -> None:
    """Export a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="--out of training.train_reader")
    parser.add_argument("--base", type=Path, required=True, help="the float32 encoder")
    parser.add_argument("--output", type=Path, default=Path("models/reader"))
    parser.add_argument("--last", action="store_true", help="the last weights, not the average")
    options = parser.parse_args(argv)
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)

    net = load_checkpoint(options.run, options.base, averaged=not options.last)
    full, target = output / "float32.onnx", output / "model.onnx"
    export_onnx(net, full)
    quantise(full, target, _heads(full))
    full.unlink()
    add_embedding(target, net.bert.embeddings.word_embeddings.weight.detach().numpy())
    settings = {
        "query_prefix": "query: ", "longest": LONGEST, "longest_question": LONGEST_QUESTION,
        "window": WINDOW, "shared": SHARED,
    }  # fmt: skip
    (output / "config.json").write_text(json.dumps(settings, indent=2) + "\n")
    write_sums(output)


if __name__ == "__main__":
    main()
