import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_interviews import (
    DIMENSION,
    ENCODER,
    TALKS,
    filled,
    made_entry,
    made_interview,
    made_source,
    readable,
    writable,
)

from index.errors import EncoderError, SourceError, StoreError, UnknownInterview
from index.passages import cut_units
from index.schema import DATABASE
from index.speakers import Speaker
from index.store import Entry
from index.transcript import Fact

ROOT = Path(__file__).resolve().parent.parent


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    seed=st.integers(0, 999),
    limit=st.integers(0, 40),
)
def test_dense_search_equals_brute_force(places, sizes, seed, limit):
    """The units found, their order and their scores are those of a plain matrix product."""
    directory = places.new()
    made = {
        f"talk{n}": made_entry(f"talk{n}", [f"Talk {n} part {i}." for i in range(size)], seed + n)
        for n, size in enumerate(sizes)
    }
    vector = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    with writable(directory) as store:
        for name, entry in made.items():
            store.replace(made_source(name), [entry])
        for scope in (None, *made):
            found = store.search_dense(vector, limit, scope)
            chosen = [entry for name, entry in made.items() if scope in (None, name)]
            expected = np.sort(np.concatenate([each.vectors for each in chosen]) @ vector)[::-1]
            assert np.allclose([hit.score for hit in found], expected[:limit], atol=1e-5)
            stored = {
                unit.unit: unit for unit in store.units(sorted({hit.passage for hit in found}))
            }
            assert all(
                abs(float(stored[hit.unit].vector @ vector) - hit.score) < 1e-5
                and stored[hit.unit].passage == hit.passage
                for hit in found
            )


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=()), min_size=1, max_size=40),
        min_size=1,
        max_size=4,
    ),
    title=st.text(st.characters(exclude_categories=())),
)
def test_an_interview_comes_back_as_it_was(places, texts, title):
    """Any text, lone surrogates and NULs included, is the same after closing and opening."""
    directory = places.new()
    interview = replace(
        made_interview("talk", texts),
        title=title,
        speakers=(Speaker(title, "interviewee"),),
        facts=(Fact("title", title, 1, 0, 1),),
    )
    with writable(directory) as store:
        units = cut_units(interview)
        vectors = np.ones((len(units), DIMENSION), np.float32)
        store.replace(made_source("talk"), [Entry(interview, units, vectors)])
    with readable(directory) as store:
        assert store.interview("talk") == interview
        summary = store.interviews()[0]
        assert (summary.title, summary.paragraphs) == (title, len(texts))
        assert store.passage_at("talk", 1).paragraph == interview.paragraphs[0]


def test_replacing_leaves_nothing_of_the_old_version(places):
    """After a replacement every table holds the rows of the new version and no other."""
    directory = filled(places.new(), {"talk": TALKS["harbour"]})
    with writable(directory) as store:
        store.replace(made_source("talk"), [made_entry("talk", TALKS["school"], 5)])
        assert store.search_text(["fish"], 10) == []
        assert store.sweep() > 0
    assert places.rows(directory) == places.rows(filled(places.new(), {"talk": TALKS["school"]}))


def test_removing_leaves_no_rows(places):
    """When the last source is removed every table is empty."""
    directory = filled(places.new(), TALKS)
    with writable(directory) as store:
        assert [store.remove_source(source) for source in store.sources()] == [1, 1, 1]
        assert store.search_dense(np.ones(DIMENSION, np.float32), 5) == []
        assert store.interviews() == []
        assert store.sweep() > 0
    assert set(places.rows(directory).values()) == {0}


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


@pytest.mark.parametrize(
    "spoil",
    [
        lambda vectors: np.full_like(vectors, np.nan),
        lambda vectors: np.full_like(vectors, np.inf),
        lambda vectors: vectors[:, :-1],
        lambda vectors: vectors[:-1],
    ],
)
def test_unusable_vectors_change_nothing(places, spoil):
    """NaN, infinity, a wrong dimension or number of vectors is refused before any writing."""
    directory = filled(places.new(), {"talk": TALKS["harbour"]})
    before = places.rows(directory)
    entry = made_entry("talk", TALKS["school"])
    with writable(directory) as store:
        generation = store.generation
        with pytest.raises(EncoderError):
            store.replace(made_source("talk"), [replace(entry, vectors=spoil(entry.vectors))])
        texts = [unit.text for unit in entry.units]
        with pytest.raises(EncoderError):
            store.remember(texts, spoil(entry.vectors))
        assert store.generation == generation
    assert places.rows(directory) == before


@pytest.mark.parametrize("vector", [np.full(DIMENSION, np.nan), np.ones(DIMENSION + 1)])
def test_an_unusable_question_vector_is_refused(places, vector):
    """A question's vector that cannot be searched is an error, not an odd ranking."""
    with readable(filled(places.new(), TALKS)) as store, pytest.raises(EncoderError):
        store.search_dense(vector.astype(np.float32), 5)


