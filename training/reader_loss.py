"""A batch of token ids → what the reader says of it, and how wrong that is."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.reader_batches import PAD, Batch
from training.reader_lower import Lower
from training.reader_model import ReaderNet
from training.reader_pairs import ABSENT


def _has_bfloat16(device: torch.device) -> bool:
    own = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return device.type == "cuda" or own


class Joint(nn.Module):
    """The reader on its lower layers: a batch of token ids → the scores of the windows' tokens."""

    def __init__(self, lower: Lower, net: ReaderNet) -> None:
        super().__init__()
        self.lower, self.net = lower, net

    def states(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return what the reader's layers get: states and the masks of ReaderNet."""
        asked, there = batch.questions != PAD, batch.windows != PAD
        states = [self.lower(batch.questions, asked), self.lower(batch.windows, there)]
        before = torch.zeros_like(batch.questions)
        passage = torch.cat([before, there.long()], 1)
        mask, text = torch.cat([asked, there], 1).long(), torch.cat([before, batch.text], 1)
        return torch.cat(states, 1), mask, passage, text

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return span scores [n, window tokens, 2] and pair scores [n]."""
        spans, pair = self.net(*self.states(batch))
        return spans[:, batch.questions.shape[1] :], pair


def loss_of(
    model: Joint, batch: Batch, teachers: Sequence[ReaderNet] = ()
) -> tuple[Tensor, Tensor]:
    """Return the span loss over positives and the answerability loss over all pairs.

    With teachers, half of what is learnt is their mean opinion (Hinton et al. 2015).
    """
    device, asked = batch.windows.device, batch.questions.shape[1]
    with torch.autocast(device.type, torch.bfloat16, enabled=_has_bfloat16(device)):
        states = model.states(batch)
        spans, pair = model.net(*states)
        with torch.no_grad():
            opinions = [teacher(*states) for teacher in teachers]
    spans = spans[:, asked:]
    answered = (batch.start != ABSENT).float()
    tokens = spans.shape[1]
    places = torch.stack([batch.start, batch.end], -1).clamp(min=0)
    where = functional.one_hot(places, tokens).transpose(1, 2).float()
    if opinions:
        believed = torch.stack([each.sigmoid() for _, each in opinions]).mean(0)
        seen = torch.stack([each[:, asked:].softmax(1) for each, _ in opinions]).mean(0)
        answered, where = (answered + believed) / 2, (where + seen) / 2
    known = functional.binary_cross_entropy_with_logits(pair, answered)
    marked = (batch.start >= 0).float()
    # Pairs without a span are counted nought times: choosing rows would wait for the GPU.
    missed = -(where * spans.log_softmax(1)).sum(1).mean(-1)
    return (missed * marked).sum() / marked.sum().clamp(min=1), known
