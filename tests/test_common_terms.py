import sqlite3
from contextlib import closing

import pytest
from made_interviews import filled, made_entry, made_source, readable, writable

from index import common_terms
from index.grams import terms
from index.schema import DATABASE
from index.seal import SEAL

TALK = [f"common word{n}" for n in range(6)]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Let a table of three rows be a large one, and a term of two rows a common one."""
    monkeypatch.setattr(common_terms, "LARGE", 3)
    monkeypatch.setattr(common_terms, "_COMMON", 2)


def stored(directory):
    """Return {term: rows} as an index of one kind keeps them."""
    with closing(sqlite3.connect(directory / DATABASE)) as db:
        return dict(
            db.execute("SELECT term, rows FROM common_terms WHERE kind = 'paragraph'").fetchall()
        )


def test_an_ingest_counts_the_common_terms(tmp_path):
    """What several rows hold is counted, what one row holds is not."""
    assert stored(filled(tmp_path / "index", {"talk": TALK})) == {"common": 6}


def test_no_question_counts_a_common_term_again(tmp_path, monkeypatch):
    """The count that is kept is believed; a rare term is counted in the full text."""
    directory = filled(tmp_path / "index", {"talk": TALK})
    monkeypatch.setattr("index.fulltext._MOST_SCORED", 7)
    with closing(sqlite3.connect(directory / DATABASE)) as db:
        db.execute("UPDATE common_terms SET rows = 1 WHERE term = 'common'")
        assert common_terms.count(db, "paragraph", "common", kept=True) == 1
        assert common_terms.count(db, "paragraph", "common", kept=False) == 6
        assert common_terms.count(db, "paragraph", "word3", kept=True) == 1
        db.commit()
    (directory / SEAL).unlink()
    with readable(directory) as store:
        assert len(store.search_text(["common", "word3"], 50)) == 6


def test_little_growth_leaves_the_counts_and_much_renews_them(tmp_path):
    """Counts are renewed when the index has grown by more than a fifth, and when it has shrunk."""
    directory = filled(tmp_path / "index", {"talk": TALK})
    for name, texts, expected in (
        ("one", ["common again"], {"common": 6}),
        ("two", ["common more", "common most"], {"common": 9}),
    ):
        with writable(directory) as store:
            store.replace(made_source(name), [made_entry(name, texts)])
        assert stored(directory) == expected
    with writable(directory) as store:
        store.remove_source(made_source("talk").path)
    assert stored(directory) == {"common": 3}


def test_an_index_from_before_counts_and_is_given_counts(tmp_path):
    """An index without counts answers alike, and the next ingest brings them."""
    directory = filled(tmp_path / "index", {"talk": TALK})
    with closing(sqlite3.connect(directory / DATABASE)) as db:
        db.executescript("DROP TABLE common_terms; DROP TABLE common_terms_of;")
    (directory / SEAL).unlink()
    with readable(directory) as store:
        assert len(store.search_text(terms("common word2"), 50)) == 6
    with writable(directory) as store:
        store.replace(made_source("one"), [made_entry("one", ["nothing here"])])
    assert stored(directory) == {"common": 6}
