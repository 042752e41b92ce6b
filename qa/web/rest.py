"""The REST interface under `/api`; its description is at `/openapi.json`."""

import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from index.transcript import Interview
from qa.answer import Answer
from qa.feedback import FeedbackStore, Vote
from qa.question import LONGEST_QUESTION
from qa.references import STYLES, referenced, source_of
from qa.verify import LONGEST_TEXT
from qa.web.asking import Asker

_PIECES = 12
_MOST_COMPARED = 24


class Problem(BaseModel):
    """What every request gets that cannot be answered: one sentence."""

    error: str


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such interview"},
    422: {"model": Problem, "description": "The request cannot be understood"},
    503: {"model": Problem, "description": "Not ready yet, or too busy: ask again later"},
}


class Turn(BaseModel):
    """An earlier turn of the conversation."""

    role: str = "user"
    text: str = Field(default="", max_length=20_000)


class AskRequest(BaseModel):
    """A question, what was said before it, and the interview to ask (all when left out)."""

    question: str = Field(max_length=10 * LONGEST_QUESTION)
    history: list[Turn | str] = Field(default_factory=list, max_length=100)
    interview: str | None = None
    suggest: bool = Field(default=True, description="also return questions to ask next")

    def turns(self) -> list[Any]:
        """Return the history as the assistant takes it."""
        return [turn if isinstance(turn, str) else turn.model_dump() for turn in self.history]


class CompareRequest(BaseModel):
    """One question for several interviews (all when left out)."""

    question: str = Field(max_length=10 * LONGEST_QUESTION)
    interviews: list[str] = Field(default_factory=list, max_length=_MOST_COMPARED)


class VerifyRequest(BaseModel):
    """A text with quotations in it, and the interview to look in (all when left out)."""

    text: str = Field(max_length=2 * LONGEST_TEXT)
    interview: str | None = None


class FeedbackRequest(BaseModel):
    """What someone thinks of the answer to a question."""

    good: bool
    question: str = Field(max_length=10 * LONGEST_QUESTION)
    history: list[Turn | str] = Field(default_factory=list, max_length=100)
    interview: str | None = None
    comment: str = Field(default="", max_length=4000)


class ReferenceRequest(AskRequest):
    """An answer to be written out with its sources."""

    style: Literal["text", "markdown", "gbt7714", "apa"] = "text"


def routes(asker: Asker, feedback: FeedbackStore) -> APIRouter:
    """Return the routes under `/api`."""
    router = APIRouter(prefix="/api", responses=_PROBLEMS)
    _add_answers(router, asker)
    _add_words(router, asker, feedback)
    _add_interviews(router, asker)
    return router


def _add_answers(router: APIRouter, asker: Asker) -> None:
    @router.post("/ask")
    async def _ask(request: AskRequest) -> dict[str, Any]:
        """Answer a question with citations, or say that the interview does not."""
        return (await _asked(asker, request)).to_dict()

    @router.post("/ask/stream", response_class=StreamingResponse)
    async def _stream(request: AskRequest) -> StreamingResponse:
        """Answer as server-sent events: `stage`, `text` pieces, then `answer` or `error`."""
        asker.assistant()
        events = stream(asker, request)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    @router.post("/compare")
    async def _compare(request: CompareRequest) -> list[dict[str, Any]]:
        """Put one question to several interviews, side by side."""
        known = [each.id for each in asker.assistant().interviews()]
        names = request.interviews or known[:_MOST_COMPARED]
        answers = [await asker.answer(request.question, (), name) for name in names]
        return [
            {"interview": name} | answer.to_dict()
            for name, answer in zip(names, answers, strict=True)
        ]


async def _asked(asker: Asker, request: AskRequest) -> Answer:
    return await asker.answer(
        request.question, request.turns(), request.interview, suggest=request.suggest
    )


