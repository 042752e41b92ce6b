"""Train the reader.

    python -m training.train_reader --data DIR --base DIR --out DIR --minutes 60

Runs on two processor cores or on a GPU, writes a checkpoint every few minutes and goes on from it
when started again. The learning rate follows the clock, so that a run always ends at the end of its
decay however busy the machine was; `--steps` counts steps instead (tests use it).

On processors, torch's threads gain little on a model this small; two processes of one thread each
(`torchrun --nproc-per-node 2 -m training.train_reader …`) train almost twice as fast.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
import torch.distributed as ranks
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.reader_data import Corpus, Pair, make_pairs
from training.reader_model import LONGEST, LONGEST_QUESTION, ReaderNet, build


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; `start` and `end` are token numbers, -1 for negatives."""

    ids: Tensor
    mask: Tensor
    passage: Tensor
    start: Tensor
    end: Tensor


def encode(tokenizer: Tokenizer, pair: Pair) -> tuple[list[int], int, int, int] | None:
    """Return token ids, where the passage starts, and the answer's first and last token."""
    question = tokenizer.encode(f"query: {pair.question}", add_special_tokens=False)
    window = tokenizer.encode(pair.window, add_special_tokens=False)
    head = [0, *question.ids[:LONGEST_QUESTION], 2, 2]
    room = LONGEST - len(head) - 1
    ids = [*head, *window.ids[:room], 2]
    if not pair.answerable:
        return ids, len(head), -1, -1
    inside = [
        number
        for number, (low, high) in enumerate(window.offsets[:room])
        if high > pair.start and low < pair.end
    ]
    if not inside or window.offsets[inside[-1]][1] < pair.end:
        return None
    return ids, len(head), len(head) + inside[0], len(head) + inside[-1]


def batches(tokenizer: Tokenizer, pairs: Iterator[Pair], budget: int) -> Iterator[Batch]:
    """Yield batches of about `budget` tokens, of pairs of like length."""
    while True:
        pool = [each for pair in islice(pairs, 600) if (each := encode(tokenizer, pair))]
        pool.sort(key=lambda each: len(each[0]))
        cut: list[list[tuple[list[int], int, int, int]]] = [[]]
        for each in pool:
            if (len(cut[-1]) + 1) * len(each[0]) > budget:
                cut.append([])
            cut[-1].append(each)
        for number in torch.randperm(len(cut)).tolist():
            if cut[number]:
                yield _collate(cut[number])


