"""A file's new content in the place of its old one, so that a crash leaves one of the two."""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, data: bytes | memoryview) -> None:
    """Put `data` at `path` so that a reader, or a crash, meets the old file or the new one."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk as they are now."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
