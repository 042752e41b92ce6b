import pytest
from starlette.datastructures import MutableHeaders

from qa.web.headers import security_headers, set_headers, set_preflight

PAPER = "https://news.example"
FIXED = security_headers((PAPER,))


def policy(sites=()):
    """Return the content policy as pairs of a directive and its sources."""
    parts = security_headers(sites)["content-security-policy"].split("; ")
    return [(name, sources.split()) for name, _, sources in (part.partition(" ") for part in parts)]


def answer(*headers):
    """Return the headers that an application inside has set."""
    return MutableHeaders(raw=[(name.encode(), value.encode()) for name, value in headers])


def test_every_directive_of_the_policy_stands_once():
    """A browser would ignore the second one of a name."""
    names = [name for name, _ in policy((PAPER,))]
    assert len(names) == len(set(names)) > 5


def test_a_page_loads_nothing_from_another_host():
    """Sites that may embed the chat are named as such and nowhere else."""
    for name, sources in policy((PAPER,)):
        strange = [each for each in sources if not each.startswith("'") and each[-1] != ":"]
        local = ["http://localhost:*", "http://127.0.0.1:*"]
        assert strange == ([*local, PAPER] if name == "frame-ancestors" else [])


def test_what_the_application_allows_by_itself_is_taken_back():
    """Also when it says it twice: neither its origins nor its frames reach the browser."""
    headers = answer(
        ("Access-Control-Allow-Origin", "*"),
        ("access-control-allow-origin", "https://evil.example"),
        ("access-control-allow-credentials", "true"),
        ("X-Frame-Options", "DENY"),
        ("content-type", "text/html"),
    )
    set_headers(headers, FIXED, "")
    assert not [name for name in headers if name.startswith(("access-control", "x-frame"))]
    assert headers["content-type"] == "text/html"
    assert headers["content-security-policy"] == FIXED["content-security-policy"]


def test_an_origin_that_may_read_may_send_its_password_and_read_when_to_come_back():
    """It alone is named, and so are the headers that its programs need."""
    headers = answer(("access-control-allow-origin", "*"))
    set_headers(headers, FIXED, PAPER)
    assert headers.getlist("access-control-allow-origin") == [PAPER]
    assert headers["access-control-allow-credentials"] == "true"
    assert "Retry-After" in headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("before", "after"),
    [([], "Origin"), ([("vary", "Accept-Encoding")], "Accept-Encoding, Origin")],
)
def test_caches_keep_the_answers_to_different_origins_apart(before, after):
    """What the application varies by is kept."""
    headers = answer(*before)
    set_headers(headers, FIXED, "")
    assert headers["vary"] == after


def test_a_preflight_allows_the_request_headers_that_were_wished_for_and_no_others():
    """Without a wish nothing is said about them."""
    wished, plain = answer(), answer()
    set_preflight(wished, "authorization")
    set_preflight(plain, "")
    assert wished["access-control-allow-headers"] == "authorization"
    assert "access-control-allow-headers" not in plain
    assert plain["access-control-allow-methods"].split(", ") == ["GET", "HEAD", "POST", "OPTIONS"]
