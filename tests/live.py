"""Real servers for tests: the application as a process, and sites that embed it."""

import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.conftest import ROOT

CHROMIUM = "/usr/bin/chromium"
KINDS = {"css": "text/css", "js": "text/javascript; charset=utf-8"}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(url, seconds=120):
    """Wait until a URL answers with a status below 400."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer in time")


@contextmanager
def running(index, *options, environment=None, stderr=None):
    """Run `app.py` on an index and yield its address once it can be asked."""
    port = free_port()
    command = [sys.executable, "app.py", "--port", str(port), "--index", str(index)]
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stderr=stderr)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


class _Site(BaseHTTPRequestHandler):
    def do_GET(self):
        """Return the page of the site, or nothing."""
        self.server.asked.append(self.path)
        found = self.server.pages.get(self.path.partition("?")[0])
        body, headers = found if isinstance(found, tuple) else (found, {})
        self.send_response(404 if body is None else 200)
        kind = KINDS.get(self.path.rpartition(".")[2], "text/html; charset=utf-8")
        for name, value in ({"Content-Type": kind} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def site(pages):
    """Serve pages ({path: HTML or (HTML, headers)}); yield the port and the paths asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.pages, server.asked = pages, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, server.asked
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def serving(app):
    """Serve an ASGI application from a thread of this process and yield its address."""
    import uvicorn

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
