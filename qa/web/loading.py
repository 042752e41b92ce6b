"""The assistant, loaded in the background while the page is already up."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from index.errors import IndexMissing, InterviewError
from qa.assistant import Assistant, Settings

DEFAULT_INTERVIEWS = Path("data/interviews")


class NotReady(InterviewError):
    """The assistant is still being loaded."""


def open_or_build(
    index: str, encoder: str | None, threads: int | None, settings: Settings | None = None
) -> Assistant:
    """Open the index; when there is none yet, build it from the default interviews first."""
    try:
        return Assistant.open(index, encoder=encoder, threads=threads, settings=settings)
    except IndexMissing:
        from index.build import ingest
        from index.encoder import load_encoder

        ingest([DEFAULT_INTERVIEWS], index, load_encoder(encoder, threads=threads))
        return Assistant.open(index, encoder=encoder, threads=threads, settings=settings)


class LazyAssistant:
    """Holds the assistant once it is there, or the reason why it will not be."""

    def __init__(self, load: Callable[[], Assistant]) -> None:
        self._load = load
        self._done = Event()
        self._assistant: Assistant | None = None
        self._problem: InterviewError | None = None
        Thread(target=self._run, name="load-assistant", daemon=True).start()

    def _run(self) -> None:
        try:
            self._assistant = self._load()
        except InterviewError as error:
            self._problem = error
        except Exception as error:
            # The thread has nobody to raise to; whoever asks next gets the reason.
            self._problem = InterviewError(f"The assistant could not be loaded: {error}")
        finally:
            self._done.set()

    @property
    def ready(self) -> bool:
        """Tell whether questions can be asked now."""
        return self._assistant is not None

    @property
    def problem(self) -> InterviewError | None:
        """Why loading failed, None while it has not."""
        return self._problem

    def get(self, timeout: float | None = 0.0) -> Assistant:
        """Return the assistant, waiting up to `timeout` seconds (None: as long as it takes).

        Raises NotReady while it is being loaded, or the error that loading ended with.
        """
        if not self._done.wait(timeout):
            raise NotReady("The assistant is still loading: ask again in a few seconds.")
        if self._problem is not None:
            raise self._problem
        if self._assistant is None:
            raise NotReady("The assistant is closed.")
        return self._assistant
