"""The chat in a real browser: the application as a process, and Debian's Chromium."""

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import ROOT

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start the application on a free port, with an index it has to build itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    index = tmp_path_factory.mktemp("browser") / "index"
    command = [sys.executable, "app.py", "--port", str(port), "--index", str(index)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"{url} did not answer in time")


@pytest.fixture(scope="module")
def browser():
    """Start Chromium once for the module."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, address):
    """Open the chat and note every request it makes."""
    opened = browser.new_page()
    opened.requested = []
    opened.on("request", lambda request: opened.requested.append(request.url))
    opened.goto(address)
    opened.wait_for_selector("#qa-question textarea", timeout=60_000)
    yield opened
    opened.close()


def ask(page, question):
    page.fill("#qa-question textarea", question)
    before = page.locator(".qa-answer:not(.qa-status)").count()
    page.keyboard.press("Enter")
    page.wait_for_function(
        f"document.querySelectorAll('.qa-answer:not(.qa-status)').length > {before}", timeout=60_000
    )
    return page.locator(".qa-answer:not(.qa-status)").last


def test_a_question_is_answered_with_the_quote_highlighted(page):
    """The highlighted characters are the quote, beside the answer and in the transcript."""
    answer = ask(page, "开通了多少个5G基站?")
    quote = answer.locator("mark").first.inner_text()
    assert quote == "开通5G基站超过5万个,全省重点应用区实现连续覆盖。"
    assert quote in answer.inner_text()
    page.wait_for_selector("#qa-side mark")
    assert page.locator("#qa-side mark").all_inner_texts() == [quote]


def test_a_citation_opens_the_paragraph_highlighted(page, address):
    """The link of a citation leads to the transcript page with the same words marked."""
    link = ask(page, "感谢信几封").locator("summary a").first.get_attribute("href")
    assert re.search(r"\?hl=\d+-\d+&h=[0-9a-f]+#p\d+$", link)
    page.goto(address + link)
    assert "14封感谢信" in page.locator("mark").first.inner_text()


def test_a_follow_up_in_the_chat_is_understood(page):
    """The chat remembers, and shows how it understood."""
    ask(page, "山东有多少家绿色工厂?")
    answer = ask(page, "那绿色园区呢?")
    assert "绿色园区6个" in answer.inner_text()
    assert "山东有多少家绿色园区?" in answer.inner_text()


def test_a_refusal_says_so_in_the_askers_language(page):
    """Nothing is quoted when nothing answers."""
    answer = ask(page, "Who won the 2018 World Cup?")
    assert "The interview does not speak of this." in answer.inner_text()
    assert answer.locator("mark").count() == 0


def test_no_request_leaves_the_machine(page, address):
    """Fonts, scripts and everything else come from our own server."""
    ask(page, "照片是谁拍的?")
    elsewhere = [url for url in page.requested if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []


def test_hostile_text_is_never_run(page):
    """What is typed is shown as it was typed."""
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    ask(page, "<img src=x onerror=alert(1)> ![x](https://example.org/x.png) 基站多少?")
    assert page.locator("#qa-log img").count() == 0
    assert "<img src=x" in page.locator(".qa-user").last.inner_text()
