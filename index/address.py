"""Where an index is: a folder, or a collection on a Milvus server."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from index.errors import StoreError

_SCHEME = "milvus+"
# What Milvus takes for a name.
_COLLECTION = re.compile("[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """A server's address, the name that all collections of an index begin with, its vector index.

    `token` is the server's, as `user:password` or an API key; it stands in the environment.
    """

    uri: str
    collection: str
    vector_index: str

    def __str__(self) -> str:
        return f"{_SCHEME}{self.uri}/{self.collection}"


def is_remote(address: str | Path) -> bool:
    """Tell whether an index address names a server rather than a folder."""
    return str(address).startswith(_SCHEME)


def read_milvus_address(address: str | Path) -> MilvusAddress:
    """Read `milvus+http://HOST:PORT/COLLECTION[?index=TYPE]`.

    Raises StoreError saying how it should look.
    """
    try:
        parts = urlsplit(str(address).removeprefix(_SCHEME))
        # Reading the port checks it.
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid or "@" in parts.netloc or not _COLLECTION.fullmatch(parts.path.strip("/")):
        raise StoreError(
            f"'{address}' is no index address: write milvus+http://HOST:PORT/COLLECTION, with "
            "letters, digits and _ in its name, and a login in $MILVUS_TOKEN."
        )
    collection = parts.path.strip("/")
    options = parse_qs(parts.query)
    vector_index = options.get("index", ["AUTOINDEX"])[0]
    return MilvusAddress(f"{parts.scheme}://{parts.netloc}", collection, vector_index)
