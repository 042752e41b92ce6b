"""The FastAPI application: REST, transcript pages, health, and the chat mounted at `/`."""

import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from index.blocks import Span
from index.errors import InterviewError, QuestionError, UnknownInterview
from index.transcript import Interview
from qa.question import LONGEST_QUESTION
from qa.web.chat import build_chat
from qa.web.loading import LazyAssistant, NotReady
from qa.web.render import transcript_html

STATIC = Path(__file__).parent / "static"
_STATUS: tuple[tuple[type[InterviewError], int], ...] = (
    (QuestionError, 422),
    (UnknownInterview, 404),
    (NotReady, 503),
)
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


class Turn(BaseModel):
    """An earlier turn of the conversation."""

    role: str = "user"
    text: str = Field(default="", max_length=20_000)


class AskRequest(BaseModel):
    """A question, what was said before it, and the interview to ask (all when left out)."""

    question: str = Field(max_length=10 * LONGEST_QUESTION)
    history: list[Turn | str] = Field(default_factory=list, max_length=100)
    interview: str | None = None


def create_app(lazy: LazyAssistant) -> FastAPI:
    """Return the application around an assistant that may still be loading."""
    app = FastAPI(title="Interview assistant", docs_url=None, redoc_url=None)
    _add_errors(app)
    _add_health(app, lazy)
    _add_rest(app, lazy)
    _add_transcript(app, lazy)
    _mount_chat(app, lazy)
    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(InterviewError)
    async def _explain(_request: Request, error: Exception) -> JSONResponse:
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return JSONResponse({"error": str(error)}, status_code=status)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # What was sent is not repeated: it may be huge, or no text that can be sent back.
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "body")
        where = f" at {place}" if place else ""
        sentence = f"The request cannot be read{where}: {first['msg']}."
        return JSONResponse({"error": sentence}, status_code=422)


def _add_health(app: FastAPI, lazy: LazyAssistant) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def _alive() -> str:
        return "ok"

    @app.get("/readyz")
    def _ready() -> JSONResponse:
        if lazy.ready:
            return JSONResponse({"ready": True})
        problem = str(lazy.problem) if lazy.problem else "loading"
        return JSONResponse({"ready": False, "reason": problem}, status_code=503)


def _add_rest(app: FastAPI, lazy: LazyAssistant) -> None:
    @app.post("/api/ask")
    def _ask(request: AskRequest) -> dict[str, Any]:
        """Answer a question; the object is described in docs/api.md."""
        history = [turn if isinstance(turn, str) else turn.model_dump() for turn in request.history]
        return lazy.get().ask(request.question, history, request.interview).to_dict()

    @app.get("/api/interviews")
    def _interviews() -> list[dict[str, Any]]:
        """List the interviews of the index."""
        return [
            {
                "id": each.id, "title": each.title, "source": each.source,
                "language": each.language, "paragraphs": each.paragraphs,
                "speakers": [{"name": who.name, "role": who.role} for who in each.speakers],
            }
            for each in lazy.get().interviews()
        ]  # fmt: skip

    @app.get("/api/interviews/{interview_id:path}")
    def _interview(interview_id: str) -> dict[str, Any]:
        """Return one interview: its paragraphs with speakers and exact places in the source."""
        return _interview_dict(lazy.get().interview(interview_id))


def _interview_dict(interview: Interview) -> dict[str, Any]:
    return {
        "id": interview.id, "title": interview.title, "source": interview.source,
        "language": interview.language,
        "speakers": [{"name": who.name, "role": who.role} for who in interview.speakers],
        "paragraphs": [
            {
                "passage_id": each.id, "paragraph": each.number, "kind": each.kind,
                "section": each.section, "speaker": each.speaker, "role": each.role,
                "text": each.text, "spans": [list(span) for span in each.spans],
            }
            for each in interview.paragraphs
        ],
    }  # fmt: skip


def parse_highlight(value: str) -> list[Span]:
    """Return the spans that `?hl=10-20,30-40` names; anything else in it is ignored."""
    pairs = (_SPAN.fullmatch(part) for part in value.split(",")[:100])
    return [(int(match[1]), int(match[2])) for match in pairs if match]


def _add_transcript(app: FastAPI, lazy: LazyAssistant) -> None:
    @app.get("/interviews/{interview_id:path}", response_class=HTMLResponse)
    def _page(interview_id: str, hl: str = "") -> str:
        interview = lazy.get(30.0).interview(interview_id)
        return page_html(interview, parse_highlight(hl))


def page_html(interview: Interview, highlight: list[Span]) -> str:
    """Return the stand-alone transcript page."""
    from html import escape

    style = (STATIC / "chat.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="{interview.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(interview.title)}</title><style>{style}</style></head>"
        f'<body class="qa-page">{transcript_html(interview, highlight)}</body></html>'
    )


def _mount_chat(app: FastAPI, lazy: LazyAssistant) -> None:
    import gradio as gr

    # Plain font names: Gradio's own themes fetch theirs from a font service.
    fonts = ("system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
    theme = gr.themes.Base(font=fonts, font_mono=("ui-monospace", "monospace"))
    gr.mount_gradio_app(
        app, build_chat(lazy), path="/", theme=theme,
        css=(STATIC / "chat.css").read_text(encoding="utf-8"), footer_links=[], ssr_mode=False,
    )  # fmt: skip
