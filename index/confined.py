"""A file read in a process of its own, which can take no more than so much memory and time.

Some formats unpack to whatever their writer likes: a few thousand bytes of PDF swell to gigabytes
in a stream, a font's table or a width list. What holds for all of it is the system's own limit,
where it has one (Linux has).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from index.documents import Content, Document
from index.errors import SourceError

MEMORY = 1 << 30  # bytes of address space
SECONDS = 600  # of processor time
_ROOT = str(Path(__file__).resolve().parent.parent)
_EXHAUSTED = 3  # the exit code of a process that came to its limit


def read_confined(
    loader: Callable[[Content], Document], content: Content, memory: int = MEMORY
) -> Document:
    """Return what a loader, a function of a module, makes of a file.

    Raises the loader's SourceError, or one that says that the file takes too much.
    """
    header = json.dumps({"name": content.name, "where": content.where}).encode()
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", __name__, loader.__module__, loader.__qualname__, str(memory)],
        input=header + b"\n" + content.data,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([_ROOT, *sys.path])},
    )
    if done.returncode == _EXHAUSTED or done.returncode < 0:
        raise SourceError(
            f"{content.where} takes more than {memory >> 20:,} MB of memory or {SECONDS // 60} "
            "minutes to be read, as only harmful or enormous files do: divide it."
        )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SourceError(f"{content.where} cannot be read ({last}): report it.")
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise SourceError(answer["problem"])
    return Document(content.name, answer["text"], "utf-8", notes=tuple(answer["notes"]))


def _confine(memory: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limits.
        return
    for limit, most in (("RLIMIT_AS", memory), ("RLIMIT_CPU", SECONDS), ("RLIMIT_CORE", 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, limit), (most, most))


def _main(module: str, name: str, memory: str) -> int:
    _confine(int(memory))
    try:
        header = json.loads(sys.stdin.buffer.readline())
        content = Content(**header, data=sys.stdin.buffer.read())
        document = getattr(import_module(module), name)(content)
        print(json.dumps({"text": document.text, "notes": document.notes}))
    except SourceError as error:
        print(json.dumps({"problem": str(error)}))
    except MemoryError:
        return _EXHAUSTED
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
