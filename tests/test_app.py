import socket
import subprocess
import sys
from urllib.parse import urlsplit

from tests.conftest import ROOT
from tests.live import running


def test_a_taken_port_is_one_sentence():
    """The port is named, no traceback, exit code 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "app.py", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_stopping_under_an_open_page_prints_no_traceback(default_index, tmp_path):
    """A page keeps its connection; the server stops within seconds all the same."""
    with (tmp_path / "errors.txt").open("w+") as errors:
        with running(default_index, stderr=errors) as address:
            open_page = socket.create_connection(
                (urlsplit(address).hostname, urlsplit(address).port)
            )
            open_page.sendall(b"GET /gradio_api/heartbeat/page HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in open_page.recv(100)
        open_page.close()
        errors.seek(0)
        assert "Traceback" not in errors.read()
