import pytest
from guarded_app import LOCKED, PAPER, STRANGER, guarded, sentence

from index.errors import InterviewError
from qa.web.guard import GuardSettings
from qa.web.origins import checked_site, is_allowed


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
