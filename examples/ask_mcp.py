"""Ask over MCP with the official client: python examples/ask_mcp.py QUESTION [ADDRESS]."""

import asyncio
import sys
from typing import Any

from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

ADDRESS = "http://127.0.0.1:7860"


async def call(session: ClientSession, tool: str, **arguments: Any) -> Any:
    """Call a tool and return what it gives; a list comes as {"result": [...]}."""
    result = await session.call_tool(tool, arguments)
    if result.isError:
        raise SystemExit(result.content[0].text)
    return result.structuredContent.get("result", result.structuredContent)


async def main(question: str, address: str = ADDRESS) -> None:
    """Print the tools, the answer, and each of its quotes checked against the source."""
    async with (
        streamablehttp_client(f"{address}/gradio_api/mcp/") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        print("tools:", *(tool.name for tool in (await session.list_tools()).tools))
        for interview in await call(session, "list_interviews"):
            print(interview["id"], interview["title"])
        answer = await call(session, "ask", question=question)
        print(answer["answer"])
        for citation in answer["citations"]:
            place = {"interview": citation["interview"], "paragraph": citation["paragraph"]}
            paragraph = await call(session, "read_paragraph", **place)
            print(f"[{citation['n']}]", paragraph["speaker"], paragraph["text"])
            for found in await call(session, "verify_quote", text=citation["quote"]):
                print("   ", found["status"], found["spans"])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
