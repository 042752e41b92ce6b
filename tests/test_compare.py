import json
from pathlib import Path

import pytest
from peer_sets import PASSAGES, QUESTIONS

from benchmarks.compare import SYSTEMS, Place, main, measure
from benchmarks.peers.contract import distinct, peak_mb
from benchmarks.peers.report import markdown


def written_set(folder):
    for name, entries in (("passages", PASSAGES), ("questions", QUESTIONS)):
        lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in entries)
        (folder / f"set.{name}.jsonl").write_text(lines, encoding="utf-8")
    return str(folder / "set")


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    systems = [each for each in SYSTEMS if each.index == "ours"]
    return measure(
        PASSAGES, QUESTIONS, systems, Place(Path("nowhere"), 1), tmp_path_factory.mktemp("peers")
    )


def test_our_own_system_keeps_the_contract(rows):
    """Ingesting and asking in processes of their own gives every figure of the table."""
    figures = rows["this project"]
    assert figures["recall@1"] == figures["recall@5"] == figures["answer hit"] == 1.0
    assert figures["refused"] == 1.0
    assert figures["falsely refused"] == 0.0
    assert figures["passages_per_s"] > 0
    assert figures["processor_ms_a_passage"] > 0
    assert figures["processor_ms"] > 0
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert figures["ingest_mb"] > 50
    assert figures["ask_mb"] > 50
    assert figures["versions"]["faiss-cpu"]


def test_the_search_alone_asks_the_same_index_and_has_no_answers(rows):
    """A system without answers gets a dash for them, not a zero."""
    figures = rows["its search alone"]
    assert figures["recall@1"] == 1.0
    assert figures["passages_per_s"] is None
    assert figures["answer hit"] is figures["refused"] is figures["falsely refused"] is None
    assert figures["answer in first"] == 1.0
    assert figures["auroc"] is not None
    assert "| – |" in markdown(rows).splitlines()[-1]


def test_a_peer_that_is_not_installed_is_named(tmp_path, capsys):
    """One sentence says which environment is missing and how to make it; the exit code is 1."""
    assert main([written_set(tmp_path), "--only", "txtai", "--envs", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"txtai is not installed in {tmp_path}: run make peers."
    )


def test_a_peer_that_fails_says_why(tmp_path, capsys):
    """The last line that a failing system printed reaches the reader."""
    broken = tmp_path / "txtai" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\necho 'no model there' >&2\nexit 3\n")
    broken.chmod(0o755)
    assert main([written_set(tmp_path), "--only", "txtai", "--envs", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "txtai failed to ingest: no model there"


def test_a_set_that_is_not_there_is_named(tmp_path, capsys):
    """A wrong path is one sentence and exit code 1."""
    assert main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.startswith(f"Cannot read the set {tmp_path / 'none'}")


def test_every_peer_has_a_module_and_pinned_requirements():
    """What the table names can be installed and run, torch pinned like our own."""
    folder = Path("benchmarks/peers")
    torch = next(
        line for line in Path("requirements.txt").read_text().splitlines() if "torch==" in line
    )
    for system in SYSTEMS:
        assert (folder / f"{system.module}.py").exists()
        if not system.ours:
            pins = (folder / f"requirements-{system.module}.txt").read_text().splitlines()
            assert torch in pins
            assert all("==" in line for line in pins if not line.startswith("#"))


def test_chunks_of_one_passage_count_once():
    """A passage that was split keeps its best place."""
    assert distinct(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


def test_memory_is_that_of_this_process():
    """The peak is at least what a fresh block takes."""
    block = bytearray(64 * 1024 * 1024)
    assert peak_mb() > len(block) / 1024 / 1024
