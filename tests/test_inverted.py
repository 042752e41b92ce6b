import numpy as np
import pytest
from made_interviews import made_entry, made_source, readable, writable

from index import inverted
from index.store import Entry
from index.vectors import VECTORS, State, VectorIndex

DIMENSION = 32
COUNT = 3000
STATE = State("identity", "encoder", DIMENSION, 1)


def clustered(count, seed=0):
    """Return unit vectors in clusters, all turned towards one side as sentence vectors are."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(60, DIMENSION))
    vectors = 2 + centres[random.integers(0, 60, count)] + random.normal(size=(count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


VECTORS_OF = clustered(2 * COUNT)
ROWS = np.arange(1, COUNT + 1) * 3


def fetch(rows):
    """Read the vectors of rows in two parts."""
    return [(some, VECTORS_OF[some // 3]) for some in np.array_split(rows, 2) if len(some)]


@pytest.fixture(autouse=True)
def _large(monkeypatch):
    """Make an index of a few hundred units a large one."""
    monkeypatch.setattr("index.vectors.LARGE", 300)


@pytest.fixture
def index():
    made = VectorIndex.build(DIMENSION, ROWS, fetch)
    assert not made.exact
    return made


def share_found(index, rows, depth=40):
    """Return how many of the ten nearest rows are among what is found, for fifty questions."""
    questions = VECTORS_OF[100:150] + VECTORS_OF[300:350]
    hits = 0
    for question in questions:
        nearest = rows[np.argsort(-(VECTORS_OF[rows // 3] @ question))[:10]]
        hits += len({row for row, _ in index.search(question, depth)} & set(nearest.tolist()))
    return hits / 500


def test_the_nearest_are_found(index):
    """Of the ten nearest rows at least 98 in a hundred are among the candidates."""
    assert share_found(index, ROWS) >= 0.98


def test_fewer_lists_are_searched_than_there_are(index):
    """A search reads part of the index, or it would be no faster than comparing everything."""
    assert 0 < index._index.nprobe < index._index.nlist


def test_what_is_added_and_removed_is_noticed(index):
    """After an update the new rows are found and the removed ones are not, merged or beside."""
    wanted = np.concatenate([ROWS[:500], ROWS[1500:], ROWS[-1] + 3 * np.arange(1, 400)])
    updated = index.updated(wanted, fetch)
    for each in (updated, updated.merged()):
        assert each.count == len(wanted)
        assert share_found(each, wanted) >= 0.98
        found = {row for row, _ in each.search(VECTORS_OF[1000], 10_000)}
        assert found <= set(wanted.tolist())
    assert share_found(index, ROWS) >= 0.98


def test_the_cache_is_the_index_it_was_written_from(index, tmp_path):
    """A loaded index finds the same rows in the same order and knows its rows."""
    index.updated(ROWS[5:], fetch).save(tmp_path, STATE)
    loaded = VectorIndex.load(tmp_path, STATE)
    assert loaded is not None
    assert not loaded.exact
    assert loaded._index.nprobe == index._index.nprobe
    assert inverted.rows_of(loaded._index).tolist() == ROWS[5:].tolist()
    assert share_found(loaded, ROWS[5:]) >= 0.98


@pytest.mark.parametrize("at", [0.01, 0.3, 0.6, 0.99])
def test_damage_is_noticed(index, tmp_path, at):
    """A flipped bit or a cut anywhere in the file makes it no cache."""
    index.save(tmp_path, STATE)
    whole = (tmp_path / VECTORS).read_bytes()
    place = int(len(whole) * at)
    for spoilt in (whole[:place], whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]):
        (tmp_path / VECTORS).write_bytes(spoilt)
        assert VectorIndex.load(tmp_path, STATE) is None


@pytest.mark.parametrize(
    ("count", "suits"), [(100, False), (200, True), (COUNT, True), (COUNT * 100, False)]
)
def test_the_form_follows_the_number_of_units(index, count, suits):
    """An index that has shrunk or grown much is made anew; one that changed a little is not."""
    assert index.suits(count) == suits


def talk(name, count, seed):
    """Return an entry of single-sentence paragraphs with clustered vectors."""
    entry = made_entry(name, [f"Sentence {n} of {name}." for n in range(count)], seed, DIMENSION)
    return Entry(entry.interview, entry.units, clustered(len(entry.units), seed))


def test_a_large_store_scores_exactly(tmp_path):
    """What the lists find is scored by the stored vectors, and one interview is searched whole."""
    talks = {name: talk(name, 200, seed) for seed, name in enumerate("abc")}
    with writable(tmp_path, dimension=DIMENSION) as store:
        for name, entry in talks.items():
            store.replace(made_source(name), [entry])
    everything = np.concatenate([entry.vectors for entry in talks.values()])
    with readable(tmp_path, dimension=DIMENSION) as store:
        for question in clustered(20, seed=5):
            found = [hit.score for hit in store.search_dense(question, 10)]
            assert found == sorted(found, reverse=True)
            best = np.sort(everything @ question)[::-1]
            assert found[0] == pytest.approx(best[0], abs=1e-5)
            here = [hit.score for hit in store.search_dense(question, 30, "b")]
            expected = np.sort(talks["b"].vectors @ question)[::-1][:30]
            assert np.allclose(here, expected, atol=1e-5)


def test_lists_are_trained_once(tmp_path, monkeypatch):
    """A file more or less goes into the lists there are; crossing the limit makes them."""
    trained = []
    build = inverted.build
    monkeypatch.setattr(inverted, "build", lambda *a: trained.append(1) or build(*a))
    for name, expected in (("a", 0), ("b", 1), ("c", 1)):
        with writable(tmp_path, dimension=DIMENSION) as store:
            store.replace(made_source(name), [talk(name, 200, ord(name))])
        assert len(trained) == expected
    with writable(tmp_path, dimension=DIMENSION) as store:
        store.remove_source("/made/a.txt")
    with readable(tmp_path, dimension=DIMENSION) as store:
        for name in "bc":
            wanted = talk(name, 200, ord(name)).vectors[17]
            assert store.search_dense(wanted, 1)[0].score == pytest.approx(1, abs=1e-5)
        gone = talk("a", 200, ord("a")).vectors[17]
        assert store.search_dense(gone, 1)[0].score < 0.9999
    assert len(trained) == 1
