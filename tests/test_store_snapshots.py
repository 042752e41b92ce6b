import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from made_interviews import (
    DIMENSION,
    TALKS,
    filled,
    made_entry,
    made_source,
    readable,
    writable,
)

from index.schema import DATABASE

ROOT = Path(__file__).resolve().parent.parent


def test_an_open_reader_sees_what_is_written_later(places):
    """A reader that is open while another process ingests finds the new text in both searches."""
    directory = filled(places.new(), {"harbour": TALKS["harbour"]})
    code = (
        "from made_interviews import *; import sys\n"
        "with writable(sys.argv[1]) as store:\n"
        "    store.replace(made_source('new'), [made_entry('new', ['A comet fell.'], 9)])"
    )
    with readable(directory) as store:
        vector = made_entry("new", ["A comet fell."], 9).vectors[0]
        before = store.generation
        assert store.search_dense(vector, 1)[0].score < 0.99
        assert store.search_text(["comet"], 1) == []
        paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        subprocess.run(
            [sys.executable, "-c", code, str(directory)],
            check=True,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert store.generation == before + 1
        assert store.search_dense(vector, 1)[0].score == pytest.approx(1)
        assert len(store.search_text(["comet"], 1)) == 1
        assert [each.id for each in store.interviews()] == ["harbour", "new"]


def test_a_snapshot_does_not_change(places):
    """Inside a snapshot nothing of a replacement is seen; after it, everything."""
    directory = filled(places.new(), {"talk": TALKS["harbour"]})
    with writable(directory) as store, readable(directory) as reader:
        with reader.snapshot():
            old = reader.interview("talk")
            store.replace(made_source("talk"), [made_entry("talk", TALKS["school"], 7)])
            assert reader.interview("talk") == old
            assert reader.search_text(["fish"], 5)
            assert reader.passage_at("talk", 3).paragraph == old.paragraphs[2]
        assert len(reader.interview("talk").paragraphs) == 2
        assert reader.search_text(["fish"], 5) == []


def test_newer_vectors_never_lead_an_older_snapshot_astray(places):
    """A snapshot older than the vectors in memory finds only passages that it has."""
    directory = filled(places.new(), TALKS)
    vector = np.ones(DIMENSION, np.float32)
    with writable(directory) as store, readable(directory) as reader, reader.snapshot():
        reader.interviews()
        store.replace(made_source("harbour"), [made_entry("harbour", ["New."], 77)])
        newer = threading.Thread(target=reader.search_dense, args=(vector, 99))
        newer.start()
        newer.join()
        found = reader.search_dense(vector, 99)
        passages = reader.passages([hit.passage for hit in found])
        assert all(hit.passage in passages for hit in found)
        assert "New." not in {passage.paragraph.text for passage in passages.values()}


def test_readers_in_many_threads_never_see_a_mixture(places):
    """While a talk is replaced again and again, each snapshot holds one version of it whole."""
    directory = places.new()
    versions = [[f"Version {n} part {i}." for i in range(n % 5 + 1)] for n in range(30)]
    failures: list[object] = []
    with writable(directory) as store:
        store.replace(made_source("talk"), [made_entry("talk", versions[0])])
        with readable(directory) as reader:
            done = threading.Event()

            def read():
                while not done.is_set():
                    try:
                        with reader.snapshot():
                            found = reader.search_dense(np.ones(DIMENSION, np.float32), 50)
                            texts = [
                                passage.paragraph.text
                                for passage in reader.passages(
                                    [hit.passage for hit in found]
                                ).values()
                            ]
                            whole = [each.text for each in reader.interview("talk").paragraphs]
                        if not set(texts) <= set(whole) or whole not in versions:
                            failures.append((texts, whole))
                    except Exception as error:
                        failures.append(error)

            threads = [threading.Thread(target=read) for _ in range(4)]
            for thread in threads:
                thread.start()
            for seed, texts in enumerate(versions):
                store.replace(made_source("talk"), [made_entry("talk", texts, seed)])
            done.set()
            for thread in threads:
                thread.join()
    assert failures == []


def test_an_index_put_in_place_of_another_is_noticed(tmp_path):
    """A reader follows when the folder's database is exchanged for another one."""
    directory = filled(tmp_path / "index", {"old": TALKS["harbour"]})
    other = filled(tmp_path / "other", {"new": TALKS["school"]}, seed=50)
    vector = made_entry("new", TALKS["school"], 50).vectors[0]
    with readable(directory) as store:
        assert store.search_dense(vector, 1)[0].score < 0.99
        (other / DATABASE).replace(directory / DATABASE)
        assert [each.id for each in store.interviews()] == ["new"]
        assert store.search_dense(vector, 1)[0].score == pytest.approx(1)
