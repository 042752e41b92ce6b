import io
import zipfile

import pytest
from hashing_encoder import HashingEncoder

from index import archive
from index.archive import members
from index.build import ingest
from index.documents import Content
from index.errors import SourceError
from index.store import Store

TALK = "Host: When did the harbour open?\n\nAnna: It opened in {}, in the spring.\n"


def zipped(files):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return stored.getvalue()


def found(files):
    return list(members(Content("all.zip", "/talks/all.zip", zipped(files))))


def test_interviews_are_found_with_their_side_files():
    """Any depth; hidden files, side files and other formats are no interviews."""
    files = {"b/a.txt": "x", "b/a.meta.yaml": "title: T", ".x.txt": "", "c.png": "", "d.md": "y"}
    one, other = found({**files, "__MACOSX/a.txt": ""})
    assert (one.name, one.data) == ("all.zip/b/a.txt", b"x")
    assert one.side == ("/talks/all.zip/b/a.meta.yaml", b"title: T")
    assert other.name == "all.zip/d.md"


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "..\\a.txt", "C:/a"])
def test_names_that_point_outside_are_refused(name):
    """An archive that would write elsewhere is not trusted with anything."""
    with pytest.raises(SourceError, match="points outside"):
        found({"good.txt": "x", name: "y"})


def test_a_bomb_is_refused_before_it_is_unpacked():
    """What swells as no text does is not opened."""
    with pytest.raises(SourceError, match="harmful"):
        found({"a.txt": b"\0" * (40 << 20)})


def test_limits_are_told(monkeypatch):
    """Too many and too large files are refused with the limit."""
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    with pytest.raises(SourceError, match="more than 1 files"):
        found({"a.txt": "x", "b.txt": "y"})
    monkeypatch.setattr(archive, "MOST_FILES", 10)
    monkeypatch.setattr(archive, "MOST_BYTES_EACH", 3)
    with pytest.raises(SourceError, match="divide it"):
        found({"a.txt": "four"})


def test_a_broken_member_is_its_own_problem():
    """The others are read; a zip file within is named."""
    one, other = found({"a.txt": "x", "b.zip": zipped({"c.txt": "z"})})
    assert one.name == "all.zip/a.txt"
    assert "unpack it" in str(other)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", zipped({"a.txt": "x" * 99})[:-30]])
def test_a_broken_archive_says_so(data):
    """One sentence, naming the file."""
    with pytest.raises(SourceError, match=r"/talks/all\.zip is damaged"):
        list(members(Content("all.zip", "/talks/all.zip", data)))


def test_an_archive_is_replaced_as_a_whole(tmp_path):
    """What the new version lacks is gone, and a member that fails keeps nobody out."""
    packed, index, encoder = tmp_path / "all.zip", tmp_path / "index", HashingEncoder()
    packed.write_bytes(zipped({"a.txt": TALK.format(1931), "b.txt": TALK.format(1950)}))
    ingest([packed], index, encoder)
    packed.write_bytes(zipped({"b.txt": TALK.format(1960), "bad.json": "{}"}))
    summary = ingest([packed], index, encoder)
    assert [event.outcome for event in summary.events] == ["changed", "failed"]
    with Store.open(index, encoder_fingerprint="hashing:8", dimension=8) as store:
        assert [each.id for each in store.interviews()] == ["b"]
        assert "1960" in store.interview("b").text
    again = ingest([packed], index, encoder)
    assert [event.outcome for event in again.events] == ["changed", "failed"]
