"""The files that a page needs from us: `/embed.js` for other sites, `/static/…` for our own."""

from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

STATIC = Path(__file__).parent / "static"
_KINDS = {".js": "application/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_SECONDS = 300


def add_files(router: APIRouter) -> None:
    """Add the addresses of the static files."""

    @router.get("/embed.js")
    def _embed(request: Request) -> Response:
        """Return the script that puts the chat into another site's page."""
        return served("embed.js", request.headers.get("if-none-match", ""))

    @router.get("/gradio-app.js")
    def _gradio_app(request: Request) -> Response:
        """Return the script that makes `<gradio-app>` work in another site's page."""
        return served("gradio-app.js", request.headers.get("if-none-match", ""))

    @router.get("/gradio.js")
    def _gradio() -> Response:
        """Return Gradio's own entry script, which names the module of the installed version."""
        import gradio

        entry = Path(gradio.__file__).parent / "templates" / "frontend" / "gradio.js"
        return PlainTextResponse(entry.read_bytes(), media_type=_KINDS[".js"])

    @router.get("/static/{name}")
    def _static(name: str, request: Request) -> Response:
        """Return one of our own scripts or style sheets."""
        return served(name, request.headers.get("if-none-match", ""))


def served(name: str, known: str = "") -> Response:
    """Return a static file, 304 when the browser has it already, 404 when there is none."""
    names = {file.name for file in STATIC.iterdir() if file.suffix in _KINDS}
    if name not in names:
        return PlainTextResponse("There is nothing at this address.", status_code=404)
    body = (STATIC / name).read_bytes()
    headers = {
        "ETag": f'"{sha256(body).hexdigest()[:16]}"',
        "Cache-Control": f"public, max-age={_SECONDS}",
    }
    if headers["ETag"] == known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=_KINDS[Path(name).suffix], headers=headers)
