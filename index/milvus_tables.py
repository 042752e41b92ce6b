"""The collections of an index on a Milvus server, and how they are read and written.

Milvus has no transactions. So everything that one change writes carries the number of that change,
its batch, and one small entity, the head, says which batches count: writing the head is the commit.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from index.address import MilvusAddress
from index.encoder import Vectors
from index.errors import StoreError
from index.milvus_rows import BATCHED, Row, Table, joined

# Whoever reads right after a change waits until it is everywhere; later, what is at most a few
# seconds old is the same and costs less.
_SETTLED = 30.0
# Servers that were not told otherwise hang up on whoever pings more often than this.
_PATIENT = {"grpc.keepalive_time_ms": 310_000, "grpc.keepalive_permit_without_calls": False}
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """What an index is at one moment: batches up to `last` count, but for those in `dead`."""

    identity: str
    encoder: str
    dimension: int
    generation: int
    last: int
    dead: tuple[int, ...]
    changed: float

    def counts(self, batch: int) -> bool:
        """Tell whether what a batch wrote is part of the index."""
        return batch <= self.last and batch not in self.dead

    @property
    def filter(self) -> str:
        """Leaves out what no longer counts; what does not count yet is left out afterwards."""
        return f"batch not in {list(self.dead)}" if self.dead else ""


class Tables:
    """One index's collections on one server."""

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address
        try:
            from pymilvus import MilvusClient
        except ImportError:
            raise StoreError(
                "An index on Milvus needs pymilvus: pip install -r requirements-milvus.txt."
            ) from None
        with self._talking():
            self._client = MilvusClient(
                uri=address.uri, token=os.environ.get("MILVUS_TOKEN", ""), timeout=30,
                grpc_options=_PATIENT,
            )  # fmt: skip

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Say in one sentence what went wrong between us and the server."""
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, grpc.RpcError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            raise StoreError(
                f"Milvus at {self.address.uri} does not do what the index needs ({reason}): check "
                "that it runs and that the address and login are right."
            ) from error

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def server_version(self) -> str:
        """Return what the server calls itself."""
        with self._talking():
            return str(self._client.get_server_version())

    def _name(self, table: Table) -> str:
        return f"{self.address.collection}_{table}"

    def exist(self) -> bool:
        """Tell whether there is an index, made to the end."""
        with self._talking():
            return bool(self._client.has_collection(self._name(Table.HEAD)))

    def load(self) -> None:
        """Make sure that the server has the collections at hand."""
        with self._talking():
            for table in (Table.HEAD, Table.STAGED, *BATCHED):
                self._client.load_collection(self._name(table))

    def create(self, dimension: int) -> None:
        """Make the collections that are missing; the head comes last."""
        from index.milvus_schema import make_collection

        with self._talking():
            for table in (Table.STAGED, *BATCHED, Table.HEAD):
                if not self._client.has_collection(self._name(table)):
                    make_collection(
                        self._client, self._name(table), table, dimension, self.address.vector_index
                    )

    def head(self) -> Head | None:
        """Return the newest head, None in an index that is being made."""
        found = self.get(Table.HEAD, [0], ["data"])
        if not found:
            return None
        fields = json.loads(found[0]["data"])
        return Head(**fields | {"dead": tuple(fields["dead"])})

    def write_head(self, head: Head) -> None:
        """Commit."""
        self.write(Table.HEAD, [{"id": 0, "data": json.dumps(asdict(head)), "nothing": [0.0, 0.0]}])

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows, replacing those of the same ids."""
        with self._talking():
            for start in range(0, len(rows), _PAGE):
                self._client.upsert(self._name(table), list(rows[start : start + _PAGE]))

    def delete(self, table: Table, condition: str) -> None:
        """Delete the rows that a filter finds."""
        with self._talking():
            self._client.delete(self._name(table), filter=condition)

    def get(self, table: Table, ids: Sequence[Any], fields: Sequence[str]) -> list[Row]:
        """Return the rows with these ids that exist, as they are now."""
        found: list[Row] = []
        with self._talking():
            for start in range(0, len(ids), _PAGE):
                found += self._client.get(
                    self._name(table), ids=list(ids[start : start + _PAGE]),
                    output_fields=list(fields), consistency_level="Strong",
                )  # fmt: skip
        return found

    def find(self, table: Table, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return all rows that a filter finds, as they are now."""
        found: list[Row] = []
        last: Any = "" if table == Table.STAGED else -1
        with self._talking():
            while True:
                # Milvus gives the rows of a page in the order of their ids.
                page = self._client.query(
                    self._name(table), filter=joined(condition, f"id > {json.dumps(last)}"),
                    output_fields=["id", *fields], limit=_PAGE, consistency_level="Strong",
                )  # fmt: skip
                found += page
                if len(page) < _PAGE:
                    return found
                last = max(row["id"] for row in page)

    def count(self, table: Table, condition: str) -> int:
        """Return how many rows a filter finds, as they are now."""
        with self._talking():
            found = self._client.query(
                self._name(table), filter=condition, output_fields=["count(*)"],
                consistency_level="Strong",
            )  # fmt: skip
        return int(found[0]["count(*)"])

    def nearest(
        self,
        table: Table,
        what: Vectors | str,
        limit: int,
        condition: str,
        fields: Sequence[str],
        *,
        settled: bool,
    ) -> list[Row]:
        """Return the rows nearest to a vector, or best for a text, with their `score`."""
        dense = not isinstance(what, str)
        with self._talking():
            (found,) = self._client.search(
                self._name(table), data=[what if isinstance(what, str) else what.tolist()],
                anns_field="dense" if dense else "sparse", limit=limit, filter=condition,
                output_fields=list(fields),
                search_params={"metric_type": "IP" if dense else "BM25"},
                consistency_level="Bounded" if settled else "Strong",
            )  # fmt: skip
        # The lite server counts BM25 downwards from nought.
        sign = 1.0 if dense else -1.0 if any(hit["distance"] < 0 for hit in found) else 1.0
        return [
            {**hit["entity"], "id": hit["id"], "score": sign * hit["distance"]} for hit in found
        ]

    def settled(self, head: Head, now: float) -> bool:
        """Tell whether the last change has reached every part of the server by now."""
        return now - head.changed > _SETTLED
