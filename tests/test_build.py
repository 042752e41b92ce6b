import json
import os
import shutil
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

from index import build, interviews
from index.build import Report, ingest, pipeline_version, url_safe
from index.errors import SourceError
from index.store import Store

ROOT = Path(__file__).resolve().parent.parent
TALK = (
    "The harbour\n\nHost: When did it open?\n\nAnna: It opened in 1931.\n\n"
    "Host: By whom was it dug?\n\nAnna: By the people of the town.\n"
)


@pytest.fixture
def folder(tmp_path):
    """A folder of two interviews."""
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "harbour.txt").write_text(TALK)
    (folder / "school.md").write_text("# My school\n\nIt stood beside the river.\n")
    return folder


@pytest.fixture
def index(tmp_path):
    """Where the index goes."""
    return tmp_path / "index"


def outcomes(summary):
    """Return what became of each file, by name."""
    return {Path(event.path).name: event.outcome for event in summary.events}


def texts_of(index):
    """Return the canonical texts in an index, by interview."""
    encoder = HashingEncoder()
    with Store.open(index, encoder_fingerprint=encoder.fingerprint, dimension=8) as store:
        return {each.id: store.interview(each.id).text for each in store.interviews()}


def test_new_files_are_added_and_then_unchanged(folder, index):
    """The second ingest of the same files embeds nothing and changes nothing."""
    encoder = HashingEncoder()
    first = ingest([folder], index, encoder)
    assert outcomes(first) == {"harbour.txt": "added", "school.md": "added"}
    embedded = len(encoder.seen)
    assert embedded == first.embedded > 0
    second = ingest([folder], index, encoder)
    assert outcomes(second) == {"harbour.txt": "unchanged", "school.md": "unchanged"}
    assert len(encoder.seen) == embedded
    assert (second.interviews, second.units) == (first.interviews, first.units)


def test_a_changed_file_embeds_only_what_is_new(folder, index):
    """Of a changed file only the texts that were never seen are embedded."""
    encoder = HashingEncoder()
    ingest([folder], index, encoder)
    encoder.seen.clear()
    (folder / "harbour.txt").write_text(TALK + "\nAnna: Ships came from Norway.\n")
    summary = ingest([folder], index, encoder)
    assert outcomes(summary) == {"harbour.txt": "changed", "school.md": "unchanged"}
    assert encoder.seen == ["Ships came from Norway."]
    assert "Norway" in texts_of(index)["harbour"]


def test_a_text_that_comes_twice_is_embedded_once(tmp_path, index):
    """The same sentence in two files costs one embedding."""
    encoder = HashingEncoder()
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text("Nobody fishes here.")
    ingest([tmp_path / "one.txt", tmp_path / "two.txt"], index, encoder)
    assert encoder.seen == ["Nobody fishes here."]


def test_another_pipeline_reads_every_file_anew(folder, index, monkeypatch):
    """When parsing or cutting has changed, an unchanged file counts as changed."""
    ingest([folder], index, HashingEncoder())
    monkeypatch.setattr(build, "pipeline_version", lambda: "another")
    summary = ingest([folder], index, HashingEncoder())
    assert summary.count("changed") == 2


