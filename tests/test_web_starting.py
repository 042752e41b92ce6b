import time
from threading import Event

from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.web.starting import StartingApp


def test_the_page_is_up_before_the_application_is():
    """`/` and `/healthz` answer at once, the rest says 503, then the application takes over."""
    gate = Event()

    def build():
        gate.wait(10)
        app = FastAPI()
        app.get("/")(lambda: "built")
        return app

    with TestClient(StartingApp(build)) as client:
        assert "Starting" in client.get("/").text
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/ask").status_code == 503
        gate.set()
        assert eventually(lambda: "built" in client.get("/").text)


def test_a_failed_start_is_told():
    """Who opens the page learns why there is none."""

    def build():
        raise RuntimeError("no room")

    with TestClient(StartingApp(build)) as client:
        assert eventually(lambda: "no room" in client.get("/").text)
        assert client.get("/").status_code == 503


def eventually(condition):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
