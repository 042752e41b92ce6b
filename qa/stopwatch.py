"""Milliseconds spent in each stage of one answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Adds up the time of named stages; `timings` maps stage to milliseconds, with the total.

    `notify` is told the name of each stage as it begins.
    """

    def __init__(self, notify: Callable[[str], None] | None = None) -> None:
        self._notify = notify
        self._start = perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Count the time spent in the block under `stage`."""
        if self._notify:
            self._notify(stage)
        start = perf_counter()
        try:
            yield
        finally:
            self._stages[stage] = self._stages.get(stage, 0.0) + (perf_counter() - start) * 1000

    @property
    def timings(self) -> dict[str, float]:
        """The stages so far and the time since the watch was made."""
        return self._stages | {"total": (perf_counter() - self._start) * 1000}
