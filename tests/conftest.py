"""What several tests share: one index of the default interview, built once a session."""

from pathlib import Path

import pytest

from index.build import ingest
from index.encoder import load_encoder
from qa.assistant import Assistant

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
