"""Put interviews into an index: python ingest.py [PATH …] [--index DIR] [--prune]."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InterviewError

if TYPE_CHECKING:
    from index.build import Event, Report, Summary

EXIT_FAILED, EXIT_INTERRUPTED = 1, 130


def build_parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    parser = argparse.ArgumentParser(description="Put interviews into an index.")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files or folders (data/interviews)"
    )
    parser.add_argument("--index", default="data/index", metavar="DIR", help="(%(default)s)")
    parser.add_argument("--prune", action="store_true", help="remove what came from files now gone")
    parser.add_argument("--encoder", metavar="NAME", help="a sentence-transformers model (bundled)")
    parser.add_argument("--threads", type=int, metavar="N", help="processor threads (all)")
    return parser


class Progress:
    """A progress bar on a terminal; elsewhere one line for each finished file."""

    def __init__(self) -> None:
        self._bar: Any = None

    def start(self, name: str, units: int) -> None:
        """Begin a file of so many units."""
        self.finish()
        if sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=units, desc=name[:40], unit="unit", leave=False)

    def step(self, count: int) -> None:
        """Count finished units."""
        if self._bar is not None:
            self._bar.update(count)

    def finish(self) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def done(self, event: "Event") -> None:
        """Say what became of a file and what was detected in it."""
        self.finish()
        if event.problem:
            print(event.problem, file=sys.stderr)
        elif event.outcome != "unchanged":
            print(f"{event.outcome}: {event.path}")
        for interview in event.interviews[:5]:
            print(f"  {interview.title}")
            voices = [f"{each.name} ({each.role})" for each in interview.speakers[:6]]
            print(f"  {len(interview.paragraphs)} paragraphs; {', '.join(voices) or 'no speakers'}")
        if len(event.interviews) > 5:
            print(f"  … {len(event.interviews)} interviews in all")

    @property
    def report(self) -> "Report":
        """The callbacks for the build."""
        from index.build import Report

        return Report(self.start, self.step, self.done)


def last_line(summary: "Summary", index: str, seconds: float) -> str:
    """Return the counts of an ingest in one line."""
    outcomes = ("added", "changed", "unchanged", "removed", "failed")
    counts = ", ".join(f"{summary.count(outcome)} {outcome}" for outcome in outcomes)
    return f"{counts}; {summary.units} units embedded or reused in {seconds:.1f} s; index: {index}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    arguments = build_parser().parse_args(argv)
    paths = [Path(path) for path in arguments.paths or ["data/interviews"]]
    progress = Progress()
    started = time.monotonic()
    try:
        from index.build import ingest
        from index.documents import find_files
        from index.encoder import load_encoder

        # Nothing to read should be said before a model is loaded.
        find_files(paths)
        encoder = load_encoder(arguments.encoder, threads=arguments.threads)
        index = Path(arguments.index)
        summary = ingest(paths, index, encoder, prune=arguments.prune, report=progress.report)
    except InterviewError as error:
        progress.finish()
        print(error, file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        progress.finish()
        print("Stopped; what was finished is in the index.", file=sys.stderr)
        return EXIT_INTERRUPTED
    print(last_line(summary, arguments.index, time.monotonic() - started))
    return EXIT_FAILED if summary.failed else 0


if __name__ == "__main__":
    sys.exit(main())
