"""A machine, its models and an index → findings, each with what to do about it."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from index.address import is_remote
from index.errors import InterviewError
from qa.health import Finding
from qa.index_health import index_findings

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.M)
_SECRETS = ("INTERVIEW_PASSWORD", "INTERVIEW_TOKEN")


def examined(index: str, encoder: str | None, feedback: Path) -> Iterator[Finding]:
    """Yield a finding about everything that answering and ingesting need."""
    yield from _program()
    yield from _models()
    yield _settings(encoder)
    if is_remote(index):
        yield _packages("pymilvus", "requirements-milvus.txt")
    yield from index_findings(index, encoder)
    yield _feedback(feedback)
    yield _fonts()


def _program() -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding("python", "ok", f"{version}, SQLite {sqlite3.sqlite_version}")
    yield _packages("packages", "requirements.txt")


def _packages(subject: str, file: str) -> Finding:
    """Compare what is installed with the versions that a file of requirements names."""
    pins = ROOT / file
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
    advice = f"run `pip install -r {file}`"
    if missing:
        return Finding(subject, "problem", f"missing: {', '.join(missing)}", advice)
    if other:
        return Finding(subject, "warning", "; ".join(other), advice)
    return Finding(subject, "ok", f"{len(wanted)} as tested")


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
