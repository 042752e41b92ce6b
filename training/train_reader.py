r"""Train the reader.

    torchrun --nproc-per-node 2 -m training.train_reader \
        --data DIR --weights DIR --out DIR --minutes 60
    python -m training.train_reader --data DIR --weights DIR --out DIR --minutes 5 \
        --budget 60000 --workers 14                               # on a GPU

Runs on processor cores or on a GPU, writes a checkpoint every few minutes and goes on from it when
started again. The learning rate follows the clock, so that a run always ends at the end of its
decay however busy the machine was; `--steps` counts steps instead (tests use it).

On processors, torch's threads gain little on a model this small; two processes of one thread each
train almost twice as fast as one of two. Where the processor multiplies bfloat16 matrices itself
(AMX or AVX-512 BF16), training takes a third of the time that float32 takes. A GPU reads pairs
faster than one process makes them: `--workers` are the processes that make them.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.distributed as ranks
from torch import Tensor, nn

from training.reader_batches import Batch, Batches, Material, loader
from training.reader_data import Corpus, asked_in
from training.reader_loss import Joint, loss_of
from training.reader_lower import Lower
from training.reader_model import Rounding, from_encoder, load_net, rounded

# The encoder's layer whose successor is the reader's first.
FIRST = 4


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


def together(model: nn.Module, progress: float) -> float:
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

    model: Joint
    optimizer: torch.optim.Optimizer
    average: dict[str, Tensor]
    clock: Clock

    def save(self, path: Path) -> None:
        """Write a checkpoint; a crash leaves the old one."""
        state = {
            "weights": _on_processor(dict(self.model.net.named_parameters())),
            "average": _on_processor(self.average), "optimizer": self.optimizer.state_dict(),
            "spent": self.clock.spent, "step": self.clock.step,
        }  # fmt: skip
        temporary = path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(path)

    def step(self, progress: float, highest: float) -> None:
        """Change the weights by one step, and their average."""
        for group in self.optimizer.param_groups:
            group["lr"] = highest * rate(progress)
        named = dict(self.model.net.named_parameters())
        torch.nn.utils.clip_grad_norm_(named.values(), 1.0)
        self.optimizer.step()
        self.clock.step += 1
        # Averaged weights: a decay of about the last 200 steps.
        share = max(0.005, 1 / (self.clock.step + 1))
        with torch.no_grad():
            torch._foreach_lerp_([self.average[name] for name in named], [*named.values()], share)


def _on_processor(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: each.detach().cpu() for name, each in weights.items()}


def rounding_on(device: torch.device) -> Rounding:
    """Return the rounding; on a GPU as one kernel, since most of a step's time goes into it."""
    return torch.compile(rounded, dynamic=True) if device.type == "cuda" else rounded


def start(options: argparse.Namespace, device: torch.device) -> Run:
    """Return a new run, or the one whose checkpoint lies in the folder."""
    rounding = rounding_on(device)
    if options.weights:
        shape, net = load_net(options.weights, rounding)
    else:
        shape, net = from_encoder(options.base, FIRST, rounding)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "reader.json").write_text(json.dumps(asdict(shape)))
    lower = Lower(options.encoder / "lower.onnx", shape.first, rounding)
    model = Joint(lower, net.train()).to(device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=0.01)
    average = {name: each.detach().clone() for name, each in net.named_parameters()}
    checkpoint = options.out / "checkpoint.pt"
    spent, step = 0.0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        net.load_state_dict(state["weights"])
        optimizer.load_state_dict(state["optimizer"])
        average, spent, step = state["average"], state["spent"], state["step"]
    clock = Clock(None if options.steps else options.minutes, options.steps, spent, step)
    return Run(model, optimizer, average, clock)


def train(run: Run, stream: Iterator[Batch], options: argparse.Namespace) -> None:
    """Go on until the clock says that the run is over."""
    device = next(run.model.parameters()).device
    nets = [load_net(folder, rounding_on(device))[1] for folder in options.teachers]
    teachers = [net.to(device).eval() for net in nets]
    sums, saved = torch.zeros(3, device=device), time.monotonic()
    for given in stream:
        batch = Batch(*(each.to(device, non_blocking=True) for each in given))
        span, known = loss_of(run.model, batch, teachers)
        run.optimizer.zero_grad(set_to_none=True)
        (span + known).backward()
        progress = together(run.model.net, run.clock.progress)
        if progress >= 1:
            return
        run.step(progress, options.rate)
        sums += torch.stack([span.detach(), known.detach(), batch.start.new_tensor(len(given[0]))])
        if run.clock.step % 50 == 0 and _leads():
            # Only now: a figure that is asked for waits for the GPU.
            spans, knowns, pairs = (sums / 50).tolist()
            print(
                f"step {run.clock.step} {progress:.3f} of the run, {run.clock.spent:.0f} s, "
                f"{pairs:.0f} pairs a step, span {spans:.3f} known {knowns:.3f}",
                flush=True,
            )
            sums.zero_()
        if time.monotonic() - saved > 180 and _leads():
            run.save(options.out / "checkpoint.pt")
            saved = time.monotonic()


def _leads() -> bool:
    return not ranks.is_initialized() or ranks.get_rank() == 0


def parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl training files")
    parser.add_argument("--extra", type=Path, help="more such files, whose questions come up less")
    parser.add_argument("--share", type=float, default=0.5, help="how often, 0 to 1")
    parser.add_argument("--without", type=Path, help="a folder of questions that are left out")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    beginning = parser.add_mutually_exclusive_group(required=True)
    beginning.add_argument("--base", type=Path, help="begin from the float32 encoder")
    beginning.add_argument("--weights", type=Path, help="begin from an earlier run's --out")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="--out of other runs")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--budget", type=int, default=2400, help="tokens in a process's step")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def read_corpus(options: argparse.Namespace) -> Corpus:
    """Return the training data of a run, and print how much it is."""
    extra = sorted(options.extra.glob("*.jsonl")) if options.extra else []
    files = sorted(options.data.glob("*.jsonl"))
    corpus = Corpus.read(files, extra, options.share, without=asked_in(options.without))
    if _leads():
        print(
            f"{len(corpus.contexts)} contexts in {len(corpus.windows)} windows, "
            f"{len(corpus.asked)} questions, {corpus.left_out} left out",
            flush=True,
        )
    return corpus


def main(argv: Sequence[str] | None = None) -> None:
    """Train, or go on training."""
    options = parsed(argv)
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    if "WORLD_SIZE" in os.environ:
        ranks.init_process_group("gloo")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    corpus = read_corpus(options)
    material = Material(corpus, options.encoder)
    run = start(options, device)
    # A seed of its own for each process and each restart.
    rank = ranks.get_rank() if ranks.is_initialized() else 0
    seed = options.seed + 1000 * rank + 100 * run.clock.step
    batches = Batches(corpus, material, options.budget, seed)
    train(run, loader(batches, options.workers, pinned=device.type == "cuda"), options)
    if _leads():
        run.save(options.out / "checkpoint.pt")


if __name__ == "__main__":
    main()