def test_the_pipeline_version_follows_the_code_that_reads(tmp_path, monkeypatch):
    """The version changes with a parsing module and not with the store."""
    shutil.copytree(
        ROOT / "index", tmp_path / "index", ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setattr(build, "__file__", str(tmp_path / "index" / "build.py"))
    pipeline_version.cache_clear()
    before = pipeline_version()
    versions = []
    for module in ("store", "transcript"):
        with (tmp_path / "index" / f"{module}.py").open("a") as file:
            file.write("# changed\n")
        pipeline_version.cache_clear()
        versions.append(pipeline_version())
    pipeline_version.cache_clear()
    assert versions[0] == before != versions[1]


def test_a_file_that_fails_keeps_the_others_and_its_old_version(folder, index):
    """A file that cannot be read any more is named; what it gave before still answers."""
    ingest([folder], index, HashingEncoder())
    (folder / "harbour.txt").write_bytes(b"\0\1\2\3" * 99)
    (folder / "third.txt").write_text("A third one.")
    summary = ingest([folder], index, HashingEncoder())
    assert outcomes(summary) == {
        "harbour.txt": "failed", "school.md": "unchanged", "third.txt": "added",
    }  # fmt: skip
    assert "harbour.txt" in summary.failed[0].problem
    assert "stays in the index" in summary.failed[0].problem
    assert texts_of(index)["harbour"] == TALK


def test_a_defect_met_in_one_file_is_told_and_stays_there(folder, index, monkeypatch):
    """An unforeseen error in one file does not keep the others out."""
    parse = interviews.parse_interview

    def defective(document, interview_id):
        if interview_id == "harbour":
            raise RecursionError("too deep")
        return parse(document, interview_id)

    monkeypatch.setattr(interviews, "parse_interview", defective)
    summary = ingest([folder], index, HashingEncoder())
    assert outcomes(summary) == {"harbour.txt": "failed", "school.md": "added"}
    assert "too deep" in summary.failed[0].problem


def test_an_interruption_keeps_what_was_finished(folder, index):
    """Ctrl-C loses no finished file, and the next ingest goes on with the others."""

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([folder], index, HashingEncoder(), report=Report(done=interrupt))
    assert list(texts_of(index)) == ["harbour"]
    summary = ingest([folder], index, HashingEncoder())
    assert outcomes(summary) == {"harbour.txt": "unchanged", "school.md": "added"}


def test_batches_that_were_embedded_survive_an_interruption(tmp_path, index, monkeypatch):
    """A long file that was interrupted is embedded only from where it stopped."""
    monkeypatch.setattr(build, "_BATCH", 2)
    lines = [{"id": str(n), "doc": "long", "text": f"Passage {n}."} for n in range(6)]
    path = tmp_path / "long.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    encoder = HashingEncoder()

    def interrupt(_):
        if len(encoder.seen) >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([path], index, encoder, report=Report(step=interrupt))
    assert texts_of(index) == {}
    again = HashingEncoder()
    ingest([path], index, again)
    assert again.seen == [f"Passage {n}." for n in range(2, 6)]


def test_pruning_removes_what_is_gone(folder, index):
    """Files gone from disk leave with --prune only; those elsewhere stay."""
    elsewhere = folder.parent / "elsewhere.txt"
    elsewhere.write_text("From another folder.")
    ingest([folder, elsewhere], index, HashingEncoder())
    (folder / "school.md").unlink()
    assert ingest([folder], index, HashingEncoder()).count("removed") == 0
    summary = ingest([folder], index, HashingEncoder(), prune=True)
    assert outcomes(summary) == {"school.md": "removed", "harbour.txt": "unchanged"}
    assert sorted(texts_of(index)) == ["elsewhere", "harbour"]


def test_pruning_an_emptied_folder_or_a_deleted_file(folder, index):
    """A path where nothing is left is what pruning is for, not a failure."""
    ingest([folder], index, HashingEncoder())
    (folder / "school.md").unlink()
    summary = ingest([folder / "school.md"], index, HashingEncoder(), prune=True)
    assert outcomes(summary) == {"school.md": "removed"}
    shutil.rmtree(folder)
    summary = ingest([folder], index, HashingEncoder(), prune=True)
    assert (outcomes(summary), summary.interviews) == ({"harbour.txt": "removed"}, 0)


def test_a_path_without_files_leaves_no_empty_index(tmp_path, index):
    """When there is nothing to read the error says so and nothing is made."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="empty"):
        ingest([tmp_path / "empty"], index, HashingEncoder())
    assert not index.exists()


def test_a_missing_path_does_not_keep_the_others_out(folder, index):
    """One path that does not exist is a failure among successes."""
    summary = ingest([folder / "nowhere", folder], index, HashingEncoder())
    assert summary.count("failed") == 1
    assert summary.count("added") == 2


def test_files_of_the_same_name_get_ids_of_their_own(folder, index):
    """A second file of a name gets an id with a mark that stays the same."""
    other = folder / "more"
    other.mkdir()
    (other / "harbour.txt").write_text("Another harbour.")
    ingest([folder], index, HashingEncoder())
    names = sorted(texts_of(index))
    assert names[0] == "harbour"
    assert names[1].startswith("harbour-")
    (folder / "harbour.txt").unlink()
    (other / "harbour.txt").write_text("Another harbour, rebuilt.")
    ingest([folder], index, HashingEncoder(), prune=True)
    assert texts_of(index)[names[1]] == "Another harbour, rebuilt."


def test_the_same_file_by_another_way_is_the_same_source(folder, index, monkeypatch):
    """A relative path, or a folder reached through a link, brings nothing in twice."""
    ingest([folder], index, HashingEncoder())
    link = folder.parent / "link"
    link.symlink_to(folder)
    monkeypatch.chdir(folder.parent)
    for path in (Path("talks"), Path("talks/../talks/harbour.txt"), link):
        assert ingest([path], index, HashingEncoder()).count("added") == 0
    assert len(texts_of(index)) == 2


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("访谈 一", "访谈-一"), ("a/b?c#d", "a-b-c-d"), ("2016-05-04-x", "2016-05-04-x"),
        ("  ", "interview"), ("\udcff", "interview"), ("..", "interview"),
    ],
)  # fmt: skip
def test_ids_can_stand_in_an_address(stem, name):
    """A file's stem keeps its letters of any script and loses what an address cannot hold."""
    assert url_safe(stem) == name


def test_odd_file_names_are_ingested(tmp_path, index):
    """Names that are not UTF-8, or hold blanks, quotes or line ends, are just names."""
    for name in (b"\xff\xfe.txt", b"a b'\"\n.txt", "访谈.txt".encode()):
        (tmp_path / os.fsdecode(name)).write_text("Said once.")
    summary = ingest([tmp_path], index, HashingEncoder())
    assert summary.count("added") == 3
    assert ingest([tmp_path], index, HashingEncoder()).count("unchanged") == 3


def test_ready_made_passages_keep_their_ids(tmp_path, index):
    """Each doc of a .jsonl is an interview, and an id that another file uses is named."""
    lines = [{"id": f"p{n}", "doc": f"d{n // 2}", "text": f"Text {n}."} for n in range(4)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "p1", "doc": "other", "text": "x."}))
    summary = ingest([tmp_path], index, HashingEncoder())
    assert sorted(texts_of(index)) == ["d0", "d1"]
    assert "a.jsonl" in summary.failed[0].problem
    assert "'p1'" in summary.failed[0].problem


