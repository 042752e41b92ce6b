from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_interviews import (
    DIMENSION,
    TALKS,
    filled,
    made_entry,
    made_source,
    readable,
    writable,
)

from index.errors import EncoderError


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
