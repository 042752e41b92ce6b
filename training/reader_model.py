"""The reader network: layers that read question and passage together, and two heads.

The encoder's lower layers have read each text by itself (Cao et al. 2020, "DeFormer": nearly all of
what the lower layers find does not depend on the other text), so that a passage's share of the work
can be done before anyone asks. The upper layers start as the encoder's own and are trained.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


class Layer(nn.Module):
    """One BERT layer with a single product for query, key and value.

    Attention is written out: on processors the fused one's backward pass takes four times as long
    as its parts in bfloat16.
    """

    def __init__(self, layer: Any, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        own, heads = layer.attention.self, layer.attention.self.num_attention_heads
        size = own.query.in_features
        self.heads, self.share = heads, size // heads
        self.mixed = nn.Linear(size, 3 * size)
        parts = (own.query, own.key, own.value)
        self.mixed.weight.data = torch.cat([part.weight.data for part in parts])
        self.mixed.bias.data = torch.cat([part.bias.data for part in parts])
        self.gathered = layer.attention.output.dense
        self.first_norm = layer.attention.output.LayerNorm
        self.wide, self.narrow = layer.intermediate.dense, layer.output.dense
        self.second_norm = layer.output.LayerNorm

    def forward(self, hidden: Tensor, blocked: Tensor) -> Tensor:
        """Return the next states [n, tokens, size]; `blocked` is added to the attention scores."""
        n, length, size = hidden.shape
        mixed = self.mixed(hidden).view(n, length, 3, self.heads, self.share)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        weights = query @ key.transpose(2, 3) * self.share**-0.5 + blocked
        seen = weights.softmax(-1, dtype=weights.dtype) @ value
        seen = seen.transpose(1, 2).reshape(n, length, size)
        hidden = self.first_norm(hidden + self.dropout(self.gathered(seen)))
        found = self.narrow(functional.gelu(self.wide(hidden)))
        return self.second_norm(hidden + self.dropout(found))


class ReaderNet(nn.Module):
    """Lower states of question and passage in one sequence → span scores and one pair score."""

    def __init__(self, layers: Any, size: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(layer, dropout) for layer in layers)
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
        blocked = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            hidden = layer(hidden, blocked)
        # The heads are narrow, and sums of logits want the precision.
        hidden = hidden.float()
        inside = text.unsqueeze(-1).float()
        with torch.autocast(hidden.device.type, enabled=False):
            spans = self.span(hidden) * inside - 1e4 * (1 - inside)
            # The strongest token of the passage and the first vector decide together.
            peak = (hidden - 1e4 * (1 - inside)).max(1).values
            return spans, self.pair(torch.cat([hidden[:, 0], peak], -1)).squeeze(-1)


def build(folder: Path, first: int) -> ReaderNet:
    """Return a reader whose layers start as the encoder's from number `first` on."""
    from transformers import BertModel

    bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
    return ReaderNet(bert.encoder.layer[first:], bert.config.hidden_size)
