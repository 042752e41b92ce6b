"""Every file of an index harmed in every way: refused by name, or made anew, never a wrong answer.

$INTERVIEW_FLIPS says how many bits are flipped in each state of the index (150 by default).
"""

import os
import random
import shutil

import numpy as np
import pytest
from made_interviews import DIMENSION, TALKS, filled, made_entry, made_source, readable, writable
from test_writer import python

from index.errors import InterviewError
from index.grams import terms
from index.schema import DATABASE
from index.seal import SEAL
from index.vectors import MANIFEST, VECTORS

FLIPS = int(os.environ.get("INTERVIEW_FLIPS", "150"))
QUESTIONS = ["harbour", "ships and rivers", "teacher", "工厂口罩", "Nobody fishes here today"]
LOG, SHARED = f"{DATABASE}-wal", f"{DATABASE}-shm"


def answers(directory):
    """Return all that anybody can learn from an index."""
    with readable(directory) as store:
        texts = [
            store.search_text(terms(question), 9, None, kind)
            for question in QUESTIONS
            for kind in ("paragraph", "sentence")
        ]
        vectors = np.random.default_rng(4).normal(size=(5, DIMENSION)).astype(np.float32)
        dense = [
            [(hit.unit, hit.passage, round(hit.score, 5)) for hit in found]
            for vector in vectors
            for scope in (None, "school")
            for found in [store.search_dense(vector, 9, scope)]
        ]
        names = [each.id for each in store.interviews()]
        whole = [store.interview(name) for name in names]
        passages = store.passages(range(1, 20))
        units = [(u.unit, u.passage, u.kind, u.start, u.end) for u in store.units(list(passages))]
    return texts, dense, whole, passages, units


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A finished index, and the one right set of answers."""
    directory = filled(tmp_path_factory.mktemp("finished") / "index", TALKS)
    return directory, [answers(directory)]


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    """An index as a killed writer leaves it, and the answers of every state it has been in."""
    base = tmp_path_factory.mktemp("interrupted")
    directory = filled(base / "index", {"harbour": TALKS["harbour"]})
    right = [answers(directory)]
    with writable(directory) as store:
        for number, name in enumerate(("school", "工厂"), 1):
            store.replace(made_source(name), [made_entry(name, TALKS[name], number)])
            right.append(answers(directory))
        shutil.copytree(directory, base / "killed")
    return base / "killed", right


def outcome(directory, right):
    """Return "same", or "refused" in one sentence that names the folder and what to run."""
    try:
        found = answers(directory)
    except InterviewError as error:
        said = str(error)
    else:
        assert found in right
        return "same"
    assert str(directory) in said
    assert "ingest.py" in said or "rights" in said
    assert "\n" not in said
    return "refused"


@pytest.mark.parametrize("harm", ["deleted", "emptied", "halved", "extended", "overwritten"])
@pytest.mark.parametrize("name", [DATABASE, SEAL, VECTORS, MANIFEST])
def test_a_harmed_file_is_refused_or_made_anew(finished, tmp_path, name, harm):
    """The database is refused; seal and vector cache only save time, and the next ingest mends."""
    whole, right = finished
    directory = tmp_path / "index"
    shutil.copytree(whole, directory)
    path = directory / name
    content = path.read_bytes()
    noise = random.Random(3).randbytes(len(content))
    harmed = {"emptied": b"", "halved": content[: len(content) // 2], "extended": content + noise}
    path.unlink() if harm == "deleted" else path.write_bytes(harmed.get(harm, noise))
    assert outcome(directory, right) == ("refused" if name == DATABASE else "same")
    if name == DATABASE:
        shutil.rmtree(directory)
    filled(directory, TALKS)
    assert answers(directory)[2] == right[0][2]
    assert all((directory / each).stat().st_size for each in (DATABASE, SEAL, VECTORS, MANIFEST))


@pytest.mark.parametrize("state", ["finished", "unsealed", "interrupted"])
def test_a_flipped_bit_never_gives_a_wrong_answer(request, tmp_path, state):
    """Wherever a bit flips: the right answers (of the old or the new state), or a refusal."""
    whole, right = request.getfixturevalue("interrupted" if state == "interrupted" else "finished")
    chance = random.Random(7)
    names = sorted(
        path.name
        for path in whole.iterdir()
        if path.stat().st_size and not (state == "unsealed" and path.name == SEAL)
    )
    outcomes = {name: {"same": 0, "refused": 0} for name in names}
    for number in range(FLIPS):
        directory = tmp_path / "index"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        # The database is most of what there is to harm.
        name = DATABASE if number % 2 else chance.choice(names)
        for each in names:
            content = bytearray((whole / each).read_bytes())
            if each == name:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            (directory / each).write_bytes(content)
        outcomes[name][outcome(directory, right)] += 1
    print(f"{state}: {outcomes}")
    if state == "finished":
        # Sealed, no flip at all gets through; in the others those in unused bytes do.
        assert outcomes[DATABASE]["same"] == outcomes[SEAL]["refused"] == 0


@pytest.mark.parametrize("size", range(0, 100, 7))
def test_a_log_that_was_cut_off_gives_an_earlier_state(interrupted, tmp_path, size):
    """Of a truncated log the whole transactions count, and no part of one."""
    whole, right = interrupted
    directory = tmp_path / "index"
    shutil.copytree(whole, directory)
    (directory / SHARED).unlink()
    log = directory / LOG
    log.write_bytes(log.read_bytes()[: log.stat().st_size * size // 100])
    assert outcome(directory, right) == "same"


def test_files_of_two_indexes_do_not_pass_for_one(finished, interrupted, tmp_path):
    """A database restored beside the log of another one is refused or answers as it was."""
    directory = tmp_path / "index"
    shutil.copytree(finished[0], directory)
    shutil.copy(interrupted[0] / LOG, directory / LOG)
    outcome(directory, finished[1] + interrupted[1])


def test_a_large_database_is_compared_while_it_answers(finished, tmp_path, monkeypatch):
    """When comparing takes long, reading begins at once and ends when the damage is found."""
    monkeypatch.setattr("index.soundness._AT_ONCE", -1)
    monkeypatch.setattr("index.seal._IN_MEMORY", -1)
    directory = tmp_path / "index"
    shutil.copytree(finished[0], directory)
    path = directory / DATABASE
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    def use():
        with readable(directory) as store:
            for _ in range(10_000):
                store.counts()

    with pytest.raises(InterviewError, match="damaged"):
        use()


def test_a_large_database_is_sealed_and_found_whole(finished, tmp_path, monkeypatch):
    """The digest is the same whether SQLite or another process reads the file."""
    shutil.copytree(finished[0], tmp_path / "index")
    for limit in (-1, 2**30):
        monkeypatch.setattr("index.seal._IN_MEMORY", limit)
        with readable(tmp_path / "index") as store:
            assert store.ensure_sound()
        with writable(tmp_path / "index") as store:
            store.remove_source("/made/school.txt")


def test_checking_a_seal_keeps_the_locks_of_whoever_reads(finished, tmp_path):
    """While one process has the index open, the end of another's ingest leaves it its log."""
    directory = tmp_path / "index"
    shutil.copytree(finished[0], directory)
    code = (
        "import sys; from pathlib import Path; from made_interviews import *\n"
        "with writable(Path(sys.argv[1])) as store:\n"
        "    store.replace(made_source('new'), [made_entry('new', ['A comet fell.'], 9)])"
    )
    with readable(directory) as store:
        assert store.ensure_sound()
        assert python(code, directory).wait() == 0
        assert (directory / LOG).exists()
        assert store.has_interview("new")
