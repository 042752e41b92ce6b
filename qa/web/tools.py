"""The tools that programs call: named Gradio endpoints, and the same ones over MCP.

`gradio_client` calls them by name (`client.predict(question, api_name="/ask")`); a language model
reaches them over MCP. Their docstrings are what such a model reads.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from index.errors import InterviewError
from qa.web.asking import Asker
from qa.web.rest import interview_dict

Tool = Callable[..., Any]

_PATIENCE_SECONDS = 120.0
# The asker itself decides how many questions are answered at once.
_AT_ONCE = 64


class NoParagraph(InterviewError):
    """An interview has no paragraph of that number."""


def tools(asker: Asker) -> tuple[Tool, ...]:
    """Return the tools: each takes texts and numbers, and returns plain dicts and lists."""

    def list_interviews() -> list[dict[str, Any]]:
        """List the interviews that can be asked: id, title, language and speakers."""
        return [
            {
                "id": each.id, "title": each.title, "language": each.language,
                "speakers": [who.name for who in each.speakers], "paragraphs": each.paragraphs,
            }
            for each in asker.assistant(_PATIENCE_SECONDS).interviews()
        ]  # fmt: skip

    def ask(question: str, interview: str = "") -> dict[str, Any]:
        """Answer a question in the interviewee's own words, or say that the interview does not.

        Args:
            question: what to find out, in Chinese or English.
            interview: the id of the interview to ask; all of them when empty.
        """
        return asker.ask(question, (), interview or None, patience=_PATIENCE_SECONDS).to_dict()

    def read_paragraph(interview: str, paragraph: int) -> dict[str, Any]:
        """Read one numbered paragraph of an interview, with its speaker and place in the source.

        Args:
            interview: the id of the interview.
            paragraph: the paragraph's number, from 1.
        """
        whole = interview_dict(asker.assistant(_PATIENCE_SECONDS).interview(interview))
        numbered: dict[int, dict[str, Any]]
        numbered = {each["paragraph"]: each for each in whole["paragraphs"]}
        if paragraph not in numbered:
            raise NoParagraph(f"'{interview}' has paragraphs 1 to {len(numbered)}.")
        return {"interview": interview} | numbered[paragraph]

    def verify_quote(text: str, interview: str = "") -> list[dict[str, Any]]:
        """Check whether quoted words were said, by whom and where; else give the nearest ones.

        Args:
            text: a sentence, or a text with quotations in it.
            interview: the id of the interview to look in; all of them when empty.
        """
        found = asker.assistant(_PATIENCE_SECONDS).verify(text, interview or None)
        return [each.to_dict() for each in found]

    return list_interviews, ask, read_paragraph, verify_quote


def add_tools(asker: Asker) -> None:
    """Add the tools to the Gradio page that is being built, before events take their names."""
    from gradio.events import api

    for tool in tools(asker):
        api(_explained(tool), api_name=tool.__name__, concurrency_limit=_AT_ONCE)


def _explained(tool: Tool) -> Tool:
    """Return a tool whose errors reach the caller as a sentence."""
    import gradio as gr

    @wraps(tool)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except InterviewError as error:
            raise gr.Error(str(error), print_exception=False) from None

    return call
