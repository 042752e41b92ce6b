"""Many askers at the same time: python -m benchmarks.load [--seconds 60] [--askers 50].

Starts `app.py` on a loopback port with an index of the default interview, lets the askers ask one
question after another (each a different one) through REST and through the chat's own queue, and
prints errors, answers a second, the times in which 50 % and 95 % were answered, and the server's
processor time for an answer, which other programs on the machine hardly change.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx

from index.build import ingest
from index.documents import read_document
from index.encoder import load_encoder

INTERVIEW = Path("data/interviews/shandong-miit.txt")
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 120.0
_LOADING = 180.0

Ask = Callable[[httpx.AsyncClient, str], Awaitable[None]]


class Failed(Exception):
    """A question that got no answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, and the processor seconds it has used."""

    address: str
    process: int

    def seconds(self) -> float:
        """Return the processor seconds of the server so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def server(folder: Path, options: list[str]) -> Iterator[Server]:
    """Run the application on an index of the default interview until it is ready."""
    ingest([INTERVIEW], folder / "index", load_encoder())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "app.py", "--port", str(port), "--index", str(folder / "index"),
        "--feedback", str(folder / "feedback.sqlite"), "--questions-per-minute", "0", *options,
    ]  # fmt: skip
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own command
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    deadline = time.monotonic() + _LOADING
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise SystemExit("The server did not become ready.")


async def ask_rest(client: httpx.AsyncClient, question: str) -> None:
    """Ask through REST."""
    reply = await client.post("/api/ask", json={"question": question})
    if reply.status_code != 200 or not reply.json()["answer"]:
        raise Failed(f"status {reply.status_code}")


def ask_chat(event: int) -> Ask:
    """Return what asks as the page does: an event joins the queue, its stream ends with the log.

    `event` is the number of the chat's event; each question begins a conversation of its own.
    """

    async def ask(client: httpx.AsyncClient, question: str) -> None:
        session = f"{random.getrandbits(48):x}"
        inputs = [json.dumps({"question": question}), None]
        body = {"data": inputs, "fn_index": event, "session_hash": session}
        joined = await client.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            raise Failed(f"status {joined.status_code}")
        query, answered = {"session_hash": session}, False
        async with client.stream("GET", "/gradio_api/queue/data", params=query) as events:
            async for line in events.aiter_lines():
                answered = answered or "qa-answer" in line
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_completed":
                    if not message["success"] or not answered:
                        raise Failed("the chat's event failed")
                    return
        raise Failed("the stream ended early")

    return ask


async def run(server: Server, ask: Ask, askers: int, seconds: float) -> dict[str, float | str]:
    """Let the askers ask for some seconds; return the figures."""
    questions, took, failed = _questions(), list[float](), Counter[str]()
    limits = httpx.Limits(max_connections=2 * askers)
    used, started = server.seconds(), time.monotonic()

    async def asker(client: httpx.AsyncClient) -> None:
        while time.monotonic() - started < seconds:
            begun = time.monotonic()
            try:
                await ask(client, next(questions))
                took.append(time.monotonic() - begun)
            except (Failed, httpx.HTTPError) as error:
                failed[str(error) or type(error).__name__] += 1

    async with httpx.AsyncClient(
        base_url=server.address, timeout=_PATIENCE, limits=limits
    ) as client:
        await asyncio.gather(*(asker(client) for _ in range(askers)))
    wall, used = time.monotonic() - started, server.seconds() - used
    return {
        "answers": len(took), "errors": failed.total(), "answers/s": round(len(took) / wall, 1),
        "p50 s": round(median(took), 2), "p95 s": round(quantiles(took, n=20)[-1], 2),
        "processor ms/answer": round(1000 * used / len(took)), "cores": round(used / wall, 2),
        "why": "; ".join(failed),
    }  # fmt: skip


def _questions() -> Iterator[str]:
    """Yield questions about words of the interview, hardly ever the same one twice."""
    text = "".join(read_document(INTERVIEW).text.split())
    chosen = random.Random(7)  # noqa: S311 - the same questions in every run
    while True:
        at = chosen.randrange(len(text) - 14)
        yield f"{text[at : at + 12]}是什么情况?"


def chat_event(address: str) -> int:
    """Return the number of the event that sends a question."""
    config = httpx.get(f"{address}/config", timeout=30).json()
    buttons = {e["id"] for e in config["components"] if e["props"].get("elem_id") == "qa-do-ask"}
    return next(
        int(each["id"])
        for each in config["dependencies"]
        if each["backend_fn"] and any(target[0] in buttons for target in each["targets"])
    )


def main() -> None:
    """Print one line of figures for each way of asking."""
    parser = argparse.ArgumentParser(description="Many askers at the same time.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--way", choices=("rest", "chat", "both"), default="both")
    arguments, options = parser.parse_known_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), options) as started,
    ):
        ways = {"rest": ask_rest, "chat": ask_chat(chat_event(started.address))}
        for way, ask in ways.items():
            if arguments.way in {way, "both"}:
                figures = asyncio.run(run(started, ask, arguments.askers, arguments.seconds))
                print(way, *options, *(f"{name} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
