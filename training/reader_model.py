"""The reader network: layers that read question and passage together, and two heads.

The encoder's lower layers have read each text by itself (Cao et al. 2020, "DeFormer": nearly all of
what the lower layers find does not depend on the other text), so that a passage's share of the work
can be done before anyone asks. The upper layers start as the encoder's own and are trained.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional

# Values [n, tokens, size] and a mask [n, tokens, 1] → the values as a product gets them.
Rounding: TypeAlias = Callable[[Tensor, Tensor], Tensor]
_HEAD = 32
_LEVELS = 255


def rounded(values: Tensor, there: Tensor) -> Tensor:
    """Return values [n, tokens, size] as eight bits keep them, each text with its own scale.

    This is what ONNX Runtime does to what goes into an int8 product. `there` is [n, tokens, 1],
    0 for padding, which must not stretch the scale. Gradients pass as if nothing were rounded
    (Bengio et al. 2013, straight-through).
    """
    with torch.no_grad():
        known = (values * there).float()
        low = known.amin((1, 2), keepdim=True).clamp(max=0)
        high = known.amax((1, 2), keepdim=True).clamp(min=0)
        step = ((high - low) / _LEVELS).clamp(min=1e-9)
        zero = torch.round(-low / step)
        kept = (torch.clamp(torch.round(known / step) + zero, 0, _LEVELS) - zero) * step
        lost = kept.to(values.dtype) - values
    return values + lost


@dataclass(frozen=True, slots=True)
class Shape:
    """How many layers, how wide; `first` is how many of the encoder's stand below them."""

    first: int = 4
    layers: int = 8
    size: int = 384
    wide: int = 1536


class Layer(nn.Module):
    """One BERT layer with a single product for query, key and value."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        size, self.heads = shape.size, shape.size // _HEAD
        self.dropout = nn.Dropout(dropout)
        self.mixed, self.gathered = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.first_norm, self.second_norm = nn.LayerNorm(size, 1e-12), nn.LayerNorm(size, 1e-12)
        self.wide, self.narrow = nn.Linear(size, shape.wide), nn.Linear(shape.wide, size)

    def forward(self, hidden: Tensor, mask: Tensor, rounding: Rounding | None = None) -> Tensor:
        """Return the next states [n, tokens, size]; `mask` is [n, tokens], 0 for padding."""
        n, length, size = hidden.shape
        there = mask.unsqueeze(-1).to(hidden.dtype)

        def taken(values: Tensor) -> Tensor:
            return values if rounding is None else rounding(values, there)

        mixed = self.mixed(taken(hidden)).view(n, length, 3, self.heads, _HEAD)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        seen = attention(query, key, value, mask).transpose(1, 2).reshape(n, length, size)
        hidden = self.first_norm(hidden + self.dropout(self.gathered(taken(seen))))
        found = self.narrow(taken(functional.gelu(self.wide(taken(hidden)))))
        return self.second_norm(hidden + self.dropout(found))


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return what each token sees, [n, heads, tokens, width].

    Written out on processors: the fused one's backward pass takes four times as long as its parts
    in bfloat16 there.
    """
    if query.is_cuda:
        kept = mask[:, None, None, :].bool()
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=kept)
    blocked = (1.0 - mask[:, None, None, :].to(query.dtype)) * -1e4
    weights = query @ key.transpose(2, 3) * _HEAD**-0.5 + blocked
    return weights.softmax(-1, dtype=weights.dtype) @ value


class ReaderNet(nn.Module):
    """Lower states of question and passage in one sequence → span scores and one pair score.

    With `rounding`, what goes into the layers' products is rounded as in the file that ships.
    """

    def __init__(
        self, shape: Shape, dropout: float = 0.1, rounding: Rounding | None = None
    ) -> None:
        super().__init__()
        size, self._rounding = shape.size, rounding
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        # Tells passage tokens from question tokens; positions start anew in the passage.
        self.side = nn.Embedding(2, size)
        nn.init.normal_(self.side.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)
        self.span = nn.Linear(size, 2)
        self.pair = nn.Sequential(nn.Linear(2 * size, size), nn.Tanh(), nn.Linear(size, 1))

    def forward(
        self, states: Tensor, attention_mask: Tensor, passage: Tensor, text: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return span scores [n, tokens, 2] (-1e4 outside the passage's text) and pair scores [n].

        `states` is [n, tokens, size]; the masks are [n, tokens]: 1 for tokens that are there, for
        the passage's, and for those of its text, which an answer may be made of.
        """
        hidden = self.dropout(states + self.side(passage).to(states.dtype))
        for layer in self.layers:
            hidden = layer(hidden, attention_mask, self._rounding)
        # The heads are narrow, and sums of logits want the precision.
        hidden = hidden.float()
        inside = text.unsqueeze(-1).float()
        with torch.autocast(hidden.device.type, enabled=False):
            spans = self.span(hidden) * inside - 1e4 * (1 - inside)
            # The strongest token of the passage and the first vector decide together.
            peak = (hidden - 1e4 * (1 - inside)).max(1).values
            return spans, self.pair(torch.cat([hidden[:, 0], peak], -1)).squeeze(-1)


def from_encoder(
    folder: Path, first: int, rounding: Rounding | None = None
) -> tuple[Shape, ReaderNet]:
    """Return a reader whose layers start as the float32 encoder's from number `first` on."""
    from transformers import BertModel

    bert: Any = BertModel.from_pretrained(folder, add_pooling_layer=False)
    layers, settings = bert.encoder.layer[first:], bert.config
    shape = Shape(first, len(layers), settings.hidden_size, settings.intermediate_size)
    net = ReaderNet(shape, rounding=rounding)
    for mine, theirs in zip(net.layers, layers, strict=True):
        own, out = theirs.attention.self, theirs.attention.output
        parts = (own.query, own.key, own.value)
        mine.mixed.weight.data = torch.cat([part.weight.data for part in parts])
        mine.mixed.bias.data = torch.cat([part.bias.data for part in parts])
        mine.gathered, mine.first_norm = out.dense, out.LayerNorm
        mine.wide, mine.narrow = theirs.intermediate.dense, theirs.output.dense
        mine.second_norm = theirs.output.LayerNorm
    return shape, net


def load_net(
    folder: Path, rounding: Rounding | None = None, *, averaged: bool = True
) -> tuple[Shape, ReaderNet]:
    """Return the shape and the reader of a training folder, its averaged weights by default."""
    shape = Shape(**json.loads((folder / "reader.json").read_text()))
    net = ReaderNet(shape, rounding=rounding)
    state = torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=True)
    net.load_state_dict(state["average" if averaged else "weights"])
    return shape, net
