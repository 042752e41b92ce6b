"""What a reader's browser has to load: python -m benchmarks.page.

Opens the chat in a real Chromium, with an empty cache and once more with a full one, and prints
requests, kilobytes over the wire, first paint, and the time until a question can be asked; the same
for a page that embeds it, before and after the panel is opened; and how soon the page is reachable
after the server has been started.
"""

import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from benchmarks.load import server

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
_PATIENCE = 120_000
# Set by the page's own event, in the page or in the frame inside it.
_BEGUN = 'document.addEventListener("interview-chat", () => { window.begun = performance.now(); });'


@dataclass
class Traffic:
    """What one page has asked for so far, the frames inside it included."""

    asked: list[Request] = field(default_factory=list)
    done: list[Request] = field(default_factory=list)

    def begins(self, request: Request) -> None:
        """Note a request."""
        self.asked.append(request)

    def ends(self, request: Request) -> None:
        """Note that a request has its whole response."""
        self.done.append(request)

    def kilobytes(self) -> float:
        """Return what came over the wire, headers included."""
        sizes = [request.sizes() for request in self.done]
        return sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes) / 1024


def watched(context: BrowserContext) -> tuple[Page, Traffic]:
    """Return a new page and what it loads."""
    page, traffic = context.new_page(), Traffic()
    page.set_default_timeout(_PATIENCE)
    page.add_init_script(_BEGUN)
    page.on("request", traffic.begins)
    page.on("requestfinished", traffic.ends)
    return page, traffic


def told(name: str, traffic: Traffic, **times: float) -> None:
    """Print one line of figures; times in milliseconds."""
    spent = "  ".join(f"{what} {value / 1000:.1f} s" for what, value in times.items())
    size = f"{traffic.kilobytes():7.0f} kB"
    print(f"{name:34} {len(traffic.asked):3} requests {size}  {spent}", flush=True)


def chat(context: BrowserContext, name: str, address: str) -> None:
    """Open the chat page and print its figures."""
    page, traffic = watched(context)
    page.goto(address)
    page.wait_for_function("window.begun")
    paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    told(name, traffic, paint=page.evaluate(paint), interactive=page.evaluate("window.begun"))
    page.close()


def embedded(context: BrowserContext, host: str) -> None:
    """Open a page that embeds the chat, then the panel, and print the figures of both."""
    page, traffic = watched(context)
    page.goto(host)
    page.wait_for_timeout(1000)
    told("page with embed.js, closed", traffic)
    page.evaluate(
        '() => { InterviewAssistant.on("ready", () => { window.ready = performance.now(); }); }'
    )
    pressed = page.evaluate("performance.now()")
    page.locator("interview-assistant .launcher").click()
    # The page's strict policy keeps Playwright's own waiting from evaluating anything.
    while not page.evaluate("window.ready"):
        page.wait_for_timeout(20)
    told("… and opened", traffic, interactive=page.evaluate("window.ready") - pressed)
    page.close()


def reachable() -> float:
    """Return the seconds from `python app.py` to the first page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "app.py", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/", timeout=30)
                return time.monotonic() - started
            except httpx.TransportError:
                time.sleep(0.02)
    finally:
        process.terminate()
        process.wait(30)


def host_pages(folder: Path, chat_address: str) -> ThreadingHTTPServer:
    """Serve the example pages for this chat from another port."""
    for example in (*Path("examples").glob("*.html"), *Path("examples").glob("*.css")):
        page = example.read_text(encoding="utf-8").replace("http://127.0.0.1:7860", chat_address)
        (folder / example.name).write_text(page, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    site = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site


def main() -> None:
    """Print the figures."""
    print(f"page reachable after the start: {reachable():.1f} s")
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), []) as started,
        sync_playwright() as playwright,
    ):
        site = host_pages(Path(folder), started.address)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context()
        chat(context, "chat, empty cache", started.address)
        chat(context, "chat, again", started.address)
        context.close()
        context = browser.new_context()
        embedded(context, f"http://localhost:{site.server_port}/article.html")
        browser.close()
        site.shutdown()


if __name__ == "__main__":
    main()
