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
from index.encoder import Encoder
from index.errors import InterviewError, SourceError
from index.passages import cut_units
from index.ready import read_ready
from index.store import Entry, Source, Store, Vectors
from index.transcript import Interview, parse_interview

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
    report = report or Report()
    files = find_files(paths)
    summary = Summary()
    with Store.create(
        index, encoder_fingerprint=encoder.fingerprint, dimension=encoder.dimension
    ) as store:
        known = store.sources()
        if prune:
            _prune(store, known, paths, files, summary, report)
        for path in files:
            event = _ingest_file(
                store, encoder, path, known.get(str(path.resolve())), summary, report
            )
            summary.events.append(event)
            report.done(event)
    return summary


def _prune(
    store: Store,
    known: dict[str, Source],
    paths: Sequence[Path],
    files: Sequence[Path],
    summary: Summary,
    report: Report,
) -> None:
    """Remove what came from files that are gone: deleted, or no longer under a given folder."""
    present = {str(path.resolve()) for path in files}
    folders = [path.resolve() for path in paths if path.is_dir()]
    for path in known:
        under = any(folder in Path(path).parents for folder in folders)
        if not Path(path).exists() or (under and path not in present):
            store.remove_source(path)
            event = Event(path, "removed")
            summary.events.append(event)
            report.done(event)


def _ingest_file(
    store: Store,
    encoder: Encoder,
    path: Path,
    known: Source | None,
    summary: Summary,
    report: Report,
) -> Event:
    resolved = str(path.resolve())
    try:
        source = Source(resolved, sha256(read_bytes(path)).hexdigest(), PIPELINE)
        if source == known:
            return Event(resolved, "unchanged")
        interviews = _interviews(store, path)
        entries = [_entry(store, encoder, interview, report) for interview in interviews]
        store.replace(source, entries)
    except InterviewError as error:
        kept = " (the version ingested before stays)" if known else ""
        return Event(resolved, "failed", problem=f"{error}{kept}")
    summary.units += sum(len(entry.units) for entry in entries)
    return Event(resolved, "changed" if known else "added", tuple(interviews))


def _interviews(store: Store, path: Path) -> list[Interview]:
    if path.suffix.lower() == READY_SUFFIX:
        interviews = read_ready(path)
    else:
        interviews = [parse_interview(read_document(path), _interview_id(store, path))]
    if not any(interview.paragraphs for interview in interviews):
        raise SourceError(f"{path} has no text to ask about: check the file.")
    return interviews


def _interview_id(store: Store, path: Path) -> str:
    """Return the file's name without its ending, made unique where another file has the same."""
    name = path.stem.strip() or "interview"
    taken = store.interview_path(name)
    if taken is None or taken == str(path.resolve()):
        return name
    return f"{name}-{sha256(str(path.resolve()).encode()).hexdigest()[:6]}"


def _entry(store: Store, encoder: Encoder, interview: Interview, report: Report) -> Entry:
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
