r"""Train the reader.

    torchrun --nproc-per-node 2 -m training.train_reader \
        --data DIR --base DIR --out DIR --minutes 60

Runs on processor cores or on a GPU, writes a checkpoint every few minutes and goes on from it when
started again. The learning rate follows the clock, so that a run always ends at the end of its
decay however busy the machine was; `--steps` counts steps instead (tests use it).

On processors, torch's threads gain little on a model this small; two processes of one thread each
train almost twice as fast as one of two. Where the processor multiplies bfloat16 matrices itself
(AMX or AVX-512 BF16), training takes a third of the time that float32 takes.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as ranks
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.reader_batches import Batch, Material, batches
from training.reader_data import Corpus
from training.reader_model import ReaderNet, build
from training.reader_pairs import ABSENT, Pairs
from training.reader_states import prepare
from training.wordings import Wordings

# The encoder's layer whose successor is the reader's first.
FIRST = 4


def _has_bfloat16(device: torch.device) -> bool:
    own = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return device.type == "cuda" or own


def loss_of(model: ReaderNet, batch: Batch, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return the span loss over positives and the answerability loss over all pairs."""
    inputs = (each.to(device) for each in (batch.states, batch.mask, batch.passage, batch.text))
    start, end = batch.start.to(device), batch.end.to(device)
    with torch.autocast(device.type, torch.bfloat16, enabled=_has_bfloat16(device)):
        spans, pair = model(*inputs)
    known = functional.binary_cross_entropy_with_logits(pair, (start != ABSENT).float())
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
    grads = [each.grad for each in model.parameters() if each.grad is not None]
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


@dataclass
class Run:
    """Everything that a checkpoint keeps."""

    model: ReaderNet
    optimizer: torch.optim.Optimizer
    average: dict[str, Tensor]
    clock: Clock

    def save(self, path: Path) -> None:
        """Write a checkpoint; a crash leaves the old one."""
        state = {
            "weights": {name: each.detach().cpu() for name, each in self.model.named_parameters()},
            "average": self.average, "optimizer": self.optimizer.state_dict(),
            "spent": self.clock.spent, "step": self.clock.step,
        }  # fmt: skip
        temporary = path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(path)

    def step(self, progress: float, highest: float) -> None:
        """Change the weights by one step, and their average."""
        for group in self.optimizer.param_groups:
            group["lr"] = highest * rate(progress)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.clock.step += 1
        # Averaged weights: a decay of about the last 200 steps.
        for name, each in self.model.named_parameters():
            self.average[name].lerp_(each.detach().cpu(), max(0.005, 1 / (self.clock.step + 1)))


def start(options: argparse.Namespace, device: torch.device) -> Run:
    """Return a new run, or the one whose checkpoint lies in the folder."""
    model = build(options.base, FIRST)
    if options.weights:
        model.load_state_dict(torch.load(options.weights, map_location="cpu")["average"])
    model = model.to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.01)
    average = {name: each.detach().cpu().clone() for name, each in model.named_parameters()}
    checkpoint = options.out / "checkpoint.pt"
    spent, step = 0.0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model.load_state_dict(state["weights"])
        optimizer.load_state_dict(state["optimizer"])
        average, spent, step = state["average"], state["spent"], state["step"]
    clock = Clock(None if options.steps else options.minutes, options.steps, spent, step)
    return Run(model, optimizer, average, clock)


def train(run: Run, stream: Iterator[Batch], options: argparse.Namespace) -> None:
    """Go on until the clock says that the run is over."""
    device = next(run.model.parameters()).device
    seen, sums, saved = 0, [0.0, 0.0], time.monotonic()
    for batch in stream:
        span, known = loss_of(run.model, batch, device)
        run.optimizer.zero_grad(set_to_none=True)
        (span + known).backward()
        progress = together(run.model, run.clock.progress)
        if progress >= 1:
            return
        run.step(progress, options.rate)
        seen += len(batch.start)
        sums = [sums[0] + span.item(), sums[1] + known.item()]
        if run.clock.step % 50 == 0 and _leads():
            print(
                f"step {run.clock.step} {progress:.3f} of the run, {seen} pairs, "
                f"span {sums[0] / 50:.3f} known {sums[1] / 50:.3f}",
                flush=True,
            )
            sums = [0.0, 0.0]
        if time.monotonic() - saved > 180 and _leads():
            run.save(options.out / "checkpoint.pt")
            saved = time.monotonic()


def _leads() -> bool:
    return not ranks.is_initialized() or ranks.get_rank() == 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl training files")
    parser.add_argument("--extra", type=Path, help="more such files, whose questions come up less")
    parser.add_argument("--share", type=float, default=0.5, help="how often, 0 to 1")
    parser.add_argument("--base", type=Path, required=True, help="the float32 encoder")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    parser.add_argument("--weights", type=Path, help="the checkpoint of a run to begin from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--budget", type=int, default=2400, help="tokens in a process's step")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Train, or go on training."""
    options = _options(argv)
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    if "WORLD_SIZE" in os.environ:
        ranks.init_process_group("gloo")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "reader.json").write_text(json.dumps({"first": FIRST}))

    extra = sorted(options.extra.glob("*.jsonl")) if options.extra else []
    corpus = Corpus.read(sorted(options.data.glob("*.jsonl")), extra, options.share)
    if _leads():
        print(
            f"{len(corpus.contexts)} contexts in {len(corpus.windows)} windows, "
            f"{len(corpus.asked)} questions",
            flush=True,
        )
        prepare(corpus, options.out / "states", options.encoder)
    if ranks.is_initialized():
        ranks.barrier()

    run = start(options, device)
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    material = Material(corpus, tokenizer, options.out / "states", options.encoder)
    # A seed of its own for each process and each restart.
    rank = ranks.get_rank() if ranks.is_initialized() else 0
    wordings = Wordings(corpus, options.seed + 1000 * rank + run.clock.step)
    pairs = Pairs(corpus, wordings)
    train(run, batches(material, iter(pairs), options.budget), options)
    if _leads():
        run.save(options.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
