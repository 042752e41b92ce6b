"""What people, disks and other programs leave in a folder of interviews."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

from index.build import ingest
from index.documents import read_document
from index.passages import cut_units
from index.store import Store
from index.transcript import parse_interview

ROOT = Path(__file__).resolve().parent.parent
SIMPLIFIED = "记者:请问去年的情况怎么样?\n于海田:我们开通了很多基站,工业经济发展得很好。\n" * 3
TRADITIONAL = "記者:請問去年的情況怎麼樣?\n唐鳳:我們開通了很多基地台,經濟發展得很好。\n" * 3
WESTERN = "Host: Où étiez-vous?\nAnaïs: À l'école, près de la forêt.\n" * 3


def texts_of(index):
    """Return the texts of an index by the names of their files."""
    with Store.open(index) as store:
        interviews = [store.interview(each.id) for each in store.interviews()]
    return {each.source: each.text for each in interviews}


@pytest.mark.parametrize(
    "name",
    [
        "-rf.txt", "--index.txt", "a\nb.txt", "tab\there.txt", "…😀🎤.txt", "é.txt", "e\u0301.txt",
        "%2e%2e%2f.txt", "a'b\"c`$(x).txt", "con.txt", " .txt", "访谈" * 40 + ".txt",
        "a" * 251 + ".txt", "\udcff\udcfe.txt", "UPPER.TXT", "dots...txt", "\u202etxt.txt",
    ],
)  # fmt: skip
def test_any_file_name_is_a_name(tmp_path, name):
    """The file is ingested once, then found unchanged, and can be asked for by its id."""
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / name).write_text("Host: When?\n\nAnna: In 1931.")
    first = ingest([folder], tmp_path / "index", HashingEncoder())
    assert [event.outcome for event in first.events] == ["added"]
    second = ingest([folder], tmp_path / "index", HashingEncoder())
    assert [event.outcome for event in second.events] == ["unchanged"]
    with Store.open(tmp_path / "index") as store:
        (summary,) = store.interviews()
        assert store.interview(summary.id).text == "Host: When?\n\nAnna: In 1931."
        assert "/" not in summary.id


def test_links_are_followed_once_and_loops_end(tmp_path):
    """A link to a file is a file; one into its own folder has an end, a dead one is nothing."""
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "talk.txt").write_text("Said once.")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "dead.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "elsewhere.md").write_text("Said elsewhere.")
    (folder / "linked.md").symlink_to(tmp_path / "elsewhere.md")
    summary = ingest([folder], tmp_path / "index", HashingEncoder())
    assert not summary.failed
    assert texts_of(tmp_path / "index") == {
        "talk.txt": "Said once.",
        "linked.md": "Said elsewhere.",
    }


def test_what_is_not_a_file_is_left_alone(tmp_path):
    """Folders and pipes that are called like interviews keep nothing waiting."""
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "good.txt").write_text("Said once.")
    os.mkfifo(tmp_path / "pipe.txt")
    summary = ingest([tmp_path], tmp_path / "index", HashingEncoder())
    assert [Path(event.path).name for event in summary.events] == ["good.txt"]


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (SIMPLIFIED, ["utf-8", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
        (TRADITIONAL, ["utf-8", "big5", "utf-16", "utf-16-le", "utf-16-be"]),
        (WESTERN, ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-be"]),
    ],
)
def test_a_folder_of_mixed_encodings(tmp_path, text, encodings):
    """Each file is read in its own encoding, to the same characters."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for encoding in encodings:
        (folder / f"{encoding}.txt").write_bytes(text.encode(encoding))
    assert not ingest([folder], tmp_path / "index", HashingEncoder()).failed
    assert texts_of(tmp_path / "index") == {f"{encoding}.txt": text for encoding in encodings}


