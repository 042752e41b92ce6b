import shutil
import sqlite3
from contextlib import contextmanager

import numpy as np
from made_interviews import DIMENSION, TALKS, filled, made_entry, made_source, writable

from index.connections import Connections, Link
from index.dense import DenseSearch
from index.schema import DATABASE
from index.vectors import State

QUESTION = np.ones(DIMENSION, np.float32)


@contextmanager
def seen(directory):
    """Give a link to an index and the state that it sees."""
    connections = Connections(directory)
    with connections.snapshot() as link:
        query = "SELECT identity, encoder, dimension, generation FROM meta"
        yield link, State(*link.db.execute(query).fetchone())
    connections.close()


def add(directory, name, texts=("More of it.",), seed=9):
    """Put one more interview into an index."""
    with writable(directory) as store:
        store.replace(made_source(name), [made_entry(name, list(texts), seed)])


def test_the_same_state_is_made_once(tmp_path):
    """A second question about the same state finds the vectors in memory; a change makes new."""
    directory = filled(tmp_path / "index", TALKS)
    search = DenseSearch(directory)
    with seen(directory) as (link, state):
        held = search.current(link, state)
        assert search.current(link, state) is held
    add(directory, "new")
    with seen(directory) as (link, state):
        assert search.current(link, state).count == held.count + 1


def test_an_older_snapshot_takes_the_newer_vectors(tmp_path):
    """Two askers at different generations do not make each other's vectors again and again."""
    directory = filled(tmp_path / "index", TALKS)
    search = DenseSearch(directory)
    with seen(directory) as (old_link, old):
        add(directory, "new")
        with seen(directory) as (link, state):
            newer = search.current(link, state)
        assert search.current(old_link, old) is newer


def test_vectors_of_another_file_are_not_served(tmp_path):
    """A file put in the place of the old one counts, even at an earlier generation."""
    directory = filled(tmp_path / "index", TALKS)
    other = filled(tmp_path / "other", {"alone": ["One sentence."]})
    search = DenseSearch(directory)
    with seen(directory) as (link, state):
        assert search.current(link, state).count > 1
    with seen(other) as (link, state):
        assert search.current(link, state).count == 1


def test_an_ingest_reads_only_the_vectors_that_were_added(tmp_path):
    """Beginning from the cache of the state before, the other vectors are not read again."""
    directory = filled(tmp_path / "index", {"old": ["First.", "Second."]})
    cache = tmp_path / "cache"
    shutil.copytree(directory, cache)
    with seen(directory) as (_, before):
        pass
    add(directory, "new")
    with sqlite3.connect(directory / DATABASE) as db:
        db.execute("UPDATE embeddings SET vector = zeroblob(32) WHERE row <= 2")
        db.execute("UPDATE meta SET identity = 'unsealed'")
        link = Link(db, (1,))
        state = State("unsealed", before.encoder, before.dimension, before.generation + 1)
        search = DenseSearch(cache)
        search.resume(link, before)
        found = search.everywhere(link, state, QUESTION, 9)
    assert sorted(row for row, _ in found) == [1, 2, 3]


def test_units_alike_keep_their_order(tmp_path):
    """Of units with the same score those that stand first in the interview come first."""
    texts = ["The same.", "Another.", "The same.", "The same."]
    entry = made_entry("talk", texts)
    entry.vectors[:] = QUESTION / np.linalg.norm(QUESTION)
    directory = tmp_path / "index"
    with writable(directory) as store:
        store.replace(made_source("talk"), [entry])
    with seen(directory) as (link, _):
        search = DenseSearch(directory)
        assert [row for row, _ in search.within(link, 1, QUESTION, 3)] == [1, 2, 3]
        assert search.within(link, 1, QUESTION, 0) == []


def test_nobodys_question_waits_for_lists_to_be_trained(tmp_path, monkeypatch):
    """An index that has outgrown comparing everything is searched so until it is saved."""
    directory = filled(tmp_path / "index", {"old": ["First."]})
    search = DenseSearch(directory)
    with seen(directory) as (link, state):
        search.current(link, state)
    monkeypatch.setattr("index.vectors.LARGE", 100)
    add(directory, "long", [f"Sentence {n} of it." for n in range(400)])
    with seen(directory) as (link, state):
        assert search.current(link, state).exact
        assert not search.settled(link, state).exact
        assert not search.current(link, state).exact
