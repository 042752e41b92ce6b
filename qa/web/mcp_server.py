"""The tools over MCP, at the path where Gradio would put its own server.

Gradio's own calls itself over HTTP for every tool, which a password or a proxy in front stops, and
prints Python where programs expect JSON; so the protocol's official library serves the same tools.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.routing import Route

from qa.web.asking import Asker
from qa.web.tools import Tool, tools

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

PATH = "/gradio_api/mcp"
_ABOUT = (
    "Answers questions about interviews with quotes, each cited to its paragraph and characters, or"
    " says that the interview does not speak of it. Quote only what `ask` or `verify_quote` gives."
)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def mcp_server(asker: Asker) -> "FastMCP[Any]":
    """Return a server of the tools; no request of it depends on an earlier one."""
    from mcp.server.fastmcp import FastMCP
    from mcp.server.transport_security import TransportSecuritySettings

    server: FastMCP[Any] = FastMCP(
        "interviews", _ABOUT, stateless_http=True, json_response=True, log_level="WARNING",
        # The guard in front judges origins for all routes alike.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )  # fmt: skip
    for tool in tools(asker):
        server.add_tool(_aside(tool), name=tool.__name__)
    server.streamable_http_app()
    return server


def _aside(tool: Tool) -> Tool:
    """Return a tool that answers in a thread, so that other requests go on meanwhile."""
    from anyio import to_thread

    @wraps(tool)
    async def call(**named: Any) -> Any:
        return await to_thread.run_sync(partial(tool, **named))

    return call


def lifespan_of(server: "FastMCP[Any]") -> Lifespan:
    """Return what runs as long as the application does."""

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return running


def add_mcp(app: FastAPI, server: "FastMCP[Any]") -> None:
    """Add the server's address, with and without a slash at the end."""
    from mcp.server.fastmcp.server import StreamableHTTPASGIApp

    for path in (PATH, f"{PATH}/"):
        app.router.routes.append(Route(path, StreamableHTTPASGIApp(server.session_manager)))
