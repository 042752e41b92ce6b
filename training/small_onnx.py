"""A float32 ONNX model → the small file that ships: int8 products, a 4-bit embedding table."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 32


def quantise(source: Path, target: Path, spared: Sequence[str] = ()) -> None:
    """Turn the matrix products into int8, one scale for each output channel.

    Nodes named in `spared` stay float32.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=list(spared),
    )


def pack_rows(rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Pack rows [n, d] that came from Q4_0 blocks into nibbles [n, d/2] and scales [n, d/32].

    Every weight is an integer in -8..7 times the block's scale, so packing them again is exact.
    """
    blocks = rows.reshape(len(rows), -1, BLOCK)
    # The scale divides every weight; the original one is found by the largest weight being -8 or a
    # smaller multiple: try both ends, keep what reproduces the block.
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scales = np.zeros_like(largest)
    error = np.full(largest.shape, np.inf, np.float32)
    for steps in (-8, 7, -7, 6, -6, 5, -5, 4, -4, 3, -3, 2, -2, 1, -1):
        scale = largest / steps
        with np.errstate(divide="ignore", invalid="ignore"):
            levels = np.clip(np.nan_to_num(np.rint(blocks / scale[..., None])), -8, 7)
        off = np.abs(levels * scale[..., None] - blocks).max(-1)
        better = off < error - 1e-9
        scales[better], error[better] = scale[better], off[better]
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.clip(np.nan_to_num(np.rint(blocks / scales[..., None])), -8, 7)
    codes = levels.reshape(len(rows), -1).astype(np.int8).view(np.uint8) & 0x0F
    return codes[:, 0::2] | (codes[:, 1::2] << 4), scales


def add_embedding(path: Path, rows: NDArray[np.float32]) -> None:
    """Put the 4-bit embedding table in front of the body, so that the model takes token ids."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(path)
    nibbles, scales = pack_rows(rows)
    graph = model.graph
    table = helper.make_tensor(
        "word_table", TensorProto.INT4, [len(rows), rows.shape[1]], nibbles.tobytes(), raw=True
    )
    graph.initializer.extend([table, numpy_helper.from_array(scales, "word_scales")])
    gather = helper.make_node(
        "GatherBlockQuantized", ["word_table", "input_ids", "word_scales"], ["embeds"],
        domain="com.microsoft", gather_axis=0, quantize_axis=1, block_size=BLOCK,
    )  # fmt: skip
    graph.node.insert(0, gather)
    inputs = [each for each in graph.input if each.name != "embeds"]
    del graph.input[:]
    axes = ["batch", "tokens"]
    graph.input.append(helper.make_tensor_value_info("input_ids", TensorProto.INT64, axes))
    graph.input.extend(inputs)
    del model.opset_import[:]
    model.opset_import.extend(
        [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    )
    model.ir_version = 10
    onnx.save(model, path)


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS for the files of a model folder."""
    names = sorted(
        each.name for each in folder.iterdir() if each.suffix in {".onnx", ".json", ".tsv"}
    )
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in names
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n")


def split(path: Path, at: str, lower: Path, upper: Path) -> None:
    """Write the nodes up to the tensor `at` to `lower`, those from it on to `upper`.

    What both halves need, such as the attention mask's preparation, is in both. `lower` calls its
    output `states`; `upper` takes an input of that name.
    """
    import onnx

    model = onnx.load(path)
    for node in model.graph.node:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                if name == at:
                    names[place] = "states"
    outputs = [each.name for each in model.graph.output]
    onnx.save(_part(model, [], ["states"]), lower)
    for node in model.graph.node:
        # The mask is stretched to the shape of the word vectors, which the states have too.
        if node.op_type == "Shape" and "embeddings" in node.input[0]:
            node.input[0] = "states"
    onnx.save(_part(model, ["states"], outputs), upper)


def _part(model: Any, given: Sequence[str], wanted: Sequence[str]) -> Any:
    """Return the part of a model that computes `wanted` from `given` and the model's inputs."""
    import onnx
    from onnx import TensorProto, helper

    sources = {name: node for node in model.graph.node for name in node.output}
    needed, names, queue = set(), set(given), [name for name in wanted if name not in given]
    while queue:
        name = queue.pop()
        if not name or name in names:
            continue
        names.add(name)
        if (node := sources.get(name)) is not None:
            needed.add(node.output[0])
            queue.extend(node.input)
    part = onnx.ModelProto()
    part.CopyFrom(model)
    del part.graph.node[:], part.graph.initializer[:], part.graph.input[:], part.graph.output[:]
    del part.graph.value_info[:]
    part.graph.node.extend(node for node in model.graph.node if node.output[0] in needed)
    part.graph.initializer.extend(e for e in model.graph.initializer if e.name in names)
    axes = ["batch", "tokens", "size"]
    vector = TensorProto.FLOAT
    part.graph.input.extend(helper.make_tensor_value_info(e, vector, axes) for e in given)
    part.graph.input.extend(each for each in model.graph.input if each.name in names)
    part.graph.output.extend(helper.make_tensor_value_info(e, vector, axes) for e in wanted)
    return part
