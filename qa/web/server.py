"""The FastAPI application: REST, MCP, transcript pages, health, metrics, and the chat at `/`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from index.errors import InterviewError, QuestionError, UnknownInterview
from qa.feedback import DEFAULT, FeedbackStore
from qa.web.asking import Asker, Busy
from qa.web.chat import Chat
from qa.web.embedding import add_files
from qa.web.loading import LazyAssistant, NotReady
from qa.web.mcp_server import add_mcp, lifespan_of, mcp_server
from qa.web.metrics import Metrics
from qa.web.page import build_page
from qa.web.rest import routes
from qa.web.transcript_page import add_transcript

_STATUS: tuple[tuple[type[InterviewError], int], ...] = (
    (QuestionError, 422),
    (UnknownInterview, 404),
    (NotReady, 503),
    (Busy, 503),
)
# Addresses stay relative, so that a proxy may serve us under any path; in another site's page they
# would be that site's, and `gradio-app.js` has loaded the scripts already. The style sheets are
# files, not Gradio's `css`, which would narrow every rule down to its own container.
_HEAD = """<script>
if (!window.interviewTranscript) {
  const add = (name, attributes) =>
    document.head.append(Object.assign(document.createElement(name), attributes));
  for (const name of ["palette", "transcript", "chat", "embedded"]) {
    add("link", { rel: "stylesheet", href: `static/${name}.css` });
  }
  for (const name of ["connection", "transcript", "conversation", "lane", "chat", "embedded"]) {
    add("script", { src: `static/${name}.js`, async: false });
  }
}
</script>"""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the server answers.

    `prefix` is the path that a reverse proxy serves it under, "" for none. `at_once` questions are
    answered at the same time; the others wait their turn.
    """

    prefix: str = ""
    feedback: Path = DEFAULT
    at_once: int = 2
    log_questions: bool = False


def create_app(lazy: LazyAssistant, settings: ServerSettings | None = None) -> FastAPI:
    """Return the application around an assistant that may still be loading."""
    settings = settings or ServerSettings()
    metrics = Metrics()
    asker = Asker(lazy, metrics, at_once=settings.at_once, log_questions=settings.log_questions)
    server = mcp_server(asker)
    app = FastAPI(
        title="Interview assistant", docs_url=None, redoc_url=None, lifespan=lifespan_of(server)
    )
    _add_errors(app)
    _add_health(app, lazy, metrics)
    feedback = FeedbackStore(settings.feedback)
    app.include_router(routes(asker, feedback))
    pages = APIRouter(include_in_schema=False)
    add_files(pages)
    add_transcript(pages, asker, settings.prefix)
    app.include_router(pages)
    add_mcp(app, server)
    _mount_chat(app, Chat(asker, feedback, settings.prefix), settings.prefix)
    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(InterviewError)
    async def _explain(_request: Request, error: Exception) -> JSONResponse:
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return JSONResponse({"error": str(error)}, status_code=status)

    @app.exception_handler(Exception)
    async def _broken(_request: Request, _error: Exception) -> JSONResponse:
        # The server's own log has the rest; a stranger need not read it.
        return JSONResponse({"error": "The server made a mistake; its log says more."}, 500)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # What was sent is not repeated: it may be huge, or no text that can be sent back.
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "body")
        where = f" at {place}" if place else ""
        sentence = f"The request cannot be read{where}: {first['msg']}."
        return JSONResponse({"error": sentence}, status_code=422)


def _add_health(app: FastAPI, lazy: LazyAssistant, metrics: Metrics) -> None:
    # Not in threads: these answer even when every thread waits for an answer.
    @app.get("/healthz", response_class=PlainTextResponse)
    async def _alive() -> str:
        """Tell that the server is up."""
        return "ok"

    @app.get("/readyz")
    async def _ready() -> JSONResponse:
        """Tell whether index and models are loaded."""
        if lazy.ready:
            return JSONResponse({"ready": True})
        problem = str(lazy.problem) if lazy.problem else "loading"
        return JSONResponse({"ready": False, "reason": problem}, status_code=503)

    @app.get("/metrics", include_in_schema=False)
    async def _metrics() -> Response:
        """Return the counters in Prometheus' text format."""
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")


def _mount_chat(app: FastAPI, chat: Chat, prefix: str) -> None:
    import gradio as gr

    # Plain font names: Gradio's own themes fetch theirs from a font service.
    fonts = ("system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
    theme = gr.themes.Base(font=fonts, font_mono=("ui-monospace", "monospace"))
    options: dict[str, Any] = {"root_path": prefix} if prefix else {}
    gr.mount_gradio_app(
        app, build_page(chat), path="/", theme=theme, head=_HEAD, footer_links=[],
        ssr_mode=False, **options,
    )  # fmt: skip
