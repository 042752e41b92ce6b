"""Work in a thread of its own, whose stages can be shown while it goes on."""

from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")

# A stage that is over sooner than this is not worth a flicker on the screen.
_PATIENCE_SECONDS = 0.12


class Progress(Generic[Result]):
    """Runs `work` at once; `work` is given a function that it tells its stages.

    `stages()` yields the stages that last, until the work is done; `result()` then returns what
    it returned, or raises what it raised.
    """

    def __init__(self, work: Callable[[Callable[[str], None]], Result]) -> None:
        self._stages: SimpleQueue[str | None] = SimpleQueue()
        self._results: list[Result] = []
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Callable[[str], None]], Result]) -> None:
        try:
            self._results.append(work(self._stages.put))
        except Exception as error:
            # Raised again in the thread that waits for the result.
            self._error = error
        finally:
            self._stages.put(None)

    def stages(self, patience: float = _PATIENCE_SECONDS) -> Iterator[str]:
        """Yield each stage that lasts longer than `patience` seconds, until the work is done."""
        stage: str | None = self._stages.get()
        while stage is not None:
            lasting = stage
            try:
                stage = self._stages.get(timeout=patience)
            except Empty:
                yield lasting
                stage = self._stages.get()

    def result(self) -> Result:
        """Wait for the work to end; return its result or raise its error."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results[0]
