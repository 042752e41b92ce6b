"""What the reader's layers learn from: the states that the encoder's lower layers give.

The lower layers are the bundled encoder's own and stay as they are. They are read from the very
file that ships and round what goes into each product as ONNX Runtime does (dynamically, to eight
bits, each text by itself), so that training meets the states that the application will.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from training.reader_model import Layer, Rounding, Shape, rounded
from training.small_onnx import BLOCK


class Lower(nn.Module):
    """Token ids [n, tokens] → states [n, tokens, size]; nothing in it is trained.

    `layers` is how many of the file's layers are run, all of them by default.
    """

    def __init__(self, path: Path, layers: int | None = None, rounding: Rounding = rounded) -> None:
        super().__init__()
        self._rounding = rounding
        held = _File(path)
        count = held.layers if layers is None else layers
        size = held.named["bert.embeddings.LayerNorm.weight"].shape[0]
        self.register_buffer("table", torch.from_numpy(held.table()))
        places = held.named["bert.embeddings.position_embeddings.weight"]
        kind = held.named["bert.embeddings.token_type_embeddings.weight"][0]
        self.register_buffer("places", torch.from_numpy(places + kind))
        self.norm = nn.LayerNorm(size, 1e-12)
        self.norm.weight.data = torch.from_numpy(held.named["bert.embeddings.LayerNorm.weight"])
        self.norm.bias.data = torch.from_numpy(held.named["bert.embeddings.LayerNorm.bias"])
        self.layers = nn.ModuleList(held.layer(number) for number in range(count))
        self.requires_grad_(False).eval()

    @torch.no_grad()
    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the states; `mask` is [n, tokens], 0 for padding."""
        words = functional.embedding(ids, self.table).float()
        hidden = self.norm(words + self.places[: ids.shape[1]])
        for layer in self.layers:
            hidden = layer(hidden, mask, self._rounding)
        return hidden


class _File:
    """The tensors of the encoder's lower half."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self._raw = {each.name: each for each in graph.initializer}
        self.named: dict[str, NDArray[np.float32]] = {
            name: numpy_helper.to_array(each).copy()
            for name, each in self._raw.items()
            if name != "word_table"
        }
        # In the order of the graph: query, key, value, output, wide and narrow of each layer.
        self._products = [
            name.removesuffix("_quantized") for name in self.named if name.endswith("_quantized")
        ]
        self.layers = len(self._products) // 6

    def table(self) -> NDArray[np.float16]:
        """Return the word vectors, [words, size]."""
        words, size = self._raw["word_table"].dims
        packed = np.frombuffer(self._raw["word_table"].raw_data, np.uint8).reshape(words, -1)
        levels = np.empty((words, size), np.int8)
        levels[:, 0::2], levels[:, 1::2] = packed & 15, packed >> 4
        levels[levels > 7] -= 16
        blocks = levels.reshape(words, -1, BLOCK) * self.named["word_scales"][..., None]
        return blocks.reshape(words, size).astype(np.float16)

    def _product(self, number: int) -> Tensor:
        """Return a product's matrix, [outputs, inputs]."""
        name = self._products[number]
        steps = self.named[f"{name}_quantized"].astype(np.float32)
        steps -= self.named[f"{name}_zero_point"].astype(np.float32)
        return torch.from_numpy((steps * self.named[f"{name}_scale"]).T.copy())

    def layer(self, number: int) -> Layer:
        """Return one layer with the file's weights."""
        prefix, first = f"bert.encoder.layer.{number}.", 6 * number

        def part(name: str) -> Tensor:
            return torch.from_numpy(self.named[prefix + name])

        query, key, value, gathered, wide, narrow = map(self._product, range(first, first + 6))
        layer = Layer(Shape(size=query.shape[1], wide=wide.shape[0]), dropout=0.0)
        biases = [part(f"attention.self.{name}.bias") for name in ("query", "key", "value")]
        weights: dict[str, Any] = {
            "mixed.weight": torch.cat([query, key, value]), "mixed.bias": torch.cat(biases),
            "gathered.weight": gathered, "gathered.bias": part("attention.output.dense.bias"),
            "first_norm.weight": part("attention.output.LayerNorm.weight"),
            "first_norm.bias": part("attention.output.LayerNorm.bias"),
            "wide.weight": wide, "wide.bias": part("intermediate.dense.bias"),
            "narrow.weight": narrow, "narrow.bias": part("output.dense.bias"),
            "second_norm.weight": part("output.LayerNorm.weight"),
            "second_norm.bias": part("output.LayerNorm.bias"),
        }  # fmt: skip
        layer.load_state_dict(weights)
        return layer