def test_vectors_that_are_not_numbers_fail_the_file(folder, index):
    """An encoder that gives NaN is told once for each file and nothing is stored."""

    class Broken(HashingEncoder):
        def passages(self, texts, progress=None):
            return super().passages(texts, progress) * float("nan")

    summary = ingest([folder], index, Broken())
    assert summary.count("failed") == 2
    assert texts_of(index) == {}


def test_progress_counts_every_unit_once(folder, index):
    """What is reported as done adds up to what was announced."""
    announced, done = [], []
    report = Report(start=lambda _, units: announced.append(units), step=done.append)
    summary = ingest([folder], index, HashingEncoder(), report=report)
    assert sum(announced) == sum(done) == summary.units


def test_every_file_is_looked_at_and_only_changed_ones_are_begun(folder, index):
    """The bytes looked at add up to those planned; an unchanged file is not begun again."""
    ingest([folder], index, HashingEncoder())
    (folder / "harbour.txt").write_text("The new harbour\n\nAnna: Another text.\n")
    planned, seen, begun = [], [], []
    report = Report(plan=planned.append, look=seen.append, start=lambda name, _: begun.append(name))
    ingest([folder], index, HashingEncoder(), report=report)
    sizes = [path.stat().st_size for path in sorted(folder.iterdir())]
    assert (planned, sorted(seen), begun) == ([sum(sizes)], sorted(sizes), ["harbour.txt"])
