"""One writer at a time: a lock that the system releases when its process ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path

from index.errors import IndexBusy, StoreError

LOCK = "writer.lock"
_PAUSE = 0.05


class WriterLock:
    """Holds the right to write to one index folder, from construction to `release`.

    Raises IndexBusy when another process still holds it after `wait` seconds, StoreError when the
    folder cannot be written to.
    """

    def __init__(self, directory: Path, wait: float) -> None:
        try:
            self._file = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"Cannot write to {directory} ({error.strerror}): check its rights or choose "
                "another folder with --index."
            ) from None
        try:
            self._acquire(directory, wait)
        except BaseException:
            os.close(self._file)
            raise

    def _acquire(self, directory: Path, wait: float) -> None:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= deadline:
                    raise IndexBusy(
                        f"Another process is writing to the index in {directory}: wait until it "
                        "has ended and run the command again."
                    ) from None
                time.sleep(_PAUSE)
            else:
                return

    def release(self) -> None:
        """Let the next writer in."""
        os.close(self._file)
