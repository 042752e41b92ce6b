import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_interviews import DIMENSION, filled, made_entry, made_source, readable, writable

from index.schema import DATABASE
from index.vectors import MANIFEST, VECTORS, State, VectorIndex, is_current

STATE = State("identity", "encoder", DIMENSION, 3)
QUESTION = np.ones(DIMENSION, np.float32)


def made(rows, seed=0):
    """Return random vectors for unit rows, the same for a row each time."""
    return np.stack(
        [np.random.default_rng((seed, row)).normal(size=DIMENSION) for row in rows]
    ).astype(np.float32)


def fetch(rows):
    """Read vectors as the database would: nothing for no rows."""
    return [(rows, made(rows))] if len(rows) else []


def index_of(rows):
    return VectorIndex.build(DIMENSION, np.array(sorted(rows), np.int64), fetch)


def nearest(rows, limit):
    """Return what a search for QUESTION must find, from a plain product."""
    scores = {row: float(made([row])[0] @ QUESTION) for row in rows}
    return sorted(scores, key=lambda row: -scores[row])[:limit]


@settings(max_examples=40, deadline=None)
@given(rows=st.sets(st.integers(1, 2**40), max_size=30), limit=st.integers(0, 40))
def test_search_equals_brute_force(rows, limit):
    """The rows found are the nearest ones in order, never more than asked for, never -1."""
    assert [row for row, _ in index_of(rows).search(QUESTION, limit)] == nearest(rows, limit)


@settings(max_examples=40, deadline=None)
@given(before=st.sets(st.integers(1, 60)), after=st.sets(st.integers(1, 60)))
def test_an_update_gives_exactly_the_wanted_rows(before, after):
    """An updated index is as one built anew, and the one it came from is as it was."""
    old = index_of(before)
    asked = []

    def counted(rows):
        asked.extend(rows.tolist())
        return fetch(rows)

    new = old.updated(np.array(sorted(after), np.int64), counted)
    for each in (new, new.merged(), new.updated(np.array(sorted(after), np.int64), counted)):
        assert [row for row, _ in each.search(QUESTION, 99)] == nearest(after, 99)
        assert each.count == len(after)
    assert [row for row, _ in old.search(QUESTION, 99)] == nearest(before, 99)
    assert sorted(asked) == sorted(after - before)


def test_a_saved_index_is_loaded_as_it_was(tmp_path):
    """The cache gives the same answers as the index it was written from."""
    index = index_of(range(1, 200))
    index.save(tmp_path, STATE)
    assert is_current(tmp_path, STATE)
    loaded = VectorIndex.load(tmp_path, STATE)
    assert loaded is not None
    assert loaded.search(QUESTION, 50) == index.search(QUESTION, 50)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([VECTORS, MANIFEST])


@pytest.mark.parametrize(
    "change",
    [{"identity": "other"}, {"encoder": "other"}, {"dimension": 9}, {"generation": 4}],
)
def test_the_cache_of_another_state_is_not_used(tmp_path, change):
    """A cache made for another index, encoder, dimension or generation is none."""
    index_of(range(1, 9)).save(tmp_path, STATE)
    assert VectorIndex.load(tmp_path, replace(STATE, **change)) is None
    assert not is_current(tmp_path, replace(STATE, **change))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_flipped_bit_is_noticed(tmp_path_factory, data):
    """Wherever one bit of the cache or its manifest is flipped, it is not used."""
    directory = tmp_path_factory.mktemp("cache")
    index_of(range(1, 9)).save(directory, STATE)
    path = directory / data.draw(st.sampled_from([VECTORS, MANIFEST]))
    content = bytearray(path.read_bytes())
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)
    assert VectorIndex.load(directory, STATE) is None


@pytest.mark.parametrize("name", [VECTORS, MANIFEST])
@pytest.mark.parametrize("size", [0, 1, 40, -1])
def test_a_truncated_or_extended_file_is_noticed(tmp_path, name, size):
    """A cache whose file was cut off, or written on, is not used."""
    index_of(range(1, 9)).save(tmp_path, STATE)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content + b"x" if size < 0 else content[:size])
    assert VectorIndex.load(tmp_path, STATE) is None


@pytest.mark.parametrize("names", [[VECTORS], [MANIFEST], [VECTORS, MANIFEST]])
@pytest.mark.parametrize("harm", ["deleted", "emptied", "garbled"])
def test_a_store_answers_the_same_without_its_cache(tmp_path, names, harm):
    """Whatever happened to the cache, searches find what they found, and saving mends it."""
    directory = filled(tmp_path / "index", {"one": ["First.", "Second."], "two": ["Third."]})
    with readable(directory) as store:
        expected = store.search_dense(QUESTION, 9)
    for name in names:
        if harm == "deleted":
            (directory / name).unlink()
        else:
            (directory / name).write_bytes(b"" if harm == "emptied" else b"{}" * 500)
    with readable(directory) as store:
        assert store.search_dense(QUESTION, 9) == expected
    with writable(directory) as store:
        store.replace(made_source("one"), [made_entry("one", ["Fourth."])])
        state = State(*(getattr(store_state(directory), name) for name in State.__slots__))
    assert VectorIndex.load(directory, state) is not None


def store_state(directory):
    """Return the state of the index on disk."""
    import sqlite3

    with sqlite3.connect(directory / DATABASE) as db:
        return State(
            *db.execute("SELECT identity, encoder, dimension, generation FROM meta").fetchone()
        )


def test_the_cache_of_a_later_time_is_not_used_for_an_older_copy(tmp_path):
    """When an older database is put back and changed as often, its vectors are its own."""
    directory = filled(tmp_path / "index", {"one": ["First."]})
    shutil.copy(directory / DATABASE, tmp_path / "backup")
    filled(directory, {"two": ["Second."]}, seed=60)
    cache = {name: (directory / name).read_bytes() for name in (VECTORS, MANIFEST)}
    shutil.copy(tmp_path / "backup", directory / DATABASE)
    filled(directory, {"three": ["Third."]}, seed=70)
    for name, content in cache.items():
        (directory / name).write_bytes(content)
    with readable(directory) as store:
        vector = made_entry("three", ["Third."], 70).vectors[0]
        best = store.search_dense(vector, 1)[0]
        assert best.score == pytest.approx(1)
        assert store.passages([best.passage])[best.passage].interview == "three"


def test_a_cache_that_cannot_be_written_loses_nothing(tmp_path, monkeypatch):
    """When there is no room for the cache, what was stored is found all the same."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.vectors.replace_file", full)
    directory = filled(tmp_path / "index", {"one": ["First."]})
    with readable(directory) as store:
        assert len(store.search_dense(QUESTION, 9)) == 1