def test_what_is_no_text_is_named_and_keeps_nothing_else_out(tmp_path):
    """NUL bytes, binary files and half characters: one sentence each, the others are in."""
    bad = {
        "nul.txt": b"Host: W\0hen?\nAnna: In 1931.",
        "program.txt": bytes(range(256)) * 99,
        "halved.txt": SIMPLIFIED.encode("utf-16")[:-1],
        "empty.txt": b"",
        "blank.md": b" \r\n\t\xe3\x80\x80\n",
    }
    folder = tmp_path / "talks"
    folder.mkdir()
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    (folder / "good.txt").write_text("Said once.")
    summary = ingest([folder], tmp_path / "index", HashingEncoder())
    assert {Path(event.path).name for event in summary.failed} == set(bad)
    assert all(Path(event.path).name in event.problem for event in summary.failed)
    assert not [event for event in summary.failed if "\n" in event.problem]
    assert texts_of(tmp_path / "index") == {"good.txt": "Said once."}


@pytest.mark.parametrize(
    "piece",
    [
        "甲:",
        "我们开通了很多基站,",
        "a",
        "a\n",
        "“",
        "# ",
        ". ",
        "(图)",
        "一是",
        "\u3000x",
        "A: b\n",
    ],
)
def test_time_grows_no_faster_than_the_text(tmp_path, piece):
    """However monotonous a text is, reading and cutting it takes no hours: a megabyte, seconds."""

    def seconds(characters):
        path = tmp_path / "talk.txt"
        path.write_text(piece * (characters // len(piece)))
        begun = time.process_time()
        cut_units(parse_interview(read_document(path), "talk"))
        return time.process_time() - begun

    seconds(1000)
    # Four times the text; a quadratic step would take sixteen times as long, whenever it is timed.
    # One timing of a busy machine can be off by half.
    timings = ((seconds(25_000), seconds(100_000)) for _ in range(3))
    assert any(long < 10 * max(short, 0.1) for short, long in timings)


_READ = (
    "import resource, sys; from pathlib import Path\n"
    "from index.documents import read_document; from index.transcript import parse_interview\n"
    "interview = parse_interview(read_document(Path(sys.argv[1])), 'talk')\n"
    "for each in interview.paragraphs[::300]:\n"
    "    assert ''.join(interview.text[s:e] for s, e in each.spans) == each.text\n"
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
    "print(len(interview.paragraphs), len(interview.text), peak)"
)


@pytest.mark.slow
def test_a_hundred_megabytes_fit(tmp_path):
    """A file of 100 MB is read with exact places, in memory a small multiple of its size."""
    path = tmp_path / "talk.txt"
    line = "于海田:我们开通了很多基站,工业经济发展得很好,全省重点应用区实现连续覆盖。" * 40
    turn = f"记者:请问去年的情况怎么样?\n\n{line}\n\n"
    path.write_text(turn * (100_000_000 // len(turn.encode())))
    begun = time.monotonic()
    command = [sys.executable, "-c", _READ, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    paragraphs, characters, peak = map(int, done.stdout.split())
    print(f"100 MB: {paragraphs:,} paragraphs in {time.monotonic() - begun:.0f} s, {peak:,} MB")
    assert characters > 30_000_000
    assert paragraphs > 10_000
    assert peak < 2500


@pytest.mark.slow
def test_ten_thousand_files(tmp_path):
    """So many files come in, and the second time cost their checksums only."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"talk{number}.txt").write_text(f"Host: Who?\n\nAnna: Number {number}.")
    begun = time.monotonic()
    summary = ingest([folder], tmp_path / "index", HashingEncoder())
    first = time.monotonic() - begun
    assert (summary.count("added"), summary.interviews) == (10_000, 10_000)
    begun = time.monotonic()
    assert ingest([folder], tmp_path / "index", HashingEncoder()).count("unchanged") == 10_000
    again = time.monotonic() - begun
    print(f"10,000 files: {first:.0f} s, unchanged {again:.1f} s")
    assert again < first
