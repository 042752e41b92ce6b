import json
import os
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from made_interviews import (
    DIMENSION,
    TALKS,
    filled,
    made_entry,
    made_interview,
    made_source,
    readable,
    writable,
)  # fmt: skip

from index import milvus_lease, milvus_writing
from index.errors import EncoderMismatch, IndexBusy, IndexMissing, SourceError, StoreError
from index.grams import terms
from index.milvus_rows import word, words
from index.milvus_tables import Tables
from index.passages import cut_units
from index.store import Entry

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = count(1)


@pytest.fixture
def address(milvus):
    """The address of an index that does not exist yet."""
    return f"milvus+{milvus}/only_{next(NUMBERS)}"


@pytest.mark.parametrize("failing", ["sources", "paragraphs", "units", "commit"])
def test_a_change_that_breaks_off_changes_nothing(address, monkeypatch, failing):
    """Wherever writing stops, readers see the old interview whole, and nothing is left behind."""
    filled(address, {"talk": TALKS["harbour"]})
    held = len(made_entry("talk", TALKS["harbour"]).units)
    write = Tables.write

    def broken(self, table, rows):
        if table == failing:
            raise StoreError("gone")
        write(self, table, rows)

    with writable(address) as store, readable(address) as reader:
        if failing == "commit":
            monkeypatch.setattr(milvus_writing.MilvusWriter, "_change", None)
        else:
            monkeypatch.setattr(Tables, "write", broken)
        with pytest.raises((StoreError, TypeError)):
            store.replace(made_source("talk"), [made_entry("talk", TALKS["school"], 5)])
        monkeypatch.undo()
        assert [each.text for each in reader.interview("talk").paragraphs] == TALKS["harbour"]
        assert len(reader.search_dense(np.ones(DIMENSION, np.float32), 99)) == held
        assert reader.search_text(["book"], 9) == []
    with writable(address) as store:
        store.replace(made_source("talk"), [made_entry("talk", TALKS["harbour"])])
    with readable(address) as reader:
        assert reader._tables.count("paragraphs", "") == 3
        assert reader._tables.count("units", "") == held


