from itertools import count

import pytest
from hashing_encoder import HashingEncoder
from made_interviews import DIMENSION, ENCODER, TALKS, filled
from milvus_server import free_port

from index.address import read_milvus_address
from index.milvus_rows import Table
from index.milvus_tables import Tables
from qa.doctor import examined
from qa.index_health import index_findings

NUMBERS = count(1)


@pytest.fixture(autouse=True)
def _hashing(monkeypatch):
    """The encoder that the made indexes are built with, or another one when it is named."""

    def load(name, **_):
        made = HashingEncoder(name=name or "hashing")
        made.dimension = DIMENSION
        made.fingerprint = name or ENCODER
        return made

    monkeypatch.setattr("index.encoder.load_encoder", load)


@pytest.fixture
def address(milvus):
    """The address of an index of one interview on a real server."""
    address = f"milvus+{milvus}/health_{next(NUMBERS)}?index=FLAT"
    filled(address, {"talk": TALKS["harbour"]})
    return address


def check(address, encoder=None):
    return {each.subject: each for each in index_findings(address, encoder)}


def test_a_healthy_server_is_told_with_all_it_holds(address):
    """Version, counts and the encoder's fingerprint are told; files of another machine are well."""
    found = check(address)
    assert [(each.subject, each.state) for each in found.values()] == [
        ("server", "ok"), ("index", "ok"), ("files", "ok"),
    ]  # fmt: skip
    assert "milvus_lite-3" in found["server"].found
    assert f"paragraphs {len(TALKS['harbour'])}," in found["index"].found
    assert ENCODER in found["index"].found
    assert "another machine" in found["files"].found


def test_a_server_that_does_not_answer_is_a_problem():
    """Nobody listens there: the address is named, and nothing else is asked."""
    found = check(f"milvus+http://127.0.0.1:{free_port()}/any")
    assert list(found) == ["server"]
    assert found["server"].state == "problem"
    assert "http://127.0.0.1" in found["server"].found
    assert found["server"].advice.startswith("check that it runs")


def test_an_address_that_is_none_is_a_problem():
    """What cannot be an address is told with how it should look."""
    found = check("milvus+http://host/a-b")
    assert (found["server"].state, "write milvus+" in found["server"].advice) == ("problem", True)


def test_a_collection_that_is_not_there_is_told_with_the_command(milvus):
    """The server answers, the index is missing, and the command makes it."""
    found = check(f"milvus+{milvus}/never_made")
    assert (found["server"].state, found["index"].state) == ("ok", "problem")
    assert "run `python ingest.py --index milvus+" in found["index"].advice


def test_the_index_of_another_encoder_is_told(address):
    """Both fingerprints are named."""
    found = check(address, "made:other")["index"]
    assert (found.state, ENCODER in found.found) == ("problem", True)
    assert "'made:other'" in found.found


def test_rows_that_are_missing_are_told(address):
    """A server that has lost a paragraph is not healthy."""
    tables = Tables(read_milvus_address(address))
    lost = tables.find(Table.PARAGRAPHS, "", ["id"])[0]["id"]
    tables.delete(Table.PARAGRAPHS, f"id == {lost}")
    found = check(address)["index"]
    assert (found.state, "damaged" in found.found) == ("problem", True)
    assert found.advice.startswith("ingest the interviews")


def test_a_server_that_is_too_old_is_told(address, monkeypatch):
    """Full text came with 2.5."""
    monkeypatch.setattr(Tables, "server_version", lambda _: "v2.4.17")
    found = check(address)
    assert list(found) == ["server"]
    assert (found["server"].state, "2.5" in found["server"].advice) == ("problem", True)


def test_the_doctor_looks_at_the_library_too(address, tmp_path):
    """For an index on a server, pymilvus is compared with the tested version."""
    found = {each.subject: each for each in examined(address, None, tmp_path / "votes.sqlite")}
    assert (found["pymilvus"].state, found["index"].state) == ("ok", "ok")
    assert "disk" not in found
