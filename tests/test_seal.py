import sqlite3
from contextlib import closing

import pytest

from index.schema import DATABASE
from index.seal import SEAL, break_seal, check_seal, is_sealed, put_seal


@pytest.fixture
def sealed(tmp_path):
    """A connection to a small sealed database in `tmp_path`."""
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as db:
        db.execute("CREATE TABLE said(words)")
        db.execute("INSERT INTO said VALUES('It opened in 1931.')")
        put_seal(db, tmp_path, "first")
        yield db


def test_a_seal_speaks_of_one_state(sealed, tmp_path):
    """For any other state there is none, so there is nothing to compare."""
    assert is_sealed(tmp_path, "first")
    assert not is_sealed(tmp_path, "second")
    sealed.execute("UPDATE said SET words = 'It opened in 1913.'")
    check_seal(sealed, tmp_path, "second")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE said SET words = 'It opened in 1913.'", "INSERT INTO said VALUES(zeroblob(20000))"],
)
def test_a_database_that_is_not_what_was_written_is_refused(sealed, tmp_path, statement):
    """Of the same size or of another, it is named together with the seal that shows it."""
    check_seal(sealed, tmp_path, "first")
    sealed.execute(statement)
    with pytest.raises(sqlite3.DatabaseError, match=f"{DATABASE}.*{SEAL}"):
        check_seal(sealed, tmp_path, "first")


def test_a_broken_seal_is_gone_and_may_be_broken_again(sealed, tmp_path):
    """Every writer breaks it first, whether or not there is one; what it holds stays readable."""
    for _ in range(2):
        break_seal(tmp_path)
        assert not is_sealed(tmp_path, "first")
        assert not (tmp_path / SEAL).exists()
    sealed.execute("UPDATE said SET words = 'It opened in 1913.'")
    check_seal(sealed, tmp_path, "first")


def test_a_new_seal_takes_the_place_of_the_old_one(sealed, tmp_path):
    """What the last writer left is what counts."""
    sealed.execute("UPDATE said SET words = 'It opened in 1913.'")
    put_seal(sealed, tmp_path, "second")
    check_seal(sealed, tmp_path, "second")
    assert [is_sealed(tmp_path, name) for name in ("first", "second")] == [False, True]


def test_a_seal_with_a_flipped_bit_is_none(sealed, tmp_path):
    """In whichever byte: it never makes a sound database look damaged."""
    content = (tmp_path / SEAL).read_bytes()
    for bit in range(0, len(content) * 8, 5):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        (tmp_path / SEAL).write_bytes(flipped)
        assert not is_sealed(tmp_path, "first"), bit
    check_seal(sealed, tmp_path, "first")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b'{"digest": ""}'])
def test_what_is_no_seal_at_all_is_none(sealed, tmp_path, content):
    """Other JSON in its place, or nothing, is as if there were no seal."""
    (tmp_path / SEAL).write_bytes(content)
    assert not is_sealed(tmp_path, "first")
    check_seal(sealed, tmp_path, "first")


def test_a_large_database_that_cannot_be_read_is_an_error(tmp_path, monkeypatch):
    """The other process's failure is told, not taken for a digest."""
    monkeypatch.setattr("index.seal._IN_MEMORY", -1)
    (tmp_path / DATABASE).mkdir()
    refused = pytest.raises(sqlite3.DatabaseError, match="cannot be read")
    with closing(sqlite3.connect(":memory:")) as db, refused:
        put_seal(db, tmp_path, "first")
    assert not is_sealed(tmp_path, "first")
