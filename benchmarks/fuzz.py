"""Coverage-guided fuzzing with atheris: python -m benchmarks.fuzz [TARGET …] [--seconds N].

Each target runs in a process of its own for so many seconds; what breaks a promise is kept in a
file and ends the run with 1.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_RUNS = re.compile(r"number_of_executed_units:\s*(\d+)")
_CORPUS = Path("scratch/fuzz")


def fuzz(name: str, options: Sequence[str]) -> None:
    """Run one target in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["index", "qa", "tests.fuzz_targets"]):
        from tests.fuzz_targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


def run(name: str, seconds: int) -> tuple[int, str]:
    """Run one target in a process of its own; return the inputs tried and what broke."""
    from tests.fuzz_targets import SEEDS

    corpus = _CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed{number}").write_bytes(seed)
    options = [
        str(corpus), f"-max_total_time={seconds}", "-print_final_stats=1", "-max_len=4096",
        "-timeout=20", "-rss_limit_mb=4096", f"-artifact_prefix={_CORPUS}/{name}-",
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own module, with a name from our own list
        [sys.executable, "-m", "benchmarks.fuzz", "--one", name, *options],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    counted = _RUNS.search(done.stderr)
    broken = "" if done.returncode == 0 else done.stderr[-1500:] + done.stdout[-1500:]
    return int(counted[1]) if counted else 0, broken


def main(argv: Sequence[str] | None = None) -> int:
    """Fuzz and print a line for each target; return the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == ["--one"]:
        fuzz(argv[1], argv[2:])
    from tests.fuzz_targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description="Fuzz.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=20, help="for each target (%(default)s)")
    arguments = parser.parse_args(argv)
    failed = 0
    for name in arguments.targets or TARGETS:
        tried, broken = run(name, arguments.seconds)
        print(f"{name:16} {tried:9,} inputs {'BROKEN' if broken else 'ok'}", flush=True)
        if broken:
            print(broken, file=sys.stderr)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
