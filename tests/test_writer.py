import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_interviews import DIMENSION, ENCODER, filled, made_entry, made_source, readable, writable

from index.errors import EncoderMismatch, IndexBusy, StoreError

ROOT = Path(__file__).resolve().parent.parent
TALK = {"talk": ["Hello there.", "And good bye."]}


def python(code, *arguments, **options):
    """Start Python with the project and these tests on its path."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        **options,
    )


def test_a_second_writer_is_told(tmp_path, monkeypatch):
    """While one process writes, another one gives up with a sentence and readers go on."""
    monkeypatch.setattr("index.writer._WAIT", 0.1)
    with writable(tmp_path / "index") as store:
        store.replace(made_source("talk"), [made_entry("talk", TALK["talk"])])
        with pytest.raises(IndexBusy, match="Another process is writing"):
            writable(tmp_path / "index")
        with readable(tmp_path / "index") as reader:
            assert reader.has_interview("talk")


def test_a_second_writer_waits_for_the_first(tmp_path):
    """A writer that starts while another one is about to end gets its turn."""
    code = (
        "import sys, time; from pathlib import Path; from made_interviews import *\n"
        "with writable(Path(sys.argv[1])) as store:\n"
        "    print('writing', flush=True); time.sleep(0.5)\n"
        "    store.replace(made_source('first'), [made_entry('first', ['One.'])])"
    )
    first = python(code, tmp_path / "index")
    assert first.stdout.readline() == "writing\n"
    with writable(tmp_path / "index") as store:
        assert store.has_interview("first")
    assert first.wait() == 0


def test_a_killed_writer_leaves_no_lock(tmp_path):
    """After kill -9 the next writer starts at once, and finds what was committed."""
    code = (
        "import sys, time; from pathlib import Path; from made_interviews import *\n"
        "store = writable(Path(sys.argv[1]))\n"
        "store.replace(made_source('first'), [made_entry('first', ['One.'])])\n"
        "print('written', flush=True); time.sleep(60)"
    )
    first = python(code, tmp_path / "index")
    assert first.stdout.readline() == "written\n"
    first.kill()
    first.wait()
    with writable(tmp_path / "index") as store:
        assert store.has_interview("first")


@pytest.mark.parametrize("opened", [readable, writable])
@pytest.mark.parametrize("other", [("another", DIMENSION), (ENCODER, DIMENSION + 1)])
def test_another_encoder_is_refused(tmp_path, opened, other):
    """An index is never searched or extended with vectors of another encoder or dimension."""
    directory = filled(tmp_path / "index", TALK)
    with pytest.raises(EncoderMismatch, match=f"'{ENCODER}'.*--encoder"):
        opened(directory, *other)
    with writable(directory) as store:
        assert store.has_interview("talk")


def test_an_error_inside_a_change_undoes_it(tmp_path):
    """Whatever breaks a change off, an interruption included, leaves the state before it."""

    class Interrupting(tuple):
        __slots__ = ()

        def __iter__(self):
            raise KeyboardInterrupt

    directory = filled(tmp_path / "index", TALK)
    entry = made_entry("new", ["New."])
    with writable(directory) as store:
        generation = store.generation
        with pytest.raises(KeyboardInterrupt):
            store.replace(made_source("talk"), Interrupting([entry]))
        assert store.generation == generation
        assert store.has_interview("talk")


def test_a_read_only_folder_can_be_read_and_says_why_it_is_not_written(tmp_path):
    """Without the right to write, searches work, and a writer gets one sentence."""
    directory = filled(tmp_path / "index", TALK)
    code = (
        "import sys, os, faiss\n"
        "from made_interviews import *\n"
        "from index.errors import StoreError\n"
        "from pathlib import Path\n"
        # The administrator may write everywhere; anybody else may not.
        "os.geteuid() or os.setuid(65534)\n"
        "assert not os.access(sys.argv[1], os.W_OK)\n"
        "with readable(Path(sys.argv[1])) as store:\n"
        "    print(store.interview('talk').text.split()[0], len(store.search_text(['hello'], 5)),"
        " len(store.search_dense(np.ones(DIMENSION, np.float32), 9)))\n"
        "try:\n"
        "    writable(Path(sys.argv[1]))\n"
        "except StoreError as error:\n"
        "    print(error)"
    )
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    directory.chmod(0o555)
    try:
        output = python(code, directory).communicate()[0].splitlines()
    finally:
        directory.chmod(0o755)
    assert output[0] == "Hello 1 2"
    assert "Cannot write" in output[1]
    assert len(output) == 2


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    """Where no folder can be, the error says so."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="Cannot make the folder"):
        writable(tmp_path / "file" / "index")


def test_a_full_disk_loses_nothing(tmp_path):
    """When the disk is full the change is undone, told in one sentence, and the old text stays."""
    directory = filled(tmp_path / "index", TALK)
    code = (
        "import sys, resource; from pathlib import Path; from made_interviews import *\n"
        "from index.errors import StoreError\n"
        "store = writable(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
        "try:\n"
        "    entry = made_entry('talk', [str(n) for n in range(9999)])\n"
        "    store.replace(made_source('talk'), [entry])\n"
        "except StoreError as error:\n"
        "    print(error)\n"
        "store.close()"
    )
    full = python(code, directory)
    output = full.communicate()[0].splitlines()
    assert "Cannot write to the index" in output[0]
    assert full.returncode == 0
    with readable(directory) as store:
        assert [each.text for each in store.interview("talk").paragraphs] == TALK["talk"]
