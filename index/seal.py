"""The seal of a database: the proof that it is, byte for byte, what its last writer left.

A writer breaks the seal before its first change and puts a new one on when everything is in the
database file. A seal that is there therefore speaks of the file as it is; one that does not fit
means damage. There is none while someone writes, or after a writer was killed.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from index.replacing import replace_file, sync_folder
from index.schema import DATABASE

SEAL = "interviews.seal"


@dataclass(frozen=True, slots=True)
class _Seal:
    identity: str
    size: int
    sha256: str

    @property
    def digest(self) -> str:
        """What shows that the seal itself is damaged, not what it speaks of."""
        return sha256(f"{self.identity} {self.size} {self.sha256}".encode()).hexdigest()[:16]


def break_seal(directory: Path) -> None:
    """Take the seal off, before anything is written; raises OSError."""
    seal = directory / SEAL
    if seal.exists():
        seal.unlink()
        sync_folder(directory)


def put_seal(directory: Path, identity: str) -> None:
    """Seal a database that nobody is writing to and whose log is empty; raises OSError."""
    with (directory / DATABASE).open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        seal = _Seal(identity, file.seek(0, 2), digest)
    content = asdict(seal) | {"digest": seal.digest}
    replace_file(directory / SEAL, json.dumps(content).encode())


def is_sealed(directory: Path, identity: str) -> bool:
    """Tell whether there is a seal for the state `identity`, which a snapshot of it sees."""
    return _read(directory, identity) is not None


def check_seal(directory: Path, identity: str) -> None:
    """Compare a sealed database with its seal, while a snapshot keeps it from changing.

    Raises sqlite3.DatabaseError when the two do not fit.
    """
    seal = _read(directory, identity)
    if seal is None:
        return
    with (directory / DATABASE).open("rb") as file:
        # The size is compared first: it costs nothing.
        if file.seek(0, 2) == seal.size:
            file.seek(0)
            if file_digest(file, "sha256").hexdigest() == seal.sha256:
                return
    raise sqlite3.DatabaseError(f"{DATABASE} is not what was written, as {SEAL} shows")


def _read(directory: Path, identity: str) -> _Seal | None:
    try:
        content = json.loads((directory / SEAL).read_bytes())
        digest = content.pop("digest")
        seal = _Seal(**content)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None
    return seal if (seal.digest, seal.identity) == (digest, identity) else None
