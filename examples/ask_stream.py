"""Read an answer as server-sent events: python examples/ask_stream.py QUESTION [ADDRESS]."""

import json
import sys

import httpx

ADDRESS = "http://127.0.0.1:7860"


def main(question: str, address: str = ADDRESS) -> None:
    """Print the pieces of the answer as they come, then its quotes."""
    asked = {"question": question}
    with httpx.stream("POST", f"{address}/api/ask/stream", json=asked, timeout=60) as reply:
        name = ""
        for line in reply.iter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                show(name, json.loads(value))


def show(event: str, data: dict) -> None:
    """Print one event."""
    if event == "text":
        print(data["text"], end="", flush=True)
    elif event == "answer":
        print()
        for citation in data["citations"]:
            print(f"[{citation['n']}]", citation["speaker"], citation["quote"])
    else:
        print(f"({event}: {data.get('stage') or data.get('error')})")


if __name__ == "__main__":
    main(*sys.argv[1:])
