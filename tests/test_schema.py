import shutil
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_interviews import TALKS, filled, readable, writable

from index.errors import IndexForeign, IndexMissing, InterviewError, StoreError
from index.schema import DATABASE, VERSION


@pytest.fixture
def directory(tmp_path):
    return filled(tmp_path / "index", {"talk": ["Hello there."]})


def test_a_missing_folder_is_told_with_the_command(tmp_path):
    """Without an index the error names the folder and the command that makes one."""
    with pytest.raises(IndexMissing, match=r"none.*python ingest\.py --index .*none"):
        readable(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexMissing):
        readable(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize("opened", [readable, writable])
def test_a_folder_with_other_files_is_refused(tmp_path, opened):
    """A folder that holds somebody's files and no index is neither read nor written to."""
    (tmp_path / "thesis.doc").write_text("x")
    with pytest.raises(IndexForeign, match=r"thesis\.doc"):
        opened(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("opened", [readable, writable])
def test_a_file_is_no_folder(tmp_path, opened):
    """An index path that is a file is refused."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexForeign, match="is a file"):
        opened(tmp_path / "file")


@pytest.mark.parametrize("opened", [readable, writable])
@pytest.mark.parametrize(("change", "said"), [(-1, "older"), (1, "newer")])
def test_another_version_is_refused_with_the_command(directory, opened, change, said):
    """An index of an older or newer version says which and what to run."""
    with sqlite3.connect(directory / DATABASE) as db:
        db.execute(f"PRAGMA user_version = {VERSION + change}")
    with pytest.raises(IndexForeign, match=rf"{said} version.*python ingest\.py"):
        opened(directory)


@pytest.mark.parametrize("opened", [readable, writable])
def test_the_database_of_another_program_is_left_alone(tmp_path, opened):
    """A SQLite file that is not ours is refused and not changed."""
    path = tmp_path / DATABASE
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes(text)")
    before = path.read_bytes()
    with pytest.raises(IndexForeign, match="another program"):
        opened(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opened", [readable, writable])
@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 500]
)
def test_a_file_that_is_no_database_is_refused(tmp_path, opened, content):
    """Garbage in the place of the database is named and kept."""
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(StoreError, match=r"index|damaged"):
        opened(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == content


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_database_is_damage_or_missing_never_an_answer(directory, part):
    """A database that was cut off is refused in one sentence, at opening or when it is read."""
    path = directory / DATABASE
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])

    def use():
        with readable(directory) as store:
            store.interview("talk")
            store.search_text(["hello"], 5)
            store.search_text(["hello"], 5, kind="sentence")
            store.units([1])

    with pytest.raises(StoreError, match=r"ingest\.py"):
        use()


@pytest.mark.parametrize("content", [b"", None])
def test_a_creation_that_was_cut_off_can_be_repeated(directory, content):
    """An empty file, or a database without tables, is no index to readers and fine to writers."""
    path = directory / DATABASE
    shutil.rmtree(directory)
    directory.mkdir()
    if content is None:
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA journal_mode = WAL")
    else:
        path.write_bytes(content)
    with pytest.raises(IndexMissing):
        readable(directory)
    filled(directory, {"talk": ["Hello again."]})
    with readable(directory) as store:
        assert store.interview("talk").text == "Hello again."


def test_a_deleted_database_is_rebuilt_beside_what_is_left(directory):
    """When only the cache is left, readers are told, and a new index is not mixed with it."""
    (directory / DATABASE).unlink()
    with pytest.raises(IndexMissing):
        readable(directory)
    filled(directory, {"new": ["Quite new."]}, seed=5)
    with readable(directory) as store:
        assert [each.id for each in store.interviews()] == ["new"]


def test_a_database_deleted_under_a_reader_is_told(directory):
    """An open reader says that the index is gone instead of answering from what was."""
    with readable(directory) as store:
        (directory / DATABASE).unlink()
        with pytest.raises(IndexMissing):
            store.interviews()


@settings(max_examples=80, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_never_changes_what_is_quoted(tmp_path_factory, place, bit):
    """Wherever a bit of the database flips, an interview comes back as it was or is refused."""
    whole = tmp_path_factory.getbasetemp() / "whole"
    if not whole.exists():
        filled(whole, TALKS)
    with readable(whole) as store:
        expected = {each.id: store.interview(each.id) for each in store.interviews()}
    directory = tmp_path_factory.mktemp("flipped")
    content = bytearray((whole / DATABASE).read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    (directory / DATABASE).write_bytes(content)
    try:
        with readable(directory) as store:
            found = {each.id: store.interview(each.id) for each in store.interviews()}
            passages = store.passages(range(20))
    except InterviewError:
        return
    assert found.items() <= expected.items()
    assert all(
        passage.paragraph in expected[passage.interview].paragraphs for passage in passages.values()
    )
