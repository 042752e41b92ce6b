"""The reader network: the encoder's lower layers, a span head and an answerability head."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

LONGEST_QUESTION, LONGEST = 48, 224


class ReaderNet(nn.Module):
    """Question and passage in one sequence; start and end scores a token, one score a pair."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        self.bert = bert
        size = bert.config.hidden_size
        self.span = nn.Linear(size, 2)
        self.pair = nn.Sequential(nn.Linear(2 * size, size), nn.Tanh(), nn.Linear(size, 1))

    def forward(
        self, embeds: Tensor, attention_mask: Tensor, passage: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return span scores [n, tokens, 2] (-1e4 outside the passage) and pair scores [n].

        `passage` is 1 for the passage's tokens.
        """
        hidden = self.bert(inputs_embeds=embeds, attention_mask=attention_mask).last_hidden_state
        inside = passage.unsqueeze(-1).to(hidden.dtype)
        spans = self.span(hidden) * inside - 1e4 * (1 - inside)
        # The strongest token of the passage and the first vector decide together.
        peak = (hidden - 1e4 * (1 - inside)).max(1).values
        return spans, self.pair(torch.cat([hidden[:, 0], peak], -1)).squeeze(-1)


def build(folder: Path, layers: int, frozen: int) -> ReaderNet:
    """Return a reader on the first `layers` of the encoder; the first `frozen` stay as they are."""
    from transformers import BertModel

    bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
    bert.encoder.layer = bert.encoder.layer[:layers]
    bert.config.num_hidden_layers = layers
    for parameter in bert.embeddings.parameters():
        parameter.requires_grad_(False)
    for layer in bert.encoder.layer[:frozen]:
        for parameter in layer.parameters():
            parameter.requires_grad_(False)
    return ReaderNet(bert)
