"""The headers of every response: what the page may load, who may embed it, who may read it."""

from collections.abc import Iterable, Mapping

from starlette.datastructures import MutableHeaders

# Gradio starts with an inline script, runs its event handlers through `new Function`, and writes
# its theme into style elements; everything else comes from this server.
_CONTENT = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
_LOCAL = "http://localhost:* http://127.0.0.1:*"
_UNUSED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
_CORS = (
    "access-control-allow-origin", "access-control-allow-credentials",
    "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age",
    "access-control-expose-headers",
)  # fmt: skip
_PREFLIGHT_SECONDS = "600"


def security_headers(sites: Iterable[str]) -> dict[str, str]:
    """Return the headers that are the same for every response."""
    ancestors = " ".join(("frame-ancestors 'self'", _LOCAL, *sites))
    return {
        "content-security-policy": f"{_CONTENT}; {ancestors}",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
        # For a page of its own only: browsers ignore it inside a frame.
        "cross-origin-opener-policy": "same-origin",
    }


def set_headers(headers: MutableHeaders, fixed: Mapping[str, str], reader: str) -> None:
    """Set the fixed headers, and let the origin `reader` read the response ("" for nobody else)."""
    # Gradio allows every origin unless it runs on localhost; only the origins of ours count.
    for name in (*_CORS, "x-frame-options"):
        if name in headers:
            del headers[name]
    headers.update(fixed)
    headers.add_vary_header("Origin")
    if reader:
        headers["access-control-allow-origin"] = reader
        headers["access-control-allow-credentials"] = "true"
        headers["access-control-expose-headers"] = "Retry-After, Mcp-Session-Id"


def set_preflight(headers: MutableHeaders, wished: str) -> None:
    """Allow the methods there are, and the request headers that a preflight wishes for."""
    headers["access-control-allow-methods"] = "GET, HEAD, POST, OPTIONS"
    headers["access-control-max-age"] = _PREFLIGHT_SECONDS
    if wished:
        headers["access-control-allow-headers"] = wished
