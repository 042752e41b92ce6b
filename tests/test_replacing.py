import pytest

from index import replacing
from index.replacing import replace_file


def test_the_new_content_is_there_and_nothing_else(tmp_path):
    """A file is made and replaced; no temporary one stays."""
    for data in (b"old", b"the new one"):
        replace_file(tmp_path / "file", data)
        assert (tmp_path / "file").read_bytes() == data
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_failure_leaves_the_old_content(tmp_path, monkeypatch):
    """When the disk takes no more, the old file stays and the temporary one goes."""
    replace_file(tmp_path / "file", b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(replacing.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
