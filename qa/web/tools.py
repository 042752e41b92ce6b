"""The tools that programs call: named Gradio endpoints, and the same ones over MCP.

`gradio_client` calls them by name (`client.predict(question, api_name="/ask")`); a language model
reaches them at Gradio's MCP path. Their docstrings are what such a model reads.
"""

from typing import Any

from qa.web.asking import Asker
from qa.web.rest import interview_dict

_PATIENCE_SECONDS = 120.0


def add_tools(asker: Asker) -> None:
    """Add the tools to the Gradio page that is being built."""
    from gradio.events import api

    def list_interviews() -> list[dict[str, Any]]:
        """List the interviews that can be asked: id, title, language and speakers."""
        return [
            {
                "id": each.id, "title": each.title, "language": each.language,
                "speakers": [who.name for who in each.speakers],
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
        number = min(max(int(paragraph), 1), len(whole["paragraphs"]))
        found: dict[str, Any] = whole["paragraphs"][number - 1]
        return {"interview": interview} | found

    def verify_quote(text: str, interview: str = "") -> list[dict[str, Any]]:
        """Check whether quoted words were said, by whom and where; else give the nearest ones.

        Args:
            text: a sentence, or a text with quotations in it.
            interview: the id of the interview to look in; all of them when empty.
        """
        found = asker.assistant(_PATIENCE_SECONDS).verify(text, interview or None)
        return [each.to_dict() for each in found]

    for tool in (list_interviews, ask, read_paragraph, verify_quote):
        api(tool, api_name=tool.__name__)