async def stream(asker: Asker, request: AskRequest) -> AsyncIterator[str]:
    """Yield the events of one answer."""
    from index.errors import InterviewError

    yield _event("stage", {"stage": "searching"})
    try:
        answer = await _asked(asker, request)
    except InterviewError as error:
        yield _event("error", {"error": str(error)})
        return
    size = max(1, len(answer.answer) // _PIECES)
    for start in range(0, len(answer.answer), size):
        yield _event("text", {"text": answer.answer[start : start + size]})
    yield _event("answer", answer.to_dict())


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _add_words(router: APIRouter, asker: Asker, feedback: FeedbackStore) -> None:
    @router.post("/verify")
    def _verify(request: VerifyRequest) -> list[dict[str, Any]]:
        """Look up quotations: who said them where, or the nearest real words."""
        found = asker.assistant().verify(request.text, request.interview)
        return [each.to_dict() for each in found]

    @router.post("/reference")
    async def _reference(request: ReferenceRequest) -> dict[str, str]:
        """Write an answer out with its sources: text, markdown, gbt7714 or apa."""
        answer, assistant = await _asked(asker, request), asker.assistant()
        names = {citation.interview for citation in answer.citations}
        sources = {name: source_of(assistant.interview(name)) for name in names}
        return {style: referenced(answer, sources, style) for style in STYLES} | {
            "reference": referenced(answer, sources, request.style)
        }

    @router.post("/feedback", status_code=201)
    async def _feedback(request: FeedbackRequest) -> dict[str, bool]:
        """Keep a vote on the answer to a question; the answer is asked for again, not trusted."""
        answer = await asker.answer(request.question, _turns(request), request.interview)
        generation = asker.assistant().generation
        vote = Vote(
            request.good, answer.question, answer.to_dict(), generation,
            request.interview or "", request.comment,
        )  # fmt: skip
        await to_thread.run_sync(feedback.add, vote)
        return {"kept": True}


def _turns(request: FeedbackRequest) -> list[Any]:
    return [turn if isinstance(turn, str) else turn.model_dump() for turn in request.history]


def _add_interviews(router: APIRouter, asker: Asker) -> None:
    @router.get("/interviews")
    def _interviews() -> list[dict[str, Any]]:
        """List the interviews of the index."""
        return [
            {
                "id": each.id, "title": each.title, "source": each.source,
                "language": each.language, "paragraphs": each.paragraphs,
                "speakers": [{"name": who.name, "role": who.role} for who in each.speakers],
            }
            for each in asker.assistant().interviews()
        ]  # fmt: skip

    @router.get("/tour/{interview_id:path}")
    def _tour(interview_id: str) -> list[dict[str, Any]]:
        """Return the interviewer's questions: a table of contents that can be asked."""
        return tour(asker.assistant().interview(interview_id))

    @router.get("/suggestions")
    def _suggestions() -> list[str]:
        """Return questions to begin with, each one that is answered."""
        return asker.assistant().suggest()

    @router.get("/interviews/{interview_id:path}")
    def _interview(interview_id: str) -> dict[str, Any]:
        """Return one interview: its paragraphs with speakers and exact places in the source."""
        return interview_dict(asker.assistant().interview(interview_id))


def tour(interview: Interview) -> list[dict[str, Any]]:
    """Return the interviewer's questions in order, with their section and paragraph."""
    return [
        {"question": each.question, "section": each.section, "paragraph": each.number}
        for each in interview.paragraphs
        if each.question
    ]


def interview_dict(interview: Interview) -> dict[str, Any]:
    """Return an interview as plain dicts, lists, strings and numbers."""
    return {
        "id": interview.id, "title": interview.title, "source": interview.source,
        "language": interview.language,
        "speakers": [{"name": who.name, "role": who.role} for who in interview.speakers],
        "paragraphs": [
            {
                "passage_id": each.id, "paragraph": each.number, "kind": each.kind,
                "section": each.section, "speaker": each.speaker, "role": each.role,
                "text": each.text, "spans": [list(span) for span in each.spans],
                **({"time": time} if (time := each.time_at(0)) is not None else {}),
            }
            for each in interview.paragraphs
        ],
    }  # fmt: skip
