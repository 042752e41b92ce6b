import sqlite3
import zlib
from contextlib import closing

import pytest
from made_interviews import TALKS, filled

from index.examination import examine
from index.schema import DATABASE


@pytest.fixture
def db(tmp_path):
    """The database of an index, open to whoever wants to harm it."""
    path = filled(tmp_path / "index", TALKS) / DATABASE
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def test_what_was_written_passes_and_stays_as_it_is(db):
    """Looking at every row of an index changes none."""
    before = list(db.iterdump())
    db.execute("PRAGMA query_only = ON")
    examine(db)
    assert list(db.iterdump()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE units SET first = first + 1 WHERE kind = 'sentence' AND row % 2",
        "UPDATE units SET embedding = (SELECT max(row) FROM embeddings) WHERE row = 1",
        "UPDATE units SET interview = 2 WHERE row = 1",
        "UPDATE embeddings SET digest = zeroblob(16) WHERE row = 1",
    ],
)
def test_a_unit_is_the_text_that_was_embedded(db, statement):
    """Moved by a character, with another's vector or in another's interview, it is damage."""
    db.execute(statement)
    with pytest.raises(sqlite3.DatabaseError, match="not the text that was embedded"):
        examine(db)


def test_a_vector_has_the_dimension_of_the_index(db):
    """One of another length is damage, though its checksum be right."""
    short = bytes(16)
    values = (short, zlib.crc32(short))
    db.execute("UPDATE embeddings SET vector = ?, checksum = ? WHERE row = 1", values)
    with pytest.raises(sqlite3.DatabaseError, match="vector"):
        examine(db)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM sources WHERE sha256 = 'sha of school'", "not there"),
        ("DELETE FROM embeddings WHERE row = 1", "not there"),
        ("DELETE FROM paragraphs WHERE id = 'school#p1'", "not there"),
        ("UPDATE paragraphs SET number = 9 WHERE id = 'school#p1'", "lacks paragraphs"),
        ("UPDATE interviews SET id = 'other' WHERE id = 'school'", "not where its paragraphs say"),
    ],
)
def test_rows_that_are_missing_or_out_of_place_are_damage(db, statement, found):
    """Whatever a row leans on must be there, and be what the row says it is."""
    db.execute(statement)
    with pytest.raises(sqlite3.DatabaseError, match=found):
        examine(db)


@pytest.mark.parametrize("kind", ["paragraph", "sentence"])
def test_full_text_must_hold_the_terms_of_its_rows(db, kind):
    """Terms that changed behind the back of their index would be found no more."""
    db.execute(f"UPDATE {kind}_terms_content SET c0 = 'never said' WHERE id = 1 OR id = 2")
    with pytest.raises(sqlite3.DatabaseError):
        examine(db)
