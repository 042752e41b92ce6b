"""An ingest on a file system that fills up at every stage of it."""

import os
import subprocess
from contextlib import contextmanager

import pytest
from hashing_encoder import HashingEncoder

import ingest
from index.schema import DATABASE
from index.store import Store

SIZE = 4 * 2**20
OLD = "Host: When did it open?\n\nAnna: It opened in 1931."
NEW = "\n\n".join(f"Anna: Ship number {n} came from Norway that year." for n in range(2000))


@contextmanager
def small_disk(folder):
    """Mount a file system of a few megabytes."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"only an administrator can mount a file system: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk, leave):
    """Take all but `leave` bytes of a file system."""
    usage = os.statvfs(disk)
    (disk / "filler").write_bytes(b"x" * max(usage.f_bavail * usage.f_frsize - leave, 0))


def text_of(index):
    """Return the one interview's text, after a look at everything in the index."""
    with Store.open(index) as store:
        store.ensure_sound()
        assert store.search_text(["anna"], 5) or store.search_text(["1931"], 5)
        return store.interview("talk").text


@pytest.mark.parametrize("leave", [0, 4096, 40_000, 90_000, 200_000, 400_000, 700_000, 1_200_000])
def test_a_disk_that_fills_up_leaves_the_old_interview(tmp_path, capsys, monkeypatch, leave):
    """However little room there is: the new text whole, or the old one and one sentence why."""
    monkeypatch.setattr("index.encoder.load_encoder", lambda *_, **__: HashingEncoder())
    talk = tmp_path / "talk.txt"
    with small_disk(tmp_path / "disk") as disk:
        command = [str(talk), "--index", str(disk / "index")]
        talk.write_text(OLD)
        assert ingest.main(command) == 0
        talk.write_text(NEW)
        fill(disk, leave)
        capsys.readouterr()
        code = ingest.main(command)
        errors = capsys.readouterr().err
        assert text_of(disk / "index") == (OLD if code else NEW)
        if code:
            assert len(errors.splitlines()) == 1
            assert str(disk / "index") in errors
            assert "Cannot write" in errors
        # With room again the same command goes on as if nothing had been.
        (disk / "filler").unlink()
        assert ingest.main(command) == 0
        assert text_of(disk / "index") == NEW


def test_a_disk_that_is_full_from_the_start(tmp_path, capsys, monkeypatch):
    """Where not even an empty index fits there is one sentence, and room is all it needs."""
    monkeypatch.setattr("index.encoder.load_encoder", lambda *_, **__: HashingEncoder())
    (tmp_path / "talk.txt").write_text(OLD)
    with small_disk(tmp_path / "disk") as disk:
        fill(disk, 8192)
        command = [str(tmp_path / "talk.txt"), "--index", str(disk / "index")]
        assert ingest.main(command) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
        (disk / "filler").unlink()
        assert ingest.main(command) == 0
        assert (disk / "index" / DATABASE).exists()
        assert text_of(disk / "index") == OLD
