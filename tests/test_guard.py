import base64

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from index.errors import InterviewError
from qa.web.guard import GuardSettings, guard
from qa.web.limits import Buckets, client_key
from qa.web.loading import LazyAssistant
from qa.web.open_paths import is_limited, is_open, local_path
from qa.web.origins import checked_site, is_allowed
from qa.web.server import create_app
from tests.fake_assistant import FakeAssistant

PAPER, STRANGER = "https://news.example", "https://evil.example"
LOCKED = {"user": "u", "password": "p"}
WITH_TOKEN = {**LOCKED, "token": "t"}


async def echo(request):
    return JSONResponse({"size": len(await request.body())})


async def plain(_request):
    # What a framework inside might say must not be the last word.
    headers = {"access-control-allow-origin": "*", "x-frame-options": "DENY"}
    return PlainTextResponse("here", headers=headers)


def guarded(**settings):
    paths = ["/", "/healthz", "/embed.js", "/api/interviews", "/gradio_api/upload", "/monitoring"]
    routes = [Route(path, plain) for path in paths]
    asking = ["/api/ask", "/api/feedback", "/gradio_api/queue/join", "/gradio_api/mcp", "/other"]
    routes += [Route(path, echo, methods=["POST"]) for path in asking]
    return TestClient(guard(Starlette(routes=routes), GuardSettings(**settings)))


