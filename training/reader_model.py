"""The reader network: layers that read question and passage together, and two heads.

The encoder's lower layers have read each text by itself (Cao et al. 2020, "DeFormer": nearly all of
what the lower layers find does not depend on the other text), so that a passage's share of the work
can be done before anyone asks. The upper layers start as the encoder's own and are trained.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


class ReaderNet(nn.Module):
    """Lower states of question and passage in one sequence → span scores and one pair score."""

    def __init__(self, layers: Any, size: int) -> None:
        super().__init__()
        self.layers = layers
        # Tells passage tokens from question tokens; positions start anew in the passage.
        self.side = nn.Embedding(2, size)
        nn.init.normal_(self.side.weight, std=0.02)
        self.span = nn.Linear(size, 2)
        self.pair = nn.Sequential(nn.Linear(2 * size, size), nn.Tanh(), nn.Linear(size, 1))

    def forward(
        self, states: Tensor, attention_mask: Tensor, passage: Tensor, text: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return span scores [n, tokens, 2] (-1e4 outside the passage's text) and pair scores [n].

        `states` is [n, tokens, size]; the masks are [n, tokens]: 1 for tokens that are there, for
        the passage's, and for those of its text, which an answer may be made of.
        """
        hidden = states + self.side(passage)
        blocked = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            found = layer(hidden, attention_mask=blocked)
            hidden = found[0] if isinstance(found, tuple) else found
        inside = text.unsqueeze(-1).to(hidden.dtype)
        spans = self.span(hidden) * inside - 1e4 * (1 - inside)
        # The strongest token of the passage and the first vector decide together.
        peak = (hidden - 1e4 * (1 - inside)).max(1).values
        return spans, self.pair(torch.cat([hidden[:, 0], peak], -1)).squeeze(-1)


def build(folder: Path, first: int) -> ReaderNet:
    """Return a reader whose layers start as the encoder's from number `first` on."""
    from transformers import BertModel

    bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
    return ReaderNet(bert.encoder.layer[first:], bert.config.hidden_size)
