import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.job_bar import JobBar

ROOT = Path(__file__).resolve().parent.parent


def test_the_rest_is_told_by_what_the_read_files_held():
    """When 100 bytes gave 10 units, 300 more are taken for 30; an unchanged file counts not."""
    bar = JobBar()
    bar.plan(900)
    bar.look(500)
    bar.look(100)
    bar.start("a.txt", 10)
    assert bar.total == 40


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**6)), min_size=1))
def test_at_the_end_the_total_is_what_was_begun(files):
    """Whatever the sizes are, the estimate becomes the count when the last file is begun."""
    bar = JobBar()
    bar.plan(sum(size for size, _ in files))
    for size, units in files:
        bar.look(size)
        bar.start("any", units)
        assert bar.total >= units
    assert bar.total == sum(units for _, units in files)


def on_a_terminal(*command):
    """Run a command whose output is a terminal; return what it wrote."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 120))
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, cwd=ROOT)
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert process.wait() == 0
    return written.decode()


@pytest.mark.parametrize("more", [[], ["--workers", "2"]])
def test_one_bar_counts_the_whole_job_on_a_terminal(tmp_path, more):
    """Two files share one bar that goes to the sum of their units, with rate and time left."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for name in ("a", "b"):
        lines = [f"The {name} sentence number {n} of many.\n\n" for n in range(60)]
        (folder / f"{name}.txt").write_text("".join(lines))
    seen = on_a_terminal(
        sys.executable, "ingest.py", str(folder), "--index", str(tmp_path / "index"), *more
    )
    counts = [tuple(map(int, each)) for each in re.findall(r"\b(\d+)/(\d+) \[", seen)]
    done = [count for count, _ in counts]
    assert done == sorted(done)
    assert counts[-1][1] == int(re.search(r"(\d+) units in", seen)[1])
    assert re.search(r"<\d\d:\d\d, +[\d.]+ units/s\]", seen)
    assert "added 2," in seen
