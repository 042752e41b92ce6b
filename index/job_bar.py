"""One bar over a whole ingest: units a second, and how long the files still to come will take."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NAME = 40  # characters of a file's name that are shown


class JobBar:
    """A bar on the error stream when that is a terminal; nothing anywhere else.

    How many units the unread files hold is taken from their bytes, by what the read ones held.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._unread = self._read = self._looked_at = 0  # bytes
        self._units = 0

    def plan(self, size: int) -> None:
        """Begin a job over files of so many bytes."""
        self._unread = size
        if sys.stderr.isatty():
            from tqdm import tqdm

            # A batch comes at once, so the rate is that of the last dozen.
            self._bar = tqdm(unit=" units", smoothing=0.1, leave=False, dynamic_ncols=True)

    def look(self, size: int) -> None:
        """Go on to a file of so many bytes; whether it has to be read is not known yet."""
        self._unread -= size
        self._looked_at = size

    def start(self, name: str, units: int) -> None:
        """Begin the units of the file that was looked at last."""
        self._read += self._looked_at
        self._units += units
        if self._bar is not None:
            self._bar.total = self.total
            self._bar.set_description(name[:_NAME])

    @property
    def total(self) -> int:
        """The units of the whole job, as far as can be told."""
        return self._units + round(self._unread * self._units / max(self._read, 1))

    def step(self, count: int) -> None:
        """Count finished units."""
        if self._bar is not None:
            self._bar.update(count)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let lines be printed above the bar inside the block."""
        if self._bar is None:
            yield
            return
        with self._bar.external_write_mode():
            yield

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
