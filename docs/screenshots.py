"""The pictures of the README, taken from the running chat: python -m docs.screenshots."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from index.build import ingest
from index.encoder import load_encoder
from tests.live import CHROMIUM, FLAGS, running

FOLDER = Path(__file__).parent
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
QUESTION = "开通了多少个5G基站?"


def ask(page: Page, question: str) -> None:
    """Ask and wait until the answer and what follows it are there."""
    page.fill("#qa-question textarea", question)
    page.keyboard.press("Enter")
    page.locator("#qa-log [data-turn]").last.wait_for(timeout=60_000)
    page.locator("#qa-tail .qa-suggest").first.wait_for(timeout=60_000)


def opened(browser: Browser, address: str, size: Any, **settings: Any) -> Page:
    """Open a page in Chinese."""
    page = browser.new_page(viewport=size, locale="zh-CN", **settings)
    page.goto(address)
    return page


def take(page: Page, name: str) -> None:
    """Keep a picture once everything has come to rest."""
    page.wait_for_timeout(1200)
    picture = Image.open(BytesIO(page.screenshot()))
    # A palette is enough for a page, and a third of the size.
    picture.quantize(128).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Take every picture."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        ingest([Path("data/interviews")], Path(folder), load_encoder())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with running(folder, "--feedback", f"{folder}/votes.sqlite") as address:
            page = opened(browser, address, WIDE)
            page.locator("#qa-tail .qa-suggest").first.wait_for(timeout=60_000)
            ask(page, QUESTION)
            page.locator(".qa-chip").first.hover()
            take(page, "chat")
            page.locator(".qa-clear").click()
            page.locator(".qa-welcome").wait_for(timeout=60_000)
            ask(page, "谁赢得了2018年世界杯?")
            take(page, "refusal")
            page = opened(browser, address, PHONE, color_scheme="dark")
            page.locator("#qa-tail .qa-suggest").first.wait_for(timeout=60_000)
            ask(page, QUESTION)
            take(page, "phone")
            link = page.locator(".qa-chip").first.get_attribute("href")
            page = opened(browser, f"{address}{link}", WIDE)
            take(page, "transcript")
        browser.close()


if __name__ == "__main__":
    main()
