import shutil
import subprocess
import time

import pytest
from made_interviews import TALKS, filled, made_entry, made_source, readable, writable
from test_writer import python

from index.backup import back_up
from index.errors import IndexMissing, InterviewError, StoreError
from index.schema import DATABASE
from index.seal import SEAL
from qa.__main__ import main

# Replaces one interview again and again; every version has other words and another length.
_REPLACING = (
    "import itertools, sys; from pathlib import Path; from made_interviews import *\n"
    "with writable(Path(sys.argv[1])) as store:\n"
    "    for n in itertools.count():\n"
    "        texts = [f'Version {n} part {i}.' for i in range(n % 40 + 1)]\n"
    "        store.replace(made_source('talk'), [made_entry('talk', texts, n)])\n"
    "        n or print('begun', flush=True)"
)


@pytest.fixture
def being_written(tmp_path):
    """An index that another process changes all the time."""
    directory = tmp_path / "index"
    writer = python(_REPLACING, directory)
    assert writer.stdout.readline() == "begun\n"
    yield directory
    writer.kill()
    writer.wait()


def version(directory):
    """Return the number of the one version that an index holds, whole."""
    with readable(directory) as store:
        with store.snapshot():
            texts = [each.text for each in store.interview("talk").paragraphs]
            found = store.search_text(["version"], 99)
        number = int(texts[0].split()[1])
        assert texts == [f"Version {number} part {i}." for i in range(number % 40 + 1)]
        assert len(found) == len(texts)
    return number


def test_a_backup_answers_as_the_index_does(tmp_path):
    """Texts, searches and the seal are there, under the name that was asked for and no other."""
    directory = filled(tmp_path / "index", TALKS)
    size = back_up(directory, tmp_path / "backup")
    with readable(directory) as store, readable(tmp_path / "backup") as copy:
        assert copy.ensure_sound()
        assert [copy.interview(name) for name in TALKS] == [store.interview(name) for name in TALKS]
        assert copy.search_text(["harbour"], 9) == store.search_text(["harbour"], 9)
    assert size > (directory / DATABASE).stat().st_size
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup", "index"]


def test_backups_while_an_ingest_runs_are_whole_and_sealed(being_written, tmp_path):
    """Each backup is one state of the index, however busy its writer is."""
    numbers = []
    for n in range(6):
        back_up(being_written, tmp_path / f"backup{n}")
        with readable(tmp_path / f"backup{n}") as copy:
            assert copy.ensure_sound()
        numbers.append(version(tmp_path / f"backup{n}"))
        time.sleep(0.05)
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0]


def test_a_plain_copy_taken_meanwhile_is_one_state_or_refused(being_written, tmp_path):
    """Copying the files during an ingest never gives a mixture that passes for an index."""
    outcomes = set()
    for n in range(15):
        copy = tmp_path / f"copy{n}"
        copy.mkdir()
        for each in (DATABASE, SEAL, f"{DATABASE}-wal"):
            if (being_written / each).exists():
                shutil.copyfile(being_written / each, copy / each)
        try:
            outcomes.add(version(copy) >= 0)
        except InterviewError:
            outcomes.add("refused")
    assert outcomes <= {True, "refused"}


def test_a_plain_copy_is_a_backup_while_nobody_ingests(tmp_path):
    """With readers at work, the copied folder is sealed and answers."""
    directory = filled(tmp_path / "index", TALKS)
    with readable(directory) as store, store.snapshot():
        store.interviews()
        subprocess.run(["cp", "-r", directory, tmp_path / "copy"], check=True)
    with readable(tmp_path / "copy") as copy:
        assert copy.ensure_sound()
        assert copy.counts() == readable(directory).counts()


def test_a_backup_put_back_is_seen_by_open_readers(tmp_path):
    """Restoring is moving the folder away and copying the backup to its place."""
    directory = filled(tmp_path / "index", {"old": TALKS["harbour"]})
    back_up(directory, tmp_path / "backup")
    with readable(directory) as store:
        with writable(directory) as other:
            other.replace(made_source("new"), [made_entry("new", TALKS["school"], 8)])
        assert [each.id for each in store.interviews()] == ["new", "old"]
        directory.rename(tmp_path / "index.old")
        shutil.copytree(tmp_path / "backup", directory)
        assert [each.id for each in store.interviews()] == ["old"]
        assert store.search_text(["teacher"], 9) == []


def test_what_keeps_a_backup_from_being_made_is_one_sentence(tmp_path):
    """An existing folder is never written over; no index, or no folder, is said so."""
    directory = filled(tmp_path / "index", TALKS)
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreError, match="exists already"):
        back_up(directory, tmp_path / "taken")
    with pytest.raises(StoreError, match="Cannot write the backup"):
        back_up(directory, directory / DATABASE / "backup")
    with pytest.raises(IndexMissing):
        back_up(tmp_path / "none", tmp_path / "backup")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index", "taken"]


def test_a_damaged_index_is_not_backed_up(tmp_path):
    """A backup of damage would pass for a good one."""
    directory = filled(tmp_path / "index", TALKS)
    content = bytearray((directory / DATABASE).read_bytes())
    content[-10] ^= 4
    (directory / DATABASE).write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        back_up(directory, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_the_command_says_where_the_backup_is(tmp_path, capsys):
    """`python -m qa backup DIR` ends with 0 and one line, or 1 and one sentence."""
    directory = filled(tmp_path / "index", TALKS)
    command = ["backup", str(tmp_path / "backup"), "--index", str(directory)]
    assert main(command) == 0
    assert str(tmp_path / "backup") in capsys.readouterr().out
    assert main(command) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