def basic(user, password):
    return {
        "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    }


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def sentence(response):
    assert list(response.json()) == ["error"]
    return response.json()["error"]


def test_every_response_says_what_may_be_loaded_and_who_may_embed():
    """Pages, refusals and errors carry the same headers."""
    client = guarded(sites=(PAPER,))
    for path in ("/", "/nowhere", "/gradio_api/upload"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        ancestors = policy.rpartition("frame-ancestors ")[2]
        assert ancestors == f"'self' http://localhost:* http://127.0.0.1:* {PAPER}"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "x-frame-options" not in headers


def test_only_allowed_origins_may_read():
    """The application's own, wider permission is taken back."""
    client = guarded(sites=(PAPER,))
    allowed = client.get("/api/interviews", headers={"Origin": PAPER}).headers
    assert allowed["access-control-allow-origin"] == PAPER
    assert "Origin" in allowed["vary"]
    refused = client.get("/api/interviews", headers={"Origin": STRANGER}).headers
    assert "access-control-allow-origin" not in refused


def preflight(client, origin, path="/api/ask"):
    wishes = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    return client.options(path, headers={"Origin": origin} | wishes)


def test_a_preflight_is_answered_for_allowed_origins_without_a_password():
    """A browser asks before it sends the password."""
    client = guarded(sites=(PAPER,), **LOCKED)
    for path in ("/api/ask", "/embed.js"):
        answer = preflight(client, PAPER, path)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == PAPER
        assert "POST" in answer.headers["access-control-allow-methods"]
        assert answer.headers["access-control-allow-headers"] == "authorization, content-type"


def test_a_strangers_preflight_is_refused():
    """No permission is given to an origin that is not named."""
    answer = preflight(guarded(sites=(PAPER,)), STRANGER)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", [STRANGER, "null", "http://testserver.evil.example"])
def test_posts_of_strange_pages_are_refused(origin):
    """Whatever is posted to: another site's page cannot make its readers ask."""
    client = guarded()
    for path in ("/api/ask", "/gradio_api/queue/join", "/other"):
        answer = client.post(path, json={}, headers={"Origin": origin})
        assert answer.status_code == 403
        assert origin in sentence(answer)


@pytest.mark.parametrize(
    "origin", ["", "http://testserver", "http://localhost:8000", "https://127.0.0.1", PAPER]
)
def test_posts_of_allowed_pages_and_programs_pass(origin):
    """Programs send no origin; our own page, local pages and named sites are allowed."""
    headers = {"Origin": origin} if origin else {}
    assert guarded(sites=(PAPER,)).post("/api/ask", json={}, headers=headers).status_code == 200


def test_behind_a_trusted_proxy_the_forwarded_host_is_ours():
    """Else anyone could name a host of their own."""
    headers = {"Origin": PAPER, "X-Forwarded-Host": "news.example"}
    assert guarded(trust_proxy=True).post("/api/ask", headers=headers).status_code == 200
    assert guarded().post("/api/ask", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "site", ["news.example", "https://news.example/path", "https://*.example", "https://a; b", "*"]
)
def test_a_site_that_is_no_origin_is_told(site):
    """A slip in the settings is a sentence at the start, not a door left open."""
    with pytest.raises(InterviewError, match="no origin"):
        GuardSettings(sites=(site,))


def test_sites_are_written_as_browsers_write_them():
    """A slash at the end, capitals and the usual port make no difference."""
    assert checked_site("HTTPS://News.Example:443/") == PAPER
    assert is_allowed(PAPER, (PAPER,), "")
    assert not is_allowed("", (), "")
    assert not is_allowed("http://localhost.evil.example", (), "")


def test_everything_but_the_health_check_asks_for_the_password():
    """Right user and password open, everything else is asked again."""
    settings = {"user": "editor", "password": "pa:ss 词"}
    client = guarded(**settings)
    assert client.get("/healthz").status_code == 200
    for wrong in ({}, basic("editor", "no"), basic("x", "pa:ss 词"), {"Authorization": "Basic ?"}):
        answer = client.get("/", headers=wrong)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic ")
    assert client.get("/", headers=basic("editor", "pa:ss 词")).status_code == 200


def test_the_token_opens_rest_and_mcp_only():
    """A program needs no password, and its token is none for people."""
    client = guarded(**WITH_TOKEN)
    assert client.post("/api/ask", headers=bearer("t")).status_code == 200
    assert client.post("/gradio_api/mcp", headers=bearer("t")).status_code == 200
    assert client.get("/", headers=bearer("t")).status_code == 401
    assert client.post("/api/ask", headers=bearer("wrong")).status_code == 401
    unset = guarded(**LOCKED)
    assert unset.post("/api/ask", headers=bearer("")).status_code == 401


@pytest.mark.parametrize("settings", [{"user": "u"}, {"password": "p"}, {"token": "t"}])
def test_half_a_lock_is_told(settings):
    """A password that would never be asked for is refused at the start."""
    with pytest.raises(InterviewError):
        GuardSettings(**settings)


def test_secrets_are_not_shown():
    """Settings can be logged."""
    settings = {"user": "u", "password": "secret1", "token": "secret2"}
    shown = repr(GuardSettings(**settings))
    assert "secret" not in shown


def test_guessing_passwords_is_limited():
    """After too many guesses even the answer 'wrong' has to be waited for."""
    client = guarded(**LOCKED, questions_per_minute=2)
    statuses = [client.get("/", headers=basic("u", "no")).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    assert client.get("/", headers=basic("u", "p")).status_code == 200


def test_too_many_questions_are_told_when_to_come_back():
    """All ways of asking count together; reading is never limited."""
    client = guarded(questions_per_minute=3)
    paths = ("/api/ask", "/api/feedback", "/gradio_api/queue/join")
    assert [client.post(path).status_code for path in paths] == [200, 200, 200]
    answer = client.post("/api/ask")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] in sentence(answer)
    assert client.get("/").status_code == 200


def test_the_proxys_word_names_the_client_only_when_it_is_trusted():
    """Only the last forwarded address is the proxy's own."""
    for trusted, statuses in ((True, [200, 200, 429]), (False, [200, 429, 429])):
        client = guarded(questions_per_minute=1, trust_proxy=trusted)
        sent = ("1.1.1.1", "1.1.1.1, 2.2.2.2", "3.3.3.3, 2.2.2.2")
        got = [client.post("/api/ask", headers={"X-Forwarded-For": each}) for each in sent]
        assert [each.status_code for each in got] == statuses


def test_tokens_come_back_with_time():
    """A third of a minute gives a third of the questions."""
    now = [0.0]
    buckets = Buckets(3, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 20]
    now[0] = 19
    assert buckets.wait("a") == 1
    now[0] = 20
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 20]
    assert buckets.wait("b") == 0
    assert Buckets(0).wait("a") == 0


def test_the_number_of_remembered_clients_is_bounded():
    """Who came last is kept."""
    buckets = Buckets(1, most=2)
    for client in ("a", "b", "a", "c"):
        buckets.wait(client)
    assert len(buckets) == 2
    assert buckets.wait("a") > 0


def test_an_ipv6_network_is_one_client():
    """Nobody gets more questions by having more addresses."""
    assert client_key("2001:db8::1") == client_key("2001:db8::ffff:2") == "2001:db8::/64"
    assert client_key("192.0.2.1") != client_key("192.0.2.2")
    assert client_key("testclient") == "testclient"


def test_a_body_that_is_too_large_is_refused_with_or_without_its_length():
    """A sentence, and the application never sees it; what just fits arrives whole."""
    client = guarded(largest_body=1000)
    chunks = [b"x" * 100] * 10
    assert client.post("/api/ask", content=iter(chunks)).json() == {"size": 1000}
    for body in (b"x" * 1001, iter([*chunks, b"x"])):
        answer = client.post("/api/ask", content=body)
        assert answer.status_code == 413
        assert "1000 bytes" in sentence(answer)


def test_websockets_and_lifespan_are_left_alone():
    """Only requests are judged."""
    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["type"])

    async def run():
        for kind in ("lifespan", "websocket"):
            await guard(app)({"type": kind}, None, None)

    import asyncio

    asyncio.run(run())
    assert seen == ["lifespan", "websocket"]


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
