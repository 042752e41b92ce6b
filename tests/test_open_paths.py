import pytest
from fastapi.testclient import TestClient
from guarded_app import guarded

from qa.web.guard import guard
from qa.web.loading import LazyAssistant
from qa.web.open_paths import is_limited, is_open, local_path
from qa.web.server import create_app
from tests.fake_assistant import FakeAssistant


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/x", "/gradio_api/proxy=https://x", "/gradio_api/stream/1/2/3/x.m3u8",
        "/gradio_api/component_server", "/gradio_api/deep_link", "/gradio_api/runs",
        "/gradio_api/run-history/connect", "/gradio_api/vibe-code", "/gradio_api/process_recording",
        "/gradio_api/custom_component/1/client/x/y", "/gradio_api/upload_progress", "/gradio_api",
        "/gradio_api/dev/reload", "/gradio_api/brand/new", "/monitoring", "/monitoring/summary",
        "/login", "/login/", "/logout", "/manifest.json", "/pwa_icon/5", "/svelte/x",
    ],
)  # fmt: skip
def test_what_no_feature_uses_is_closed(path):
    """Known doors and unknown ones under Gradio's prefix."""
    assert not is_open(path)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/config", "/theme.css", "/assets/index.js", "/static/chat.js", "/embed.js", "/readyz",
        "/interviews/login", "/gradio_api/info", "/gradio_api/queue/join", "/gradio_api/queue/data",
        "/gradio_api/heartbeat/abc", "/gradio_api/startup-events", "/gradio_api/call/ask",
        "/gradio_api/call/ask/event", "/gradio_api/run/ask", "/gradio_api/mcp", "/gradio_api/mcp/",
        "/gradio_api/cancel", "/favicon.ico", "/metrics", "/openapi.json",
    ],
)  # fmt: skip
def test_what_the_page_and_programs_need_is_open(path):
    """Its assets, its queue, the tools and MCP."""
    assert is_open(path)


def test_a_prefix_or_more_slashes_open_no_door():
    """The path is judged as the application would see it."""
    assert local_path("/qa/gradio_api/upload", ("/qa",)) == "/gradio_api/upload"
    assert local_path("//gradio_api//upload", ()) == "/gradio_api/upload"
    assert local_path("/qa", ("/qa",)) == "/"
    assert guarded(root_path="/qa/").get("/qa/monitoring").json()["error"]


def test_every_way_of_asking_is_counted():
    """Also those of programs."""
    asking = (
        "/api/ask", "/api/ask/stream", "/api/verify", "/api/feedback", "/gradio_api/queue/join",
        "/gradio_api/call/ask", "/gradio_api/run/ask/", "/gradio_api/mcp/",
    )  # fmt: skip
    assert all(is_limited("POST", path) for path in asking)
    assert not is_limited("GET", "/api/ask")
    assert not is_limited("POST", "/gradio_api/cancel")


@pytest.fixture(scope="module")
def real():
    """The whole application, guarded."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    with TestClient(guard(create_app(lazy))) as opened:
        yield opened


def test_the_page_still_loads(real):
    """The page, its settings, and every asset that it names."""
    page = real.get("/")
    assert page.status_code == 200
    assert "frame-ancestors" in page.headers["content-security-policy"]
    for path in ("/config", "/theme.css", "/gradio_api/info", "/gradio_api/startup-events"):
        assert real.get(path).status_code == 200
    assert real.post("/api/ask", json={"question": "多少基站?"}).json()["answerable"] is True


def test_uploads_and_files_are_closed(real):
    """Nothing can be left on the server or fetched from its disk."""
    upload = real.post("/gradio_api/upload", files={"files": ("a.txt", b"a")})
    assert upload.status_code == 404
    for path in ("/gradio_api/file=app.py", "/gradio_api/proxy=https://x.hf.space", "/monitoring"):
        assert real.get(path).status_code == 404


def test_an_event_of_the_page_can_be_queued(real):
    """The queue is open to the page itself."""
    config = real.get("/config").json()
    event = next(each for each in config["dependencies"] if each["api_name"] == "list_interviews")
    body = {"data": [], "fn_index": event["id"], "session_hash": "guard"}
    joined = real.post("/gradio_api/queue/join", json=body, headers={"Origin": "http://testserver"})
    assert "event_id" in joined.json()
