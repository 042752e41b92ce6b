"""Files → index: read, parse, cut, embed, replace; file by file.

An unchanged file costs its checksum, a changed one is replaced in one transaction, and a file that
fails leaves what it gave before. Only texts that were never embedded are embedded.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from index.documents import find_files, read_content
from index.encoder import Encoder
from index.errors import InterviewError, SourceError, StoreError
from index.interviews import digest, read_interviews
from index.passages import Unit, cut_units
from index.store import Entry, Source, Store
from index.transcript import Interview

# Modules that have no part in what a file's paragraphs, units and terms are.
_BESIDE = frozenset({
    "address", "build", "closing", "common_terms", "connections", "dense", "embeddings",
    "encoder", "errors", "examination", "fulltext", "inverted", "job_bar", "local", "lock",
    "milvus", "milvus_batch", "milvus_lease", "milvus_reading", "milvus_rows", "milvus_schema",
    "milvus_search", "milvus_tables", "milvus_view", "milvus_writing", "onnx_model",
    "onnx_module", "reading", "recent", "replacing", "rows", "schema", "seal", "store",
    "vectors", "wanted", "writer",
})  # fmt: skip
_BATCH = 1024  # texts embedded and kept at a time: what an interruption loses at most


@cache
def pipeline_version() -> str:
    """Return what changes with the code that parses and cuts: files are then read anew."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    parts = [module.read_bytes() for module in modules if module.stem not in _BESIDE]
    return sha256(b"\0".join(parts)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found in one interview; `paragraphs` counts them by kind."""

    id: str
    title: str
    speakers: tuple[tuple[str, str], ...]
    paragraphs: dict[str, int]
    units: int
    date: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one file: added, changed, unchanged, removed or failed.

    `notes` are sentences on what was left out of it.
    """

    path: str
    outcome: str
    interviews: tuple[Detected, ...] = ()
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Summary:
    """What one ingest did, and how much the index holds after it."""

    events: list[Event] = field(default_factory=list)
    interviews: int = 0
    paragraphs: int = 0
    units: int = 0
    embedded: int = 0

    def count(self, outcome: str) -> int:
        """Return how many files had this outcome."""
        return sum(event.outcome == outcome for event in self.events)

    @property
    def failed(self) -> list[Event]:
        """The files that could not be read or stored."""
        return [event for event in self.events if event.outcome == "failed"]


@dataclass(frozen=True, slots=True)
class Report:
    """Where progress goes.

    `plan(bytes)` of all files, then for each `look(bytes)`, `start(name, units)` unless it is
    unchanged, `step(units)` as they are embedded, and `done`.
    """

    plan: Callable[[int], None] = lambda _bytes: None
    look: Callable[[int], None] = lambda _bytes: None
    start: Callable[[str, int], None] = lambda _name, _units: None
    step: Callable[[int], None] = lambda _count: None
    done: Callable[[Event], None] = lambda _event: None


def ingest(
    paths: Sequence[Path],
    index: str | Path,
    encoder: Encoder,
    *,
    prune: bool = False,
    report: Report | None = None,
) -> Summary:
    """Bring an index up to date with files and folders; return what was done.

    With `prune`, files that are gone from the disk or from the given folders leave the index. A
    file or path that cannot be read is an event of the summary and does not stop the others.
    Raises StoreError when the index cannot be used.
    """
    report = report or Report()
    summary = Summary()
    files, problems = find(paths)
    if not files and not prune:
        # Nothing to do is no reason to leave an empty index behind.
        raise SourceError(" ".join(problems.values()))
    with Store.create(
        index, encoder_fingerprint=encoder.fingerprint, dimension=encoder.dimension
    ) as store:
        work = _Ingest(store, encoder, report, summary)
        for path, problem in problems.items():
            work.miss(path, problem, prune=prune)
        if prune:
            work.prune(paths, files)
        sizes = {path: _size(path) for path in files.values()}
        report.plan(sum(sizes.values()))
        for path, size in sizes.items():
            report.look(size)
            work.add(path)
        # Only now: until a file is stored, what was embedded of it belongs to no unit.
        if any(event.outcome != "unchanged" for event in summary.events):
            store.sweep()
        summary.interviews, summary.paragraphs, summary.units = store.counts()
    return summary


def source_path(path: Path) -> str:
    """Return the one name of a file, however it is reached; a link stays the link."""
    return str(path.parent.resolve() / path.name)


def find(paths: Sequence[Path]) -> tuple[dict[str, Path], dict[Path, str]]:
    """Return the files at and under paths by their names, and what is wrong with which path."""
    files: dict[str, Path] = {}
    problems = {}
    for path in paths:
        try:
            files.update((source_path(each), each) for each in find_files([path]))
        except SourceError as error:
            problems[path] = str(error)
        except OSError as error:
            problems[path] = f"Cannot look into {path} ({error.strerror}): check its rights."
    return dict(sorted(files.items())), problems


def detected(interview: Interview, units: int) -> Detected:
    """Return what to tell about a freshly parsed interview."""
    counts: dict[str, int] = {}
    for paragraph in interview.paragraphs:
        counts[paragraph.kind] = counts.get(paragraph.kind, 0) + 1
    speakers = tuple((speaker.name, speaker.role) for speaker in interview.speakers)
    stated = {fact.kind: fact.value for fact in reversed(interview.facts)}
    date = (stated | dict(reversed(interview.stated))).get("date", "")
    return Detected(interview.id, interview.title, speakers, counts, units, date)


class _Ingest:
    """One run over some files."""

    def __init__(self, store: Store, encoder: Encoder, report: Report, summary: Summary) -> None:
        self._store = store
        self._encoder = encoder
        self._report = report
        self._summary = summary
        self._known = store.sources()

    def _tell(self, event: Event) -> None:
        self._summary.events.append(event)
        self._report.done(event)

    def miss(self, path: Path, problem: str, *, prune: bool) -> None:
        """Tell of a path with nothing in it, unless that is what pruning is for."""
        if not (prune and any(_within(known, path) for known in self._known)):
            self._tell(Event(str(path), "failed", problem=problem))

    def prune(self, paths: Sequence[Path], files: Mapping[str, Path]) -> None:
        """Remove what came from files that are no longer there."""
        for name in self._known:
            listed = name not in files and any(_within(name, path) for path in paths)
            if listed or _is_gone(name):
                self._store.remove_source(name)
                self._tell(Event(name, "removed"))

    def add(self, path: Path) -> None:
        """Bring one file in; whatever is wrong with it is told and stays its own problem."""
        name = source_path(path)
        known = self._known.get(name)
        try:
            for event in self._add(path, name, known):
                self._tell(event)
        except StoreError:
            raise
        except Exception as error:
            # A defect that one odd file brings to light must not keep the others out.
            said = isinstance(error, InterviewError)
            problem = str(error) if said else f"{path} cannot be ingested ({error!r}): report it."
            kept = " What it gave before stays in the index." if known else ""
            self._tell(Event(name, "failed", problem=problem + kept))

    def _add(self, path: Path, name: str, known: Source | None) -> Iterator[Event]:
        content = read_content(path)
        source = Source(name, digest(content), pipeline_version())
        if source == known:
            yield Event(name, "unchanged")
            return
        held = read_interviews(content, self._naming(name))
        if held.problems:
            # Tried again next time, also when the archive is the same.
            source = replace(source, sha256="incomplete")
        entries = [Entry(interview, cut_units(interview)) for interview in held.interviews]
        self._embed(path.name, [unit for entry in entries for unit in entry.units])
        self._store.replace(source, entries)
        found = tuple(detected(entry.interview, len(entry.units)) for entry in entries)
        yield Event(name, "changed" if known else "added", found, notes=held.notes)
        yield from (Event(place, "failed", problem=problem) for place, problem in held.problems)

    def _naming(self, name: str) -> Callable[[str, str], str]:
        """Return what gives an interview its id: its stem, unless that is somebody else's."""
        given: set[str] = set()

        def free(stem: str, place: str) -> str:
            stem, whole = url_safe(stem), name + place
            unique = f"{stem}-{sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
            # A link to the interview stays good when the file whose name it shared is removed.
            keeps = self._store.interview_path(unique) == name
            taken = stem in given or self._store.interview_path(stem) not in {None, name}
            given.add(unique if keeps or taken else stem)
            return unique if keeps or taken else stem

        return free

    def _embed(self, name: str, units: Sequence[Unit]) -> None:
        """Make sure that the store has the vector of every unit."""
        self._report.start(name, len(units))
        known = self._store.remembered(unit.text for unit in units)
        missing = list(dict.fromkeys(unit.text for unit in units if unit.text not in known))
        self._report.step(len(units) - len(missing))
        for batch in _batches(missing):
            self._store.remember(batch, self._encoder.passages(batch, self._report.step))
        self._summary.embedded += len(missing)


def url_safe(stem: str) -> str:
    """Return a file's stem as it can stand in an address: letters of any script, digits, -_. ."""
    kept = re.sub(r"[^\w.-]+", "-", stem).strip("-.")
    return kept or "interview"


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]


def _within(name: str, path: Path) -> bool:
    """Tell whether a source is what `path` names, or lies in that folder."""
    return name == source_path(path) or path.resolve() in Path(name).parents


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # What is wrong with it is told when it is read.
        return 0


def _is_gone(name: str) -> bool:
    try:
        Path(name).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        # What cannot be looked at may still be there.
        return False
    return False
