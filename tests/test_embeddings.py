import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import embeddings
from index.schema import create_tables

DIMENSION = 4


@pytest.fixture
def db():
    """An empty index in memory."""
    with sqlite3.connect(":memory:", isolation_level=None) as db:
        create_tables(db, "made", DIMENSION)
        yield db


def test_a_text_keeps_the_vector_it_got_first(db):
    """Remembering a text again changes nothing."""
    embeddings.remember(db, ["a"], np.ones((1, DIMENSION), np.float32))
    row = embeddings.known(db, ["a"])
    embeddings.remember(db, ["a", "b"], np.zeros((2, DIMENSION), np.float32))
    assert embeddings.known(db, ["a", "unheard of"]) == row
    stored = db.execute("SELECT vector FROM embeddings WHERE row = ?", (row["a"],)).fetchone()[0]
    assert np.frombuffer(stored, np.float32).tolist() == [1.0] * DIMENSION


def test_a_sweep_drops_what_no_unit_uses(db):
    """Vectors without a unit go."""
    embeddings.remember(db, ["a", "b"], np.ones((2, DIMENSION), np.float32))
    assert embeddings.sweep(db) == 2
    assert embeddings.known(db, ["a", "b"]) == {}


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_a_digest_tells_texts_apart(one, other):
    """Equal texts have equal digests and different ones different, lone surrogates included."""
    assert (embeddings.digest(one) == embeddings.digest(other)) == (one == other)


def test_bytes_that_have_changed_are_an_error():
    """A vector whose checksum differs is not returned."""
    with pytest.raises(sqlite3.DatabaseError, match="checksum"):
        embeddings.intact(b"changed", 1)
