"""The right to be the one writer of an index on a Milvus server, for as long as it is renewed."""

import json
import os
import socket
import time
from typing import Any
from uuid import uuid4

from index.errors import IndexBusy
from index.milvus_rows import Table
from index.milvus_tables import Tables

_LEASE = 120.0  # seconds after its last word that a writer is taken for dead
_WAIT = 5.0


class Lease:
    """Taken when it is made; raises IndexBusy when another process has it."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._me = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._until = 0.0
        self._take()

    def _held(self) -> dict[str, Any]:
        found = self._tables.get(Table.HEAD, [1], ["data"])
        return dict(json.loads(found[0]["data"])) if found else {"holder": "", "until": 0.0}

    def _take(self) -> None:
        deadline = time.monotonic() + _WAIT
        while True:
            lease = self._held()
            if lease["holder"] in {"", self._me} or lease["until"] < time.time():
                self._write(self._me)
                if self._held()["holder"] == self._me:
                    return
            if time.monotonic() > deadline:
                raise IndexBusy(
                    f"Another process ({lease['holder']}) is writing to the index at "
                    f"{self._tables.address}: wait until it has ended, or two minutes if it was "
                    "killed, and run the command again."
                )
            time.sleep(0.2)

    def _write(self, holder: str) -> None:
        self._until = time.time() + _LEASE
        data = json.dumps({"holder": holder, "until": self._until})
        self._tables.write(Table.HEAD, [{"id": 1, "data": data, "nothing": [0.0, 0.0]}])

    def renew(self) -> None:
        """Make sure that nobody else writes, before anything is written."""
        if time.time() < self._until - _LEASE / 2:
            return
        if self._held()["holder"] != self._me:
            raise IndexBusy(
                f"Another process has taken over the index at {self._tables.address}: run the "
                "command again when it has ended."
            )
        self._write(self._me)

    def release(self) -> None:
        """Let the next writer in."""
        if self._held()["holder"] == self._me:
            self._write("")
