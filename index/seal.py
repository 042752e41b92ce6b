"""The seal of a database: the proof that it is, byte for byte, what its last writer left.

A writer breaks the seal before its first change and puts a new one on when everything is in the
database file. A seal that is there therefore speaks of the file as it is; one that does not fit
means damage. There is none while someone writes, or after a writer was killed.

A process that opens the file beside SQLite and closes it again loses every lock that SQLite holds
on it, so the bytes are read by SQLite itself or, when they are many, by another process.
"""

import json
import sqlite3
import subprocess
import sys
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from index.replacing import replace_file, sync_folder
from index.schema import DATABASE

SEAL = "interviews.seal"
_IN_MEMORY = 256 * 2**20  # bytes that are taken into memory at once
_HASH = (
    "import hashlib, sys\n"
    "with open(sys.argv[1], 'rb') as file: print(hashlib.file_digest(file, 'sha256').hexdigest())"
)


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


def put_seal(db: sqlite3.Connection, directory: Path, identity: str) -> None:
    """Seal a database that nobody is writing to and whose log is empty; raises OSError."""
    size = (directory / DATABASE).stat().st_size
    seal = _Seal(identity, size, _digest(db, directory, size))
    content = asdict(seal) | {"digest": seal.digest}
    replace_file(directory / SEAL, json.dumps(content).encode())


def is_sealed(directory: Path, identity: str) -> bool:
    """Tell whether there is a seal for the state `identity`, which a snapshot of it sees."""
    return _read(directory, identity) is not None


def check_seal(db: sqlite3.Connection, directory: Path, identity: str) -> None:
    """Compare a sealed database with its seal, while the snapshot of `db` keeps it as it is.

    Raises sqlite3.DatabaseError when the two do not fit.
    """
    seal = _read(directory, identity)
    if seal is None:
        return
    size = (directory / DATABASE).stat().st_size
    # The size is compared first: it costs nothing.
    if size != seal.size or _digest(db, directory, size) != seal.sha256:
        raise sqlite3.DatabaseError(f"{DATABASE} is not what was written, as {SEAL} shows")


def _digest(db: sqlite3.Connection, directory: Path, size: int) -> str:
    """Return the digest of the database file, whose log is empty."""
    if size <= _IN_MEMORY:
        return sha256(db.serialize()).hexdigest()
    command = [sys.executable, "-I", "-c", _HASH, str((directory / DATABASE).absolute())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise sqlite3.DatabaseError(f"{DATABASE} cannot be read")
    return done.stdout.strip()


def _read(directory: Path, identity: str) -> _Seal | None:
    try:
        content = json.loads((directory / SEAL).read_bytes())
        digest = content.pop("digest")
        seal = _Seal(**content)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None
    return seal if (seal.digest, seal.identity) == (digest, identity) else None
