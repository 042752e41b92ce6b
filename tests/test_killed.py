"""kill -9 at random moments of an ingest; $INTERVIEW_KILLS says how often (25 by default)."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

from index.build import ingest
from index.errors import IndexMissing
from index.passages import cut_units
from index.schema import DATABASE
from index.store import Store

ROOT = Path(__file__).resolve().parent.parent
KILLS = int(os.environ.get("INTERVIEW_KILLS", "25"))
_INGEST = (
    "import sys; from pathlib import Path; from hashing_encoder import HashingEncoder\n"
    "from index.build import Report, ingest\n"
    "say = lambda _: print('one more', flush=True)\n"
    "say(0)\n"
    "ingest([Path(sys.argv[1])], Path(sys.argv[2]), HashingEncoder(pause=0.01), prune=True,"
    " report=Report(done=say))"
)


def started(folder, index):
    """Start an ingest in a process of its own; it says a line at its begin and for each file."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-c", _INGEST, str(folder), str(index)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
    )


def write_talks(folder, attempt):
    """Write eight talks that differ from those of every other attempt; one of them comes and goes.

    Returns their texts by name.
    """
    texts = {
        f"talk{n}": "\n\n".join(f"Talk {n} of round {attempt}, part {part}." for part in range(9))
        for n in range(8)
        if n or attempt % 3
    }
    for old in folder.iterdir():
        old.unlink()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return texts


def whole_texts(index):
    """Return the texts of an index, after a look at every row that belongs to them."""
    with sqlite3.connect(index / DATABASE) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    encoder = HashingEncoder()
    with Store.open(index, encoder_fingerprint=encoder.fingerprint, dimension=8) as store:
        interviews = [store.interview(each.id) for each in store.interviews()]
        units = [unit for interview in interviews for unit in cut_units(interview)]
        question = encoder.queries([units[0].text])[0] if units else encoder.queries(["x"])[0]
        found = store.search_dense(question, 10_000)
        assert len(found) == len(units)
        assert {hit.unit for hit in store.search_text(["talk"], 10_000)} <= {u.unit for u in found}
        assert not units or found[0].score == pytest.approx(1)
    return {interview.id: interview.text for interview in interviews}


@pytest.mark.slow
def test_killed_at_any_moment_the_index_holds_the_old_or_the_new(tmp_path):
    """After kill -9 every interview is whole, old or new, and the next ingest completes it."""
    folder, index = tmp_path / "talks", tmp_path / "index"
    folder.mkdir()
    chance = random.Random(20)
    held = write_talks(folder, 1)
    # How long one file takes here, start and end included.
    begun = time.monotonic()
    assert started(folder, tmp_path / "measured").wait() == 0
    pause = (time.monotonic() - begun) / 8
    held = {}
    killed = attempt = old_and_new = 0
    while killed < KILLS:
        attempt += 1
        assert attempt < 10 * KILLS, f"only {killed} of {attempt} were killed before they ended"
        old, new = held, write_talks(folder, attempt)
        writer = started(folder, index)
        for _ in range(chance.randint(1, 9)):
            writer.stdout.readline()
        time.sleep(chance.uniform(0, pause))
        writer.kill()
        killed += writer.wait() == -9
        try:
            held = whole_texts(index)
        except IndexMissing:
            assert not old
            continue
        assert all(text in {old.get(name), new.get(name)} for name, text in held.items())
        assert set(held) >= set(old) & set(new)
        old_and_new += held not in (old, new)
        if attempt % 5 == 4:
            assert not ingest([folder], index, HashingEncoder(), prune=True).failed
            held = whole_texts(index)
            assert held == new
    print(f"killed {killed} of {attempt} ingests, {old_and_new} of them between two interviews")
    assert old_and_new
