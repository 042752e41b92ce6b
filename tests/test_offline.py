"""The server as a process: it speaks to nobody but those who ask it, and is there at once."""

import os
import subprocess
import sys
import time

import httpx
import pytest

from tests.conftest import ROOT
from tests.live import free_port, running, wait_for

# Loaded by every Python that starts; an audit hook sees what no patched function would.
WATCH = """
import os, sys
def _watch(event, given):
    if event == "socket.getaddrinfo":
        host = given[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(given[1], tuple):
        host = given[1][0]
    else:
        return
    with open(os.environ["SEEN_HOSTS"], "a") as file:
        file.write(f"{host.decode() if isinstance(host, bytes) else host}\\n")
sys.addaudithook(_watch)
"""
OWN = {"127.0.0.1", "localhost", "::1", "None", "", "0.0.0.0"}  # noqa: S104 - only compared


@pytest.fixture
def watched(tmp_path):
    """An environment whose Python processes note each host that they look up or speak to."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    seen = tmp_path / "seen.txt"
    seen.touch()
    switches = ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED")
    kept = {name: value for name, value in os.environ.items() if name not in switches}
    return kept | {"PYTHONPATH": str(tmp_path), "SEEN_HOSTS": str(seen)}, seen


def hosts(seen):
    return set(seen.read_text().split("\n")) - OWN


def test_the_watch_sees_a_process_that_does_speak(watched):
    """Else the next test could not fail."""
    environment, seen = watched
    code = "import socket\ntry: socket.getaddrinfo('gradio.example', 80)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert hosts(seen) == {"gradio.example"}


@pytest.mark.slow
def test_the_server_makes_no_request(watched, default_index, tmp_path):
    """From start to stop, asked in every way: no analytics, no version check, no model hub."""
    from gradio_client import Client

    environment, seen = watched
    log = tmp_path / "log.txt"
    with (
        log.open("w") as stderr,
        running(
            default_index, "--feedback", str(tmp_path / "feedback.sqlite"),
            environment=environment, stderr=stderr,
        ) as address,
    ):  # fmt: skip
        for path in ("/", "/config", "/embed.js", "/interviews/shandong-miit", "/openapi.json"):
            assert httpx.get(f"{address}{path}", timeout=60).status_code == 200
        ask = {"question": "开通了多少个5G基站?"}
        assert httpx.post(f"{address}/api/ask", json=ask, timeout=60).json()["answerable"]
        client = Client(address, verbose=False)
        assert client.predict(ask["question"], api_name="/ask")["answerable"]
    assert hosts(seen) == set()
    assert '"outcome": "answered"' in log.read_text()
    assert "5G" not in log.read_text()


@pytest.mark.slow
def test_the_page_is_reachable_at_once(default_index, tmp_path):
    """Three seconds after the start at most, whatever has to be loaded behind it."""
    port = free_port()
    options = ["--port", str(port), "--index", str(default_index)]
    feedback = ["--feedback", str(tmp_path / "feedback.sqlite")]
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "app.py", *options, *feedback], cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/", 30)
        assert time.monotonic() - started < 3
    finally:
        process.terminate()
        process.wait(20)
