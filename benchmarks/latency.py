"""How long one answer takes on the default interview: python -m benchmarks.latency.

Warm questions on one thread, each stage's median, and the time from process start to the first
answer of a fresh process.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from index.build import ingest
from index.encoder import load_encoder
from qa.assistant import Assistant

QUESTIONS = (
    "开通了多少个5G基站?", "口罩调拨了多少只?", "做了哪五方面工作?", "谁接受了采访?",
    "化工园区减少到多少家?", "有哪些党建经验?", "What is the chain leader system?", "照片是谁拍的?",
    "复工复产的措施有哪些?", "民营经济增长了多少?",
)  # fmt: skip
ROUNDS = 10


def warm(index: Path) -> dict[str, float]:
    """Return the median milliseconds of each stage, and the total's median and 95th percentile."""
    stages: dict[str, list[float]] = {}
    with Assistant.open(index, threads=1) as assistant:
        for number in range(ROUNDS + 1):
            for question in QUESTIONS:
                timings = assistant.ask(question).timings_ms
                for stage, spent in timings.items() if number else ():
                    stages.setdefault(stage, []).append(spent)
    figures = {f"{stage} p50": median(values) for stage, values in stages.items()}
    return figures | {"total p95": quantiles(stages["total"], n=20)[-1]}


def cold(index: Path) -> float:
    """Return the seconds from process start to the first answer."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "qa", "ask", QUESTIONS[0], "--index", str(index)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    return time.perf_counter() - started


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        ingest([Path("data/interviews")], index, load_encoder())
        for name, value in warm(index).items():
            print(f"{name:20} {value:8.2f} ms")
        print(f"{'cold start to answer':20} {cold(index):8.2f} s")


if __name__ == "__main__":
    main()
