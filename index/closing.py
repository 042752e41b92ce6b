"""What is open until it is closed, or until a block ends."""

from types import TracebackType
from typing import Self


class Closing:
    """A context manager out of `close`."""

    def close(self) -> None:
        """Let go of what is open."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