def test_an_interview_id_of_another_file_is_refused(places):
    """Two files with the same interview id are both named, and the first one stays."""
    with writable(places.new()) as store:
        store.replace(made_source("one"), [made_entry("talk", TALKS["harbour"])])
        with pytest.raises(SourceError, match=r"(?s)talk\.txt.*/made/one\.txt.*'talk'"):
            store.replace(made_source("two"), [made_entry("talk", TALKS["school"])])
        assert len(store.interview("talk").paragraphs) == 3
        assert list(store.sources()) == ["/made/one.txt"]


def test_a_passage_id_that_comes_twice_is_refused(places):
    """A passage id that is taken is named, in another interview and in the same one."""
    entry = made_entry("talk", TALKS["harbour"])
    first = entry.interview.paragraphs[0].id
    other = made_entry("other", TALKS["school"])
    paragraphs = tuple(replace(each, id=first) for each in other.interview.paragraphs)
    clash = replace(other, interview=replace(other.interview, paragraphs=paragraphs))
    with writable(places.new()) as store:
        with pytest.raises(SourceError, match=first):
            store.replace(made_source("other"), [clash])
        store.replace(made_source("talk"), [entry])
        with pytest.raises(SourceError, match=first):
            store.replace(made_source("other"), [clash])
        assert [each.id for each in store.interviews()] == ["talk"]


def test_a_replacement_that_fails_leaves_the_old_version(places):
    """When the second interview of a file is refused, the file's old interviews answer on."""
    good, bad = made_entry("good", ["New text."]), made_entry("other", ["Taken."])
    with writable(places.new()) as store:
        store.replace(made_source("other"), [bad])
        store.replace(made_source("file"), [made_entry("old", TALKS["harbour"])])
        with pytest.raises(SourceError):
            store.replace(made_source("file"), [good, bad])
        assert [each.id for each in store.interviews()] == ["old", "other"]
        assert store.search_text(["fish"], 5)


def test_remembered_texts_need_no_vectors_again(places):
    """Vectors given once are found by their text, by a replacement and after it."""
    entry = made_entry("talk", TALKS["harbour"])
    texts = [unit.text for unit in entry.units]
    with writable(places.new()) as store:
        store.remember(texts, entry.vectors)
        assert store.remembered([*texts, "unheard of"]) == set(texts)
        store.replace(made_source("talk"), [replace(entry, vectors=None)])
        best = store.search_dense(entry.vectors[2], 1)[0]
        assert best.score == pytest.approx(1)


def test_unknown_interviews_and_rows(places):
    """A name that is not there is an error, a row that is not there is left out."""
    with readable(filled(places.new(), TALKS)) as store:
        with pytest.raises(UnknownInterview, match="nobody"):
            store.interview("nobody")
        with pytest.raises(UnknownInterview, match="99"):
            store.passage_at("school", 99)
        assert store.passages([10**6]) == {}
        assert store.units([10**6]) == []
        assert store.search_dense(np.ones(DIMENSION, np.float32), 5, "nobody") == []
        assert store.has_interview("school")
        assert not store.has_interview("nobody")


def test_a_reader_cannot_write(places):
    """An index opened for reading refuses changes in one sentence."""
    with (
        readable(filled(places.new(), TALKS)) as store,
        pytest.raises(StoreError, match="reading only"),
    ):
        store.remove_source("/made/school.txt")


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE embeddings SET vector = zeroblob(32)", "dense"),
        ("UPDATE embeddings SET vector = zeroblob(32)", "one interview"),
        ("UPDATE paragraphs SET body = CAST(x'78' || substr(body, 3) AS BLOB)", "passages"),
        ("UPDATE interviews SET text = zeroblob(100)", "interview"),
    ],
)
@pytest.mark.parametrize("examined", [True, False])
def test_changed_bytes_are_noticed(tmp_path, monkeypatch, statement, read, examined):
    """Content that is not what was written is reported as damage, never served.

    A large index, which is not examined when it is opened, notices it where it is read.
    """
    if not examined:
        monkeypatch.setattr("index.soundness._EXAMINED", -1)
    directory = filled(tmp_path / "index", TALKS)
    with sqlite3.connect(directory / DATABASE) as db:
        db.execute(statement)
        db.execute("UPDATE meta SET identity = 'changed'")
    vector = np.ones(DIMENSION, np.float32)
    reads = {
        "dense": lambda store: store.search_dense(vector, 5),
        "one interview": lambda store: store.search_dense(vector, 5, "school"),
        "passages": lambda store: store.passages([1]),
        "interview": lambda store: store.interview("school"),
    }

    def use():
        with readable(directory) as store:
            assert not examined
            reads[read](store)

    with pytest.raises(StoreError, match=r"damaged.*ingest\.py"):
        use()


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


def test_the_encoder_of_an_index_is_told(places):
    """Whoever opens an index for any encoder learns which one it needs."""
    with readable(filled(places.new(), TALKS), None, None) as store:
        assert (store.fingerprint, store.dimension) == (ENCODER, DIMENSION)
        assert store.counts()[:2] == (3, 7)
