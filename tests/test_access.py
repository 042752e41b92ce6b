import pytest
from guarded_app import LOCKED, WITH_TOKEN, basic, bearer, guarded

from index.errors import InterviewError
from qa.web.guard import GuardSettings


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
