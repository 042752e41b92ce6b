"""Put interviews into an index: python ingest.py [PATH …] [--index DIR] [--prune]."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import InterviewError
from index.job_bar import JobBar

if TYPE_CHECKING:
    from index.build import Detected, Event, Report, Summary

EXIT_FAILED, EXIT_INTERRUPTED = 1, 130
_ADVICE = (
    "Is a title, date, speaker or role wrong? State it in NAME.meta.yaml beside the file "
    "(docs/formats.md) and run this again."
)
_SHOWN = 3  # interviews of one file that are told in detail


def build_parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    parser = argparse.ArgumentParser(
        prog="ingest.py",
        description="Put interviews (text, Word, PDF, web pages, subtitles, transcripts, zip "
        "files of them) and ready-made passages (.jsonl) into an index. "
        "Files that have not changed are left alone.",
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files or folders (data/interviews)"
    )
    parser.add_argument(
        "--index",
        default="data/index",
        metavar="DIR",
        help="a folder, or milvus+http://HOST:PORT/COLLECTION (%(default)s)",
    )
    parser.add_argument("--prune", action="store_true", help="remove what came from files now gone")
    parser.add_argument("--encoder", metavar="NAME", help="a sentence-transformers model (bundled)")
    parser.add_argument("--threads", type=int, metavar="N", help="processor threads (all)")
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        choices=range(1, 65),
        default=1,
        help="batches embedded at the same time, each on its --threads (%(default)s)",
    )
    return parser


def _threads(arguments: argparse.Namespace) -> int | None:
    """Return the threads of one worker: with several workers one each, unless said otherwise."""
    return arguments.threads or (1 if arguments.workers > 1 else None)


def counted(number: int, name: str) -> str:
    """Return a count with its noun, in the plural where it is one."""
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def description(found: "Detected") -> str:
    """Return one line on what was detected in an interview."""
    speakers = [f"{name} ({role})" if role else name for name, role in found.speakers[:4]]
    more = len(found.speakers) - len(speakers)
    voices = ", ".join(speakers) + (f" and {more} more" if more else "") or "no speakers"
    counts = [
        counted(found.paragraphs[kind], name)
        for kind, name in (("heading", "section"), ("question", "question"), ("answer", "answer"))
        if found.paragraphs.get(kind)
    ]
    counts.append(counted(sum(found.paragraphs.values()), "paragraph"))
    date = f" | {found.date}" if found.date else ""
    return f"  {found.id}: {found.title}{date} | {voices} | {', '.join(counts)}"


def last_line(summary: "Summary", index: str, seconds: float) -> str:
    """Return the counts of an ingest in one line."""
    outcomes = ("added", "changed", "unchanged", "removed", "failed")
    changes = ", ".join(f"{outcome} {summary.count(outcome):,}" for outcome in outcomes)
    held = ", ".join(
        counted(number, name)
        for number, name in (
            (summary.interviews, "interview"),
            (summary.paragraphs, "paragraph"),
            (summary.units, "unit"),
        )
    )
    return f"{changes} — {held} in {index} ({seconds:.1f} s)"


class Progress:
    """A bar over the job on a terminal; what became of each file everywhere."""

    def __init__(self) -> None:
        self.bar = JobBar()
        self._told = False

    def done(self, event: "Event") -> None:
        """Say what became of a file and what was detected in it."""
        with self.bar.aside():
            self._say(event)

    def _say(self, event: "Event") -> None:
        if event.problem:
            print(event.problem, file=sys.stderr)
        elif event.outcome != "unchanged":
            print(f"{event.outcome} {event.path}")
        self._told = self._told or bool(event.interviews)
        for found in event.interviews[:_SHOWN]:
            print(description(found))
        for note in event.notes:
            print(f"  {note}")
        more = len(event.interviews) - _SHOWN
        if more > 0:
            print(f"  and {counted(more, 'more interview')}")

    def advice(self) -> str:
        """Return how to correct what was told, "" when nothing was."""
        return _ADVICE if self._told else ""

    @property
    def report(self) -> "Report":
        """The callbacks for the build."""
        from index.build import Report

        bar = self.bar
        return Report(bar.plan, bar.look, bar.start, bar.step, self.done)


def run(arguments: argparse.Namespace, progress: Progress) -> int:
    """Ingest and say what was done; return the exit code."""
    from index.build import ingest
    from index.encoder import load_encoder

    started = time.monotonic()
    summary = ingest(
        [Path(path) for path in arguments.paths or ["data/interviews"]],
        arguments.index,
        load_encoder(arguments.encoder, threads=_threads(arguments), workers=arguments.workers),
        prune=arguments.prune,
        report=progress.report,
    )
    progress.bar.close()
    if advice := progress.advice():
        print(advice)
    print(last_line(summary, arguments.index, time.monotonic() - started))
    sys.stdout.flush()
    return EXIT_FAILED if summary.failed else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    arguments = build_parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        # File names and titles may hold what the terminal's encoding does not.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    progress = Progress()
    try:
        return run(arguments, progress)
    except InterviewError as error:
        progress.bar.close()
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        progress.bar.close()
        print("Stopped: what was finished is in the index; run it again to go on.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
