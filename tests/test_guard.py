from guarded_app import PAPER, guarded, sentence

from qa.web.guard import guard


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
