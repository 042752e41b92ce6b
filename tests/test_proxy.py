"""Behind a real reverse proxy (nginx), under a path of its site."""

import shutil
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import sync_playwright

from qa.web.guard import GuardSettings, guard
from qa.web.loading import LazyAssistant
from qa.web.server import ServerSettings, create_app
from tests.conftest import ROOT
from tests.fake_assistant import FakeAssistant
from tests.live import CHROMIUM, FLAGS, free_port, serving, wait_for

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIG = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fast; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /favicon.ico {{ return 204; }}
    {location}
  }}
}}
"""


@contextmanager
def proxied(chat, folder):
    """Run nginx with the location block that docs/embedding.md shows."""
    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    location = page.partition("```nginx\n")[2].partition("```")[0]
    assert "location /talks/" in location
    port = free_port()
    config = folder / "nginx.conf"
    here = location.replace("http://127.0.0.1:7860", chat)
    config.write_text(CONFIG.format(folder=folder, port=port, location=here))
    process = subprocess.Popen([NGINX, "-c", str(config), "-e", str(folder / "error.log")])
    try:
        wait_for(f"http://127.0.0.1:{port}/talks/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site that serves the chat under /talks."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    folder = tmp_path_factory.mktemp("proxy")
    settings = ServerSettings(prefix="/talks", feedback=folder / "feedback.sqlite")
    limits = GuardSettings(root_path="/talks", trust_proxy=True, questions_per_minute=30)
    with (
        serving(guard(create_app(lazy, settings), limits)) as chat,
        proxied(chat, folder) as address,
    ):
        yield address


@pytest.mark.parametrize("example", ["ask_gradio", "ask_mcp", "ask_stream"])
def test_programs_work_under_a_path(site, example):
    """The real clients, with the path as a part of the address."""
    command = [sys.executable, f"examples/{example}.py", "开通了多少?", f"{site}/talks"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[1] 甲 开通<b>5万个</b>基站。" in done.stdout


def test_closed_doors_stay_closed_and_clients_are_told_apart(site):
    """The prefix opens nothing, and the proxy's word names who has asked too often."""
    assert httpx.get(f"{site}/talks/gradio_api/file=/etc/passwd").status_code == 404
    assert httpx.post(f"{site}/talks/gradio_api/upload").status_code == 404
    forged = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}
    body = {"question": "多少?"}
    assert httpx.post(f"{site}/talks/api/ask", json=body, headers=forged).status_code == 403
    own = {"Origin": site}
    assert httpx.post(f"{site}/talks/api/ask", json=body, headers=own).status_code == 200


@pytest.mark.browser
def test_the_chat_works_under_a_path(site):
    """Every request stays under it, and a citation leads to the transcript there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(90_000)
        requested, failed = [], []
        page.on("request", lambda request: requested.append(request.url))
        page.on("response", lambda reply: failed.append(reply.url) if reply.status >= 400 else None)
        page.goto(f"{site}/talks/")
        page.locator(".qa-suggest").first.wait_for()
        page.fill("#qa-question textarea", "开通了多少?")
        page.keyboard.press("Enter")
        page.locator(".qa-chip").first.wait_for()
        link = page.locator(".qa-source a").first.get_attribute("href")
        assert link.startswith("/talks/interviews/talk?hl=")
        page.goto(f"{site}{link}")
        assert page.locator("mark").all_inner_texts() == ["开通<b>5万个</b>基站。"]
        own = (f"{site}/talks/", f"{site}/favicon.ico", "data:", "blob:")
        assert [url for url in requested if not url.startswith(own)] == []
        assert failed == []
        browser.close()
