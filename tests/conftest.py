"""What several tests share: indexes, and the chat as a process, each made once a session."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from store_places import FolderPlaces, MilvusPlaces

from index.build import ingest
from index.encoder import load_encoder
from qa.assistant import Assistant
from tests.milvus_server import milvus_server

# How long an example takes says how busy the machine is.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "data" / "interviews"


@pytest.fixture(scope="session")
def encoder():
    """The bundled encoder, loaded once."""
    return load_encoder(threads=1)


@pytest.fixture(scope="session")
def default_index(tmp_path_factory, encoder):
    """The folder of an index of the default interview."""
    folder = tmp_path_factory.mktemp("default-index")
    summary = ingest([DEFAULT], folder, encoder)
    assert not summary.failed
    return folder


@pytest.fixture(scope="session")
def assistant(default_index):
    """An assistant for the default interview."""
    with Assistant.open(default_index, threads=1) as opened:
        yield opened


@pytest.fixture(scope="session")
def milvus(tmp_path_factory):
    """The address of a Milvus server that runs as long as the tests."""
    with milvus_server(tmp_path_factory.mktemp("milvus")) as uri:
        yield uri


@pytest.fixture(scope="session", params=["folder", "milvus"])
def places(request, tmp_path_factory):
    """Where indexes can be: in a folder, and on a Milvus server."""
    if request.param == "folder":
        return FolderPlaces(tmp_path_factory)
    return MilvusPlaces(request.getfixturevalue("milvus"))


@pytest.fixture(scope="session")
def votes(tmp_path_factory):
    """The file that the chat keeps votes in."""
    return tmp_path_factory.mktemp("votes") / "votes.sqlite"


@pytest.fixture(scope="module")
def browser():
    """Run one browser for a module."""
    from tests.chat_page import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def chat_address(default_index, votes):
    """Run the chat about the default interview; yield its address."""
    from tests.live import running

    options = ("--feedback", str(votes), "--questions-per-minute", "0")
    with running(default_index, *options) as address:
        yield address


@pytest.fixture(scope="session")
def several_address(encoder, tmp_path_factory):
    """Run the chat about three interviews, of which one is hostile; yield its address."""
    from tests.chat_page import HARBOUR, HOSTILE_TALK
    from tests.live import running

    folder = tmp_path_factory.mktemp("several")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "hostile.txt").write_text(HOSTILE_TALK, encoding="utf-8")
    summary = ingest([DEFAULT, folder], folder / "index", encoder)
    assert not summary.failed
    options = ("--feedback", str(folder / "votes.sqlite"), "--questions-per-minute", "0")
    with running(folder / "index", *options) as address:
        yield address
