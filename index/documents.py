"""Files → `Document`: the text that every citation counts its characters in.

A text file's characters are its own; of any other format the loader named by it takes the text
out, always the same way, and that becomes the source. Nothing here knows about interviews.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from index.errors import SourceError
from index.stated import SIDE_SUFFIXES, Stated, read_side_file, side_names

READY_SUFFIX = ".jsonl"
ZIP_SUFFIX = ".zip"


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text: for a text file exactly the decoded file, without a byte-order mark.

    The interview begins `start` characters in. `times` says from which character on which second
    of the recording is heard, in order. `speakers` are the names that label turns, None when the
    format does not tell. `notes` are sentences for whoever ingests the file.
    """

    name: str
    text: str
    encoding: str
    start: int = 0
    times: tuple[tuple[int, float], ...] = ()
    speakers: tuple[str, ...] | None = None
    stated: Stated = field(default_factory=Stated)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, or of a file in an archive, and of the side file that belongs to it.

    `name` is what a citation calls it, `where` what a message does.
    """

    name: str
    where: str
    data: bytes
    side: tuple[str, bytes] | None = None

    @property
    def suffix(self) -> str:
        """The lower-case end of the name that tells the format."""
        return PurePath(self.name).suffix.lower()


def _text(content: Content) -> Document:
    from index.plain_text import read_text

    return read_text(content)


def _docx(content: Content) -> Document:
    from index.docx import read_docx

    return read_docx(content)


def _pdf(content: Content) -> Document:
    from index.pdf import read_pdf

    return read_pdf(content)


def _web_page(content: Content) -> Document:
    from index.web_page import read_web_page

    return read_web_page(content)


def _subtitles(content: Content) -> Document:
    from index.subtitles import read_subtitles

    return read_subtitles(content)


def _recognised(content: Content) -> Document:
    from index.recognised import read_recognised

    return read_recognised(content)


_LOADERS: dict[str, Callable[[Content], Document]] = {
    ".txt": _text, ".md": _text, ".docx": _docx, ".pdf": _pdf,
    ".html": _web_page, ".htm": _web_page, ".xhtml": _web_page,
    ".srt": _subtitles, ".vtt": _subtitles, ".json": _recognised,
}  # fmt: skip
SUFFIXES = frozenset(_LOADERS) | {READY_SUFFIX}
_KNOWN = ", ".join(sorted(SUFFIXES | {ZIP_SUFFIX}))
# What the wrong suffix most often is, and what to do about it.
_ADVICE = {
    ".doc": "save it as .docx", ".rtf": "save it as .docx", ".odt": "save it as .docx",
    ".pages": "export it as .docx", ".mht": "save the page as .html",
    ".mhtml": "save the page as .html", ".rar": "pack it as .zip", ".7z": "pack it as .zip",
    ".gz": "unpack it", ".tar": "unpack it", ".mp3": "transcribe it first",
    ".wav": "transcribe it first", ".m4a": "transcribe it first", ".mp4": "transcribe it first",
    ".png": "turn it into text first", ".jpg": "turn it into text first",
}  # fmt: skip


def read_bytes(path: Path) -> bytes:
    """Return the content of a file; raises SourceError in one sentence when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}: check the path.") from None
    except OSError as error:
        raise SourceError(f"Cannot read {path} ({error.strerror}): check its rights.") from None


def read_content(path: Path) -> Content:
    """Return the bytes of a file and of its side file, if there is one."""
    sides = (path.with_name(name) for name in side_names(path.name))
    side = next((each for each in sides if _is_file(each)), None)
    return Content(
        path.name, str(path), read_bytes(path), (str(side), read_bytes(side)) if side else None
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # The name may be longer than the file system allows.
        return False


def load(content: Content) -> Document:
    """Turn the bytes of a file of any format into text.

    Raises SourceError when they are not what the suffix says, hold no text, or the side file
    cannot be understood.
    """
    loader = _LOADERS.get(content.suffix)
    if loader is None:
        advice = _ADVICE.get(content.suffix, f"use one of {_KNOWN}")
        raise SourceError(f"{content.where} is of a format that is not read: {advice}.")
    document = loader(content)
    if content.side is not None:
        beside = read_side_file(*content.side)
        document = replace(document, stated=document.stated.corrected_by(beside))
    return document


def read_document(path: Path) -> Document:
    """Read a file of any format as text, with what its side file states.

    Raises SourceError when the file is missing, unreadable, empty, damaged or of a format that is
    not supported.
    """
    return load(read_content(path))


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Return the interview files at and under `paths`, sorted, each once.

    Raises SourceError when a path does not exist or nothing that can be read is there.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_files_under(path))
        elif path.exists():
            found.add(path)
        else:
            raise SourceError(f"There is no file or folder {path}: check the path.")
    if not found:
        places = ", ".join(str(path) for path in paths)
        raise SourceError(f"No interview in {places}: put a file of one of {_KNOWN} there.")
    return sorted(found)


def is_interview_file(name: PurePath) -> bool:
    """Tell whether a file found in a folder or archive is one to read: no hidden or side file."""
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
    side = name.name.lower().endswith(SIDE_SUFFIXES)
    return name.suffix.lower() in SUFFIXES | {ZIP_SUFFIX} and not hidden and not side


def _files_under(folder: Path) -> Iterable[Path]:
    for path in folder.rglob("*"):
        if is_interview_file(path.relative_to(folder)) and path.is_file():
            yield path