def _collate(rows: Sequence[tuple[list[int], int, int, int]]) -> Batch:
    longest = max(len(row[0]) for row in rows)
    ids = torch.ones(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    passage = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, (tokens, first, _, _) in enumerate(rows):
        ids[i, : len(tokens)] = torch.tensor(tokens)
        mask[i, : len(tokens)] = 1
        passage[i, first : len(tokens) - 1] = 1
    return Batch(ids, mask, passage, *(torch.tensor([row[k] for row in rows]) for k in (2, 3)))


def loss_of(model: ReaderNet, batch: Batch, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return the span loss over positives and the answerability loss over all pairs."""
    ids, mask, passage = (each.to(device) for each in (batch.ids, batch.mask, batch.passage))
    start, end = batch.start.to(device), batch.end.to(device)
    spans, pair = model(model.bert.embeddings.word_embeddings(ids), mask, passage)
    known = functional.binary_cross_entropy_with_logits(pair, (start >= 0).float())
    positive = start >= 0
    if not positive.any():
        return spans.sum() * 0, known
    first = functional.cross_entropy(spans[positive, :, 0], start[positive])
    last = functional.cross_entropy(spans[positive, :, 1], end[positive])
    return (first + last) / 2, known


class Clock:
    """How far a run is, 0 to 1, by minutes or by steps; earlier runs count."""

    def __init__(self, minutes: float | None, steps: int | None, spent: float, step: int) -> None:
        self._minutes, self._steps = minutes, steps
        self._start = time.monotonic() - spent
        self.step = step

    @property
    def spent(self) -> float:
        """Seconds of training so far."""
        return time.monotonic() - self._start

    @property
    def progress(self) -> float:
        """The share of the run that is over."""
        if self._steps:
            return self.step / self._steps
        return self.spent / (60 * (self._minutes or 1))


def together(model: ReaderNet, progress: float) -> float:
    """Average the gradients of all processes, and their clocks, so that all end at one step."""
    if not ranks.is_initialized():
        return progress
    grads = [each.grad for each in trainable(model).values() if each.grad is not None]
    flat = torch.cat([torch.tensor([progress]), *(grad.reshape(-1) for grad in grads)])
    ranks.all_reduce(flat)
    flat /= ranks.get_world_size()
    at = 1
    for grad in grads:
        grad.copy_(flat[at : at + grad.numel()].view_as(grad))
        at += grad.numel()
    return float(flat[0])


def rate(progress: float) -> float:
    """Return the share of the highest learning rate: a short rise, then a straight decay."""
    return progress / 0.04 if progress < 0.04 else max(0.0, (1 - progress) / 0.96)


def trainable(model: ReaderNet) -> dict[str, Tensor]:
    """Return the weights that training changes."""
    return {name: each for name, each in model.named_parameters() if each.requires_grad}


def save(
    path: Path, model: ReaderNet, optimizer: Any, clock: Clock, average: dict[str, Tensor]
) -> None:
    """Write a checkpoint; a crash leaves the old one."""
    state = {
        "weights": {name: each.detach().cpu() for name, each in trainable(model).items()},
        "average": average, "optimizer": optimizer.state_dict(),
        "spent": clock.spent, "step": clock.step,
    }  # fmt: skip
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def main(argv: Sequence[str] | None = None) -> None:
    """Train, or go on training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl training files")
    parser.add_argument("--base", type=Path, required=True, help="the float32 encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--frozen", type=int, default=2)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--budget", type=int, default=2048, help="tokens in a step")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    if "WORLD_SIZE" in os.environ:
        ranks.init_process_group("gloo")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)

    model = build(options.base, options.layers, options.frozen).to(device).train()
    weights = trainable(model)
    optimizer = torch.optim.AdamW(weights.values(), lr=options.rate, weight_decay=0.01)
    average = {name: each.detach().cpu().clone() for name, each in weights.items()}
    checkpoint = options.out / "checkpoint.pt"
    spent, step = 0.0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model.load_state_dict(state["weights"], strict=False)
        optimizer.load_state_dict(state["optimizer"])
        average, spent, step = state["average"], state["spent"], state["step"]
    clock = Clock(None if options.steps else options.minutes, options.steps, spent, step)
    (options.out / "reader.json").write_text(
        json.dumps({"layers": options.layers, "frozen": options.frozen})
    )
    _run(model, optimizer, clock, average, options, device)
    if _leads():
        save(checkpoint, model, optimizer, clock, average)


def _leads() -> bool:
    return not ranks.is_initialized() or ranks.get_rank() == 0


def _run(
    model: ReaderNet,
    optimizer: Any,
    clock: Clock,
    average: dict[str, Tensor],
    options: argparse.Namespace,
    device: torch.device,
) -> None:
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    corpus = Corpus(sorted(options.data.glob("*.jsonl")))
    print(f"{len(corpus.contexts)} contexts, {len(corpus.asked)} questions", flush=True)
    stream = batches(tokenizer, make_pairs(corpus, _seed(options.seed, clock)), options.budget)
    seen, sums, saved = 0, [0.0, 0.0], time.monotonic()
    for batch in stream:
        span, known = loss_of(model, batch, device)
        optimizer.zero_grad(set_to_none=True)
        (span + known).backward()
        progress = together(model, clock.progress)
        if progress >= 1:
            return
        for group in optimizer.param_groups:
            group["lr"] = options.rate * rate(progress)
        torch.nn.utils.clip_grad_norm_(trainable(model).values(), 1.0)
        optimizer.step()
        clock.step += 1
        seen += len(batch.ids)
        sums = [sums[0] + span.item(), sums[1] + known.item()]
        # Averaged weights: a decay of about the last 200 steps.
        for name, each in trainable(model).items():
            average[name].lerp_(each.detach().cpu(), max(0.005, 1 / (clock.step + 1)))
        if clock.step % 50 == 0 and _leads():
            print(
                f"step {clock.step} {clock.progress:.3f} of the run, {seen} pairs, "
                f"span {sums[0] / 50:.3f} known {sums[1] / 50:.3f}",
                flush=True,
            )
            sums = [0.0, 0.0]
        if time.monotonic() - saved > 180 and _leads():
            save(options.out / "checkpoint.pt", model, optimizer, clock, average)
            saved = time.monotonic()


def _seed(seed: int, clock: Clock) -> int:
    """Return a seed of its own for each process and each restart."""
    rank = ranks.get_rank() if ranks.is_initialized() else 0
    return seed + 1000 * rank + clock.step


if __name__ == "__main__":
    main()
