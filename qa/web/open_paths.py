"""Which of the addresses that Gradio mounts stay open: those that the page or a program needs.

Under `/gradio_api` only what is named here is open, so that a new version of Gradio opens nothing
by itself. Uploads, files by path, the proxy, streams of media, component servers, deep links, the
history of runs, monitoring and Gradio's own login are closed, because no feature uses them.
"""

import re

_GRADIO = "/gradio_api"
_OPEN = frozenset({
    "/info", "/openapi.json", "/app_id", "/startup-events", "/theme.css",
    "/queue/join", "/queue/data", "/queue/status", "/cancel", "/reset", "/mcp",
})  # fmt: skip
_OPEN_BELOW = ("/heartbeat/", "/call/", "/run/", "/mcp/")
_CLOSED = re.compile(
    r"/(?:monitoring|login|logout|svelte|pwa_icon|manifest\.json)(?:/.*)?|/(?:file|proxy)=.*",
    re.DOTALL,
)
_ASKING = re.compile(rf"/api/.+|{_GRADIO}/(?:queue/join|(?:call|run)/.+|mcp(?:/.*)?)", re.DOTALL)


def local_path(path: str, prefixes: tuple[str, ...]) -> str:
    """Return a path without the prefix of a reverse proxy, its slashes single."""
    for prefix in filter(None, prefixes):
        if path == prefix or path.startswith(f"{prefix}/"):
            path = path[len(prefix) :]
    return re.sub("/{2,}", "/", path) or "/"


def is_open(path: str) -> bool:
    """Tell whether requests to a path are let through."""
    if path != _GRADIO and not path.startswith(f"{_GRADIO}/"):
        return not _CLOSED.fullmatch(path)
    inner = path.removeprefix(_GRADIO)
    # Gradio takes a slash at the end for the same address, and so do we.
    return inner.rstrip("/") in _OPEN or inner.startswith(_OPEN_BELOW)


def takes_token(path: str) -> bool:
    """Tell whether programs may present a bearer token here: REST and MCP."""
    mcp = f"{_GRADIO}/mcp"
    return path.startswith(("/api/", f"{mcp}/")) or path == mcp


def is_limited(method: str, path: str) -> bool:
    """Tell whether a request costs an answer, and is therefore counted."""
    return method == "POST" and _ASKING.fullmatch(path.rstrip("/")) is not None