def test_a_killed_ingest_leaves_the_old_interview(address):
    """After kill -9 in mid-change the index answers as before, and the next change works."""
    filled(address, {"talk": TALKS["harbour"]})
    code = (
        "import sys, time; from made_interviews import *; from index.milvus_tables import Tables\n"
        "write = Tables.write\n"
        "def slow(self, table, rows):\n"
        "    write(self, table, rows)\n"
        "    if table == 'sentences':\n"
        "        print('writing', flush=True); time.sleep(60)\n"
        "Tables.write = slow\n"
        "with writable(sys.argv[1]) as store:\n"
        "    store.replace(made_source('talk'), [made_entry('talk', TALKS['school'], 5)])"
    )
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    process = subprocess.Popen(
        [sys.executable, "-c", code, address],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert process.stdout.readline() == b"writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    with readable(address) as reader:
        assert [each.text for each in reader.interview("talk").paragraphs] == TALKS["harbour"]
        assert reader.search_text(["book"], 9) == []
        lease = reader._tables.get("head", [1], ["data"])[0]
        fields = json.loads(lease["data"]) | {"until": time.time() - 1}
        reader._tables.write("head", [{"id": 1, "data": json.dumps(fields), "nothing": [0, 0]}])
    with writable(address) as store:
        store.replace(made_source("talk"), [made_entry("talk", TALKS["school"], 5)])
        assert len(store.interview("talk").paragraphs) == 2


def test_two_writers_never_write_at_once(address, monkeypatch):
    """The second writer is told who writes; a writer whose lease was taken over stops."""
    monkeypatch.setattr(milvus_lease, "_WAIT", 0.1)
    with writable(address) as store:
        with pytest.raises(IndexBusy, match="Another process"):
            writable(address)
        monkeypatch.setattr(milvus_lease, "_LEASE", -1.0)
        lease = store._writer._lease
        lease._write(lease._me)
        monkeypatch.setattr(milvus_lease, "_LEASE", 60.0)
        with writable(address) as other:
            other.replace(made_source("talk"), [made_entry("talk", TALKS["school"])])
            lease._until = 0
            with pytest.raises(IndexBusy, match="taken over"):
                store.replace(made_source("old"), [made_entry("old", TALKS["harbour"])])
            store._writer = None


def test_texts_longer_than_a_field_come_back(address):
    """An interview and a paragraph beyond what one field of Milvus holds are kept whole."""
    random = np.random.default_rng(3)
    text = "".join(chr(0x4E00 + code) for code in random.integers(0, 20_000, 90_000))
    interview = made_interview("long", [text, "短。"])
    units = [unit for unit in cut_units(interview) if unit.kind == "paragraph"]
    entry = Entry(interview, units, np.ones((len(units), DIMENSION), np.float32))
    with writable(address) as store:
        store.replace(made_source("long"), [entry])
    with readable(address) as store:
        assert store.interview("long") == interview
        assert store.passage_at("long", 1).paragraph.text == text
        assert len(store.search_text(terms(text[500:504]), 5)) == 1


def test_phrases_are_counted(address):
    """A phrase counts where its characters follow each other, and only there."""
    with readable(
        filled(address, {"a": ["工厂建成以后", "工厂后来建成"], "b": ["他说工厂建成了。"]})
    ) as s:
        assert s.phrase_count("工厂建成") == 2
        assert s.phrase_count("工厂建成", limit=1) == 1
        assert s.phrase_count("厂后") == 1
        assert s.phrase_count("学校") == 0
        assert s.paragraph_count() == 3


def test_the_server_s_own_vector_index_finds_nearly_everything(address):
    """With the default index, nine in ten of the ten nearest are found."""
    entry = made_entry("many", [f"Part {n}." for n in range(2000)], 4, DIMENSION)
    with writable(address) as store:
        store.replace(made_source("many"), [entry])
        hits = 0
        for vector in made_entry("ask", [f"Question {n}." for n in range(20)], 9).vectors:
            best = np.sort(entry.vectors @ vector)[::-1][9]
            hits += sum(hit.score >= best - 1e-5 for hit in store.search_dense(vector, 10))
    assert hits >= 180


def test_ids_that_come_twice_in_one_file_are_refused(address):
    """A passage id twice in one file is named, and nothing is written."""
    entry, other = made_entry("a", ["One."]), made_entry("b", ["Two."])
    same = entry.interview.paragraphs
    clash = Entry(made_interview("b", ["Two."]), other.units, other.vectors)
    object.__setattr__(clash.interview, "paragraphs", same)
    with writable(address) as store:
        with pytest.raises(SourceError, match="a#p1"):
            store.replace(made_source("file"), [entry, clash])
        with pytest.raises(SourceError, match="interview 'a'"):
            store.replace(made_source("file"), [entry, entry])
        assert store.interviews() == []


def test_what_is_wrong_is_said_in_one_sentence(milvus, address):
    """No index, another encoder, no server and an odd address are told apart."""
    with pytest.raises(IndexMissing, match=r"ingest\.py --index milvus"):
        readable(address)
    filled(address, TALKS)
    with pytest.raises(EncoderMismatch, match="made"):
        readable(address, "another")
    with pytest.raises(EncoderMismatch, match="made"):
        writable(address, "another")
    with pytest.raises(StoreError, match="no index address"):
        readable(f"milvus+{milvus}/")
    with pytest.raises(StoreError, match="MILVUS_TOKEN"):
        readable("milvus+http://user:secret@localhost/name")


def test_lost_rows_are_noticed(address):
    """An index from which the server has lost a paragraph or a unit is called damaged."""
    with readable(filled(address, TALKS)) as store:
        store.ensure_sound()
        lost = store.search_text(["book"], 1)[0].passage
        for table in ("units", "paragraphs"):
            store._tables.delete(table, f"{'paragraph' if table == 'units' else 'id'} == {lost}")
            with pytest.raises(StoreError, match="damaged"):
                store.ensure_sound()


@pytest.mark.parametrize("term", ["5g", "1.3", "开通", "a-b", '"', "x" * 9, "\ud800"])
def test_every_term_becomes_one_word(term):
    """An analyzer that splits at anything but letters and digits leaves a term whole."""
    assert word(term).isalnum()
    assert word(term).isascii()


def test_words_are_cut_at_a_blank_where_a_field_is_full():
    """What does not fit is left out word by word."""
    text = words(["开通"] * 20_000)
    assert len(text) <= 65_000
    assert set(text.split()) == {word("开通")}


@pytest.mark.slow
def test_the_commands_take_the_address(address, tmp_path):
    """Ingest, ask, list and replace work on a server as they do on a folder."""
    talk = tmp_path / "talk.txt"
    talk.write_text("记者:工厂什么时候建成？\n\n张三:工厂在1998年建成，产量翻了一番。\n", "utf-8")

    def command(*arguments):
        found = subprocess.run(
            [sys.executable, *arguments, "--index", address],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert found.returncode == 0, found.stderr
        return found.stdout

    assert "added 1" in command("ingest.py", str(talk))
    answer = json.loads(command("-m", "qa", "ask", "工厂哪年建成？", "--json"))
    assert "1998" in answer["answer"]
    talk.write_text("记者:工厂什么时候建成？\n\n张三:工厂在2005年建成，产量翻了一番。\n", "utf-8")
    assert "changed 1" in command("ingest.py", str(talk))
    answer = json.loads(command("-m", "qa", "ask", "工厂哪年建成？", "--json"))
    assert "2005" in answer["answer"]
    assert "1998" not in json.dumps(answer)
    assert command("-m", "qa", "source", "talk") == talk.read_text("utf-8")
    assert "unchanged 1" in command("ingest.py", str(talk))
