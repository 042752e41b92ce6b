"""`.zip` → the files in it, read in memory: nothing is ever unpacked to the disk.

An archive that would be too large, that names places outside itself, or that is locked is refused
as a whole.
"""

import stat
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from index.documents import ZIP_SUFFIX, Content, is_interview_file
from index.errors import SourceError
from index.stated import side_names

# What the library meets broken archives with while it unpacks them.
BROKEN_ZIP = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
MOST_FILES = 20_000
MOST_BYTES = 1 << 30  # all files together, unpacked
MOST_BYTES_EACH = 256 << 20
# Prose packs to a third or a tenth; only what was made to swell packs to a thousandth.
MOST_RATIO, RATIO_FROM = 250, 16 << 20
# What the library raises for a damaged member; ValueError for places before the file's begin.
_UNPACKING = (
    BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip


def opened(content: Content) -> ZipFile:
    """Open a zip file in memory; raises SourceError when it is broken, too large or locked."""
    try:
        archive = ZipFile(BytesIO(content.data))
    except (BadZipFile, LargeZipFile, ValueError, NotImplementedError, OSError):
        raise SourceError(
            f"{content.where} is damaged or no {content.suffix} file: make it again."
        ) from None
    try:
        _check(archive.infolist(), content)
    except SourceError:
        archive.close()
        raise
    return archive


def _check(infos: list[ZipInfo], content: Content) -> None:
    where = content.where
    total = sum(info.file_size for info in infos)
    largest = max((info.file_size for info in infos), default=0)
    if len(infos) > MOST_FILES:
        raise SourceError(f"{where} holds more than {MOST_FILES:,} files: divide it.")
    if total > MOST_BYTES or largest > MOST_BYTES_EACH:
        raise SourceError(
            f"{where} would unpack to {total >> 20:,} MB: at most {MOST_BYTES >> 20:,} MB in all "
            f"and {MOST_BYTES_EACH >> 20} MB a file are read, so divide it."
        )
    if total > RATIO_FROM and total > MOST_RATIO * len(content.data):
        raise SourceError(
            f"{where} would swell to {total // max(1, len(content.data))} times its size, as "
            "only harmful archives do: it is not opened."
        )
    for info in infos:
        if _reaches_out(info):
            raise SourceError(
                f"{where} holds the name '{info.filename}', which points outside of it, as only "
                "harmful archives do: it is not opened."
            )
        if info.flag_bits & 1:
            raise SourceError(f"{where} is protected by a password: pack it again without one.")


def _reaches_out(info: ZipInfo) -> bool:
    name = info.filename.replace("\\", "/")
    link = stat.S_ISLNK(info.external_attr >> 16)
    return link or name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"


def _is_named(info: ZipInfo) -> bool:
    # `is_dir` looks at the last character, which a damaged archive may not have.
    return bool(info.filename) and not info.is_dir()


def _name(info: ZipInfo) -> str:
    """Return a file's name; without the mark for UTF-8 it may have been written in any encoding."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def members(content: Content) -> Iterator[Content | SourceError]:
    """Yield the interviews in a zip file, by name, with their side files.

    A file that cannot be unpacked is yielded as its error. Raises SourceError for an archive that
    cannot be opened or holds nothing that can be read.
    """
    with opened(content) as archive:
        infos = {_name(info): info for info in archive.infolist() if _is_named(info)}
        names = sorted(name for name in infos if is_interview_file(PurePosixPath(name)))
        if not names:
            raise SourceError(f"{content.where} holds no interview: see docs/formats.md.")
        for name in names:
            try:
                yield _member(archive, infos, name, content)
            except SourceError as error:
                yield error


def _member(archive: ZipFile, infos: dict[str, ZipInfo], name: str, content: Content) -> Content:
    where = f"{content.where}/{name}"
    if name.lower().endswith(ZIP_SUFFIX):
        raise SourceError(f"{where} is a zip file in a zip file: unpack it.")
    path = PurePosixPath(name)
    sides = (str(path.with_name(each)) for each in side_names(path.name))
    side = next((each for each in sides if each in infos), None)
    return Content(
        f"{content.name}/{name}",
        where,
        _bytes(archive, infos[name], where),
        (f"{content.where}/{side}", _bytes(archive, infos[side], where)) if side else None,
    )


def _bytes(archive: ZipFile, info: ZipInfo, where: str) -> bytes:
    try:
        with archive.open(info) as member:
            # What the directory says of its size may be a lie.
            data = member.read(MOST_BYTES_EACH + 1)
    except _UNPACKING as error:
        raise SourceError(f"{where} cannot be unpacked ({error}): pack it again.") from None
    if len(data) > MOST_BYTES_EACH:
        raise SourceError(f"{where} is larger than {MOST_BYTES_EACH >> 20} MB: divide it.")
    return data
