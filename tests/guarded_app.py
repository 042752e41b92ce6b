"""A small application behind the guard, and how to ask it."""

import base64

from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from qa.web.guard import GuardSettings, guard

PAPER, STRANGER = "https://news.example", "https://evil.example"
LOCKED = {"user": "u", "password": "p"}
WITH_TOKEN = {**LOCKED, "token": "t"}


async def echo(request):
    """Say how large the body was."""
    return JSONResponse({"size": len(await request.body())})


async def plain(_request):
    """Answer with headers that the guard must not let through."""
    # What a framework inside might say must not be the last word.
    headers = {"access-control-allow-origin": "*", "x-frame-options": "DENY"}
    return PlainTextResponse("here", headers=headers)


def guarded(**settings):
    """Return a client of the application behind a guard of these settings."""
    paths = ["/", "/healthz", "/embed.js", "/api/interviews", "/gradio_api/upload", "/monitoring"]
    routes = [Route(path, plain) for path in paths]
    asking = ["/api/ask", "/api/feedback", "/gradio_api/queue/join", "/gradio_api/mcp", "/other"]
    routes += [Route(path, echo, methods=["POST"]) for path in asking]
    return TestClient(guard(Starlette(routes=routes), GuardSettings(**settings)))


def basic(user, password):
    """Return the header that gives a password."""
    return {
        "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    }


def bearer(token):
    """Return the header that gives a token."""
    return {"Authorization": f"Bearer {token}"}


def sentence(response):
    """Return the one sentence of a refusal."""
    assert list(response.json()) == ["error"]
    return response.json()["error"]
