"""An index, in a folder or on a server → findings, each with what to do about it."""

import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from index.address import is_remote, read_milvus_address
from index.errors import IndexBusy, InterviewError
from qa.health import Finding

_SPARE = 200 * 2**20  # bytes that should stay free whatever the index needs
_SOME = 3  # names that are listed of many
_OLDEST_SERVER = (2, 5)  # the first Milvus with full text


def index_findings(address: str, encoder: str | None) -> Iterator[Finding]:
    """Yield a finding about everything that makes up an index."""
    if is_remote(address):
        yield from _server(address, encoder)
        return
    folder = Path(address)
    yield from _content(address, encoder)
    if folder.is_dir() and not os.access(folder, os.W_OK):
        advice = "to ingest, give this user the right to write to it"
        yield Finding("index folder", "warning", f"{folder} can only be read", advice)
    yield _space(folder)


def _server(address: str, encoder: str | None) -> Iterator[Finding]:
    from index.milvus_tables import Tables

    try:
        tables = Tables(read_milvus_address(address))
        version = tables.server_version()
        tables.close()
    except InterviewError as error:
        yield _told("server", error)
        return
    told = f"Milvus {version} answers at {tables.address.uri}"
    numbers = re.search(r"v?(\d+)\.(\d+)", version)
    if numbers and tuple(map(int, numbers.groups())) < _OLDEST_SERVER:
        yield Finding("server", "problem", told, "run a server of version 2.5 or later")
        return
    yield Finding("server", "ok", told)
    yield from _content(address, encoder)


def _told(subject: str, error: InterviewError) -> Finding:
    """Return an error as a finding: its sentence ends with what to do."""
    said, _, advice = str(error).rpartition(": ")
    return Finding(subject, "problem", said or advice, advice.rstrip(".") or "see above")


def _content(address: str, encoder: str | None) -> Iterator[Finding]:
    from index.encoder import load_encoder
    from index.store import Store

    try:
        loaded = load_encoder(encoder, threads=1)
        with Store.open(
            address, encoder_fingerprint=loaded.fingerprint, dimension=loaded.dimension
        ) as store:
            sealed = store.ensure_sound()
            counts = store.counts()
            fingerprint = store.fingerprint
            sources = {path: source.sha256 for path, source in store.sources().items()}
    except IndexBusy as error:
        yield Finding("index", "warning", str(error), "wait and run this again")
        return
    except InterviewError as error:
        yield _told("index", error)
        return
    held = "interviews {:,}, paragraphs {:,}, units {:,}".format(*counts)
    held += f"; encoder {fingerprint}"
    if sealed:
        yield Finding("index", "ok", f"every byte is as it was written; {held}")
    elif is_remote(address):
        yield Finding("index", "ok", f"as many rows as the interviews tell of; {held}")
    else:
        advice = f"run `python ingest.py --index {address}`, which seals it when it has ended"
        found = f"every row is as it was written, but the index is not sealed; {held}"
        yield Finding("index", "warning", found, advice)
    yield _sources(sources, address)


def _sources(sources: dict[str, str], address: str) -> Finding:
    gone = [path for path in sources if not Path(path).is_file()]
    changed = [
        path for path, known in sources.items() if path not in gone and known != _digest(Path(path))
    ]
    if changed:
        advice = f"run `python ingest.py FILE --index {address}` to bring the new versions in"
        return Finding("files", "warning", f"changed since: {_names(changed)}", advice)
    if gone and is_remote(address) and len(gone) == len(sources):
        return Finding("files", "ok", f"{len(sources):,}, ingested on another machine")
    if gone:
        prune = f"python ingest.py --prune --index {address}"
        advice = f"put them back, or run `{prune}` to forget them"
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
