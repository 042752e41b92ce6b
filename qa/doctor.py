"""A machine, its models and an index → findings, each with what to do about it."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from index.errors import IndexBusy, InterviewError

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.M)
_SPARE = 200 * 2**20  # bytes that should stay free whatever the index needs
_SECRETS = ("INTERVIEW_PASSWORD", "INTERVIEW_TOKEN")
_SOME = 3  # names that are listed of many

State = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` is what to do, empty when all is well."""

    subject: str
    state: State
    found: str
    advice: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain strings."""
        return asdict(self)


def examined(index: str, encoder: str | None, feedback: Path) -> Iterator[Finding]:
    """Yield a finding about everything that answering and ingesting need."""
    yield from _program()
    yield from _models()
    yield _settings(encoder)
    if "://" in index:
        yield Finding("index", "ok", f"{index} is on a server, which has checks of its own")
    else:
        yield from _index(Path(index), encoder)
        yield _space(Path(index))
    yield _feedback(feedback)
    yield _fonts()


def _program() -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding("python", "ok", f"{version}, SQLite {sqlite3.sqlite_version}")
    pins = ROOT / "requirements.txt"
    wanted = dict(_PIN.findall(pins.read_text(encoding="utf-8"))) if pins.is_file() else {}
    missing, other = [], []
    for name, pinned in wanted.items():
        try:
            installed = metadata.version(name).split("+")[0]
        except metadata.PackageNotFoundError:
            missing.append(name)
        else:
            if installed != pinned:
                other.append(f"{name} {installed}, tested with {pinned}")
    advice = "run `pip install -r requirements.txt`"
    if missing:
        yield Finding("packages", "problem", f"missing: {', '.join(missing)}", advice)
    elif other:
        yield Finding("packages", "warning", "; ".join(other), advice)
    else:
        yield Finding("packages", "ok", f"{len(wanted)} as tested")


def _models() -> Iterator[Finding]:
    from index.onnx_model import check_sums

    for folder in sorted(path.parent for path in (ROOT / "models").glob("*/SHA256SUMS")):
        subject = f"model {folder.name}"
        try:
            check_sums(folder)
        except InterviewError as error:
            advice = f"restore it: `git checkout -- {folder.relative_to(ROOT)}`"
            yield Finding(subject, "problem", str(error), advice)
        else:
            yield Finding(subject, "ok", "its files match their checksums")
    if not (ROOT / "models" / "encoder" / "SHA256SUMS").is_file():
        advice = "restore the folder `models` from the release"
        yield Finding("model encoder", "problem", "it is not there", advice)


def _settings(encoder: str | None) -> Finding:
    from index.encoder import VARIABLE

    told = [f"encoder {encoder or os.environ.get(VARIABLE) or 'bundled'}"]
    # What they hold is nobody's business.
    told += [f"${name} is set" for name in _SECRETS if name in os.environ]
    return Finding("settings", "ok", ", ".join(told))


def _index(index: Path, encoder: str | None) -> Iterator[Finding]:
    from index.encoder import load_encoder
    from index.store import Store

    try:
        loaded = load_encoder(encoder, threads=1)
        with Store.open(
            index, encoder_fingerprint=loaded.fingerprint, dimension=loaded.dimension
        ) as store:
            sealed = store.ensure_sound()
            interviews, paragraphs, units = store.counts()
            sources = {path: source.sha256 for path, source in store.sources().items()}
    except IndexBusy as error:
        yield Finding("index", "warning", str(error), "wait and run this again")
        return
    except InterviewError as error:
        # The sentence ends with what to do.
        said, _, advice = str(error).partition(": ")
        yield Finding("index", "problem", said, advice.rstrip(".") or "see above")
        return
    held = f"interviews {interviews:,}, paragraphs {paragraphs:,}, units {units:,}"
    if sealed:
        yield Finding("index", "ok", f"every byte is as it was written; {held}")
    else:
        advice = f"run `python ingest.py --index {index}`, which seals it when it has ended"
        found = f"every row is as it was written, but the index is not sealed; {held}"
        yield Finding("index", "warning", found, advice)
    yield _sources(sources, index)
    if not os.access(index, os.W_OK):
        advice = "to ingest, give this user the right to write to it"
        yield Finding("index folder", "warning", f"{index} can only be read", advice)


def _sources(sources: dict[str, str], index: Path) -> Finding:
    gone = [path for path in sources if not Path(path).is_file()]
    changed = [
        path for path, known in sources.items() if path not in gone and known != _digest(Path(path))
    ]
    if changed:
        advice = f"run `python ingest.py FILE --index {index}` to bring the new versions in"
        return Finding("files", "warning", f"changed since: {_names(changed)}", advice)
    if gone:
        advice = f"put them back, or run `python ingest.py --prune --index {index}` to forget them"
        return Finding("files", "warning", f"no longer there: {_names(gone)}", advice)
    return Finding("files", "ok", f"{len(sources):,} as they were ingested")


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


def _names(paths: list[str]) -> str:
    # A name may hold a line end, or what a terminal cannot show.
    shown = ", ".join(ascii(Path(path).name)[1:-1] for path in paths[:_SOME])
    return shown + (f" and {len(paths) - _SOME:,} more" if len(paths) > _SOME else "")


def _space(index: Path) -> Finding:
    there = next(each for each in (index, *index.absolute().parents) if each.is_dir())
    free = shutil.disk_usage(there).free
    size = sum(each.stat().st_size for each in index.glob("*") if each.is_file())
    # A change goes through a log beside the database, and the vector cache is written anew.
    found = f"{free / 2**20:,.0f} MB free, the index takes {size / 2**20:,.0f} MB"
    if free < size + _SPARE:
        return Finding("disk", "warning", found, f"make room on the disk of {there}")
    return Finding("disk", "ok", found)


def _feedback(path: Path) -> Finding:
    from qa.feedback import FeedbackStore

    if not path.exists():
        return Finding("feedback", "ok", "nobody has voted yet")
    try:
        votes = sum(1 for _ in FeedbackStore(path).entries())
    except (InterviewError, sqlite3.Error, ValueError) as error:
        advice = f"move {path} away; a new one is made at the next vote"
        return Finding("feedback", "problem", f"{path} cannot be read ({error})", advice)
    return Finding("feedback", "ok", f"{votes:,} votes that can be exported")


def _fonts() -> Finding:
    command = shutil.which("fc-list")
    if command is None:
        return Finding("fonts", "ok", "not known here; the page uses those of the reader's browser")
    listed = subprocess.run(  # noqa: S603 - a fixed command without input
        [command, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=30
    ).stdout
    if not listed.strip():
        advice = "install a Chinese font such as fonts-noto-cjk, if the chat is opened here"
        return Finding("fonts", "warning", "no Chinese font on this machine", advice)
    return Finding("fonts", "ok", f"Chinese text is shown in {listed.splitlines()[0].strip()}")


def told(findings: list[Finding]) -> str:
    """Return the findings for a terminal, one a line, the advice below it."""
    lines = []
    for each in findings:
        lines.append(f"{each.state:8} {each.subject:14} {each.found}")
        if each.advice:
            lines.append(f"{'':8} {'':14} → {each.advice}")
    return "\n".join(lines)


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """Return the findings, and whether all is well enough to go on."""
    well = all(each.state != "problem" for each in findings)
    return {"ok": well, "findings": [each.to_dict() for each in findings]}
