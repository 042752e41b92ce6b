"""The page that is up at once, while Gradio itself is still being imported.

Importing Gradio takes seconds. Until the real application is there, `/` says that it is starting
and asks again by itself, `/healthz` is fine and everything else answers 503.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PAGE = """<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<title>问访谈 · Ask the interview</title></head>
<body style="font-family: system-ui, sans-serif; margin: 4em auto; max-width: 32em">
<p>正在启动，请稍候……</p><p>Starting, one moment…</p></body></html>"""


class StartingApp:
    """An ASGI application that becomes the one that `build` returns."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._app: Any = None
        self._problem = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the wait page until the application is there."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._wait_page(scope, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Start the inner application in the background, stop it when the server stops."""
        await receive()
        await send({"type": "lifespan.startup.complete"})
        async with AsyncExitStack() as stack:
            starting = asyncio.create_task(self._start(stack))
            await receive()
            starting.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self, stack: AsyncExitStack) -> None:
        try:
            app = await asyncio.to_thread(self._build)
            await stack.enter_async_context(app.router.lifespan_context(app))
        except Exception as error:
            # Nobody waits for this task; the page tells what it ended with.
            self._problem = f"The page could not be started: {error}"
            raise
        self._app = app

    async def _wait_page(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        status = 200 if path in {"/", "/healthz"} and not self._problem else 503
        body = _PAGE if path == "/" and not self._problem else self._problem or "ok"
        kind = b"text/html; charset=utf-8" if path == "/" else b"text/plain; charset=utf-8"
        headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})
