"""Files → index: the stages in order, file by file.

An unchanged file costs its checksum, a changed one is replaced in one transaction, and a file that
fails leaves what it gave before. Only texts that were never embedded are embedded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.documents import READY_SUFFIX, find_files, read_bytes, read_document
from index.encoder import Encoder, Vectors
from index.errors import InterviewError, SourceError
from index.passages import cut_units
from index.ready import read_ready
from index.transcript import Interview, parse_interview
from index.writer import Entry, Source, Writer

# Counted up whenever parsing or cutting changes what a file gives.
PIPELINE = "1"


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one file: added, changed, unchanged, removed or failed."""

    path: str
    outcome: str
    interviews: tuple[Interview, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class Summary:
    """The counts of one ingest."""

    events: list[Event] = field(default_factory=list)
    units: int = 0

    def count(self, outcome: str) -> int:
        """Return how many files had this outcome."""
        return sum(event.outcome == outcome for event in self.events)

    @property
    def failed(self) -> list[Event]:
        """The files that could not be read or stored."""
        return [event for event in self.events if event.outcome == "failed"]


@dataclass(frozen=True, slots=True)
class Report:
    """Where progress goes: `start(units)` before a file is embedded, `step(n)` as it is."""

    start: Callable[[str, int], None] = lambda _name, _units: None
    step: Callable[[int], None] = lambda _count: None
    done: Callable[[Event], None] = lambda _event: None


def ingest(
    paths: Sequence[Path],
    index: Path,
    encoder: Encoder,
    *,
    prune: bool = False,
    report: Report | None = None,
) -> Summary:
    """Bring an index up to date with files and folders; return what was done.

    Raises SourceError when a path holds nothing, StoreError when the index cannot be written; a
    file that cannot be read is an event of the summary and does not stop the others.
    """
    files = find_files(paths)
    with Writer.create(
        index, encoder_fingerprint=encoder.fingerprint, dimension=encoder.dimension
    ) as store:
        run = _Run(store, encoder, report or Report(), store.sources())
        if prune:
            run.prune(paths, files)
        for path in files:
            run.add(path)
    return run.summary


@dataclass(slots=True)
class _Run:
    """One ingest under way: where it writes, what it knows, what became of the files so far."""

    store: Writer
    encoder: Encoder
    report: Report
    known: dict[str, Source]
    summary: Summary = field(default_factory=Summary)

    def _tell(self, event: Event) -> None:
        self.summary.events.append(event)
        self.report.done(event)

    def prune(self, paths: Sequence[Path], files: Sequence[Path]) -> None:
        """Remove what came from files that are gone: deleted, or not found in a given folder."""
        present = {str(path.resolve()) for path in files}
        folders = [path.resolve() for path in paths if path.is_dir()]
        for path in self.known:
            under = any(folder in Path(path).parents for folder in folders)
            if not Path(path).exists() or (under and path not in present):
                self.store.remove_source(path)
                self._tell(Event(path, "removed"))

    def add(self, path: Path) -> None:
        """Store one file unless it is unchanged."""
        resolved = str(path.resolve())
        known = self.known.get(resolved)
        try:
            source = Source(resolved, sha256(read_bytes(path)).hexdigest(), PIPELINE)
            if source == known:
                self._tell(Event(resolved, "unchanged"))
                return
            interviews = _interviews(self.store, path)
            entries = [_entry(self.store, self.encoder, each, self.report) for each in interviews]
            self.store.replace(source, entries)
        except InterviewError as error:
            kept = " (the version ingested before stays)" if known else ""
            self._tell(Event(resolved, "failed", problem=f"{error}{kept}"))
            return
        self.summary.units += sum(len(entry.units) for entry in entries)
        self._tell(Event(resolved, "changed" if known else "added", tuple(interviews)))


def _interviews(store: Writer, path: Path) -> list[Interview]:
    if path.suffix.lower() == READY_SUFFIX:
        interviews = read_ready(path)
    else:
        interviews = [parse_interview(read_document(path), _interview_id(store, path))]
    if not any(interview.paragraphs for interview in interviews):
        raise SourceError(f"{path} has no text to ask about: check the file.")
    return interviews


def _interview_id(store: Writer, path: Path) -> str:
    """Return the file's name without its ending, made unique where another file has the same."""
    name = path.stem.strip() or "interview"
    taken = store.interview_path(name)
    if taken is None or taken == str(path.resolve()):
        return name
    return f"{name}-{sha256(str(path.resolve()).encode()).hexdigest()[:6]}"


def _entry(store: Writer, encoder: Encoder, interview: Interview, report: Report) -> Entry:
    units = cut_units(interview)
    report.start(interview.id, len(units))
    texts = list(dict.fromkeys(unit.text for unit in units))
    vectors: dict[str, Vectors] = store.known_vectors(texts)
    missing = [text for text in texts if text not in vectors]
    report.step(len(units) - len(missing))
    if missing:
        vectors.update(zip(missing, encoder.passages(missing, report.step), strict=True))
    matrix = np.zeros((len(units), encoder.dimension), np.float32)
    for row, unit in enumerate(units):
        matrix[row] = vectors[unit.text]
    return Entry(interview, units, matrix)
