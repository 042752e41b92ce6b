"""A chat whose server cannot be reached or refuses, in a real browser."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from qa.web.guard import GuardSettings, guard
from qa.web.loading import LazyAssistant
from qa.web.server import create_app
from qa.wording import label
from tests.chat_page import answered, ask, chat
from tests.fake_assistant import FakeAssistant
from tests.live import serving

pytestmark = pytest.mark.browser

LANGUAGES = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en-US": "en"}
QUESTION = "开通了多少基站?"


def application():
    """Return a chat that answers at once."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    return create_app(lazy)


@pytest.fixture(scope="module")
def address():
    """Serve a chat for the module."""
    with serving(application()) as opened:
        yield opened


def send(page, question):
    """Send a question and return the notice that comes of it."""
    page.fill("#qa-question textarea", question)
    page.keyboard.press("Enter")
    notice = page.locator("#qa-waiting .qa-problem")
    notice.wait_for()
    return notice


def nothing_of_gradios(page):
    """Tell whether none of Gradio's own notices is to be seen."""
    return page.locator(".toast-wrap:visible").count() == 0


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_lost_connection_is_said_in_the_language_of_the_page(browser, address, locale):
    """The conversation and the question stay, and the question can be sent again."""
    language = LANGUAGES[locale]
    with chat(browser, address, locale=locale) as page:
        ask(page, "第一个问题?")
        page.context.set_offline(True)
        notice = send(page, QUESTION)
        expect(notice).to_contain_text(label("problem", language))
        expect(notice).to_contain_text(label("lost", language))
        assert nothing_of_gradios(page)
        expect(page.locator("#qa-waiting .qa-user")).to_have_text(QUESTION)
        expect(page.locator("#qa-question textarea")).to_have_value(QUESTION)
        page.context.set_offline(False)
        notice.get_by_role("button", name=label("resend", language)).click()
        answered(page, 1)
        expect(page.locator("#qa-log .qa-user bdi")).to_have_text(["第一个问题?", QUESTION])
        expect(page.locator("#qa-waiting > *")).to_have_count(0)
        expect(page.locator("#qa-question textarea")).to_have_value("")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_too_many_questions_are_refused_in_the_language_of_the_page(browser, locale):
    """With the seconds to wait; the question stays, to be sent again."""
    language = LANGUAGES[locale]
    # Just what the page itself takes.
    limits = GuardSettings(questions_per_minute=2)
    with (
        serving(guard(application(), limits)) as limited,
        chat(browser, limited, locale=locale) as page,
    ):
        use_up(limited)
        notice = send(page, QUESTION)
        before, _, after = label("too_often", language).partition("{}")
        expect(notice).to_contain_text(re.compile(f"{re.escape(before)}[0-9]+{re.escape(after)}"))
        assert nothing_of_gradios(page)
        expect(page.locator("#qa-waiting .qa-user")).to_have_text(QUESTION)
        expect(page.locator("#qa-question textarea")).to_have_value(QUESTION)
        expect(notice.get_by_role("button", name=label("resend", language))).to_be_visible()


def use_up(address):
    """Ask until nothing more may be asked for a while."""
    with httpx.Client(base_url=address, timeout=60) as client:
        question = {"question": QUESTION, "suggest": False}
        while client.post("/api/ask", json=question).status_code != httpx.codes.TOO_MANY_REQUESTS:
            pass


def test_an_answer_that_breaks_off_is_said_too(browser, address):
    """The page does not wait for it any longer, and is not loaded again."""
    with chat(browser, address) as page:
        ask(page, "第一个问题?")
        page.evaluate("""() => { window.stayed = true; }""")
        page.route("**/gradio_api/queue/data*", lambda route: route.abort("connectionreset"))
        notice = send(page, QUESTION)
        expect(notice).to_contain_text(label("lost", "zh-Hans"))
        assert nothing_of_gradios(page)
        page.unroute("**/gradio_api/queue/data*")
        notice.locator(".qa-resend").click()
        answered(page, 1)
        expect(page.locator("#qa-log .qa-user bdi")).to_have_text(["第一个问题?", QUESTION])
        assert page.evaluate("window.stayed")


def test_a_change_that_fails_is_said_and_the_page_goes_on(browser, address):
    """The language is switched once the server is back."""
    with chat(browser, address, locale="en-US") as page:
        page.context.set_offline(True)
        page.locator("#qa-language").select_option("zh-Hans")
        expect(page.locator("#qa-said.qa-toast")).to_have_text(label("lost", "zh-Hans"))
        page.context.set_offline(False)
        ask(page, QUESTION)
        page.locator("#qa-language").select_option("zh-Hant")
        expect(page.locator("#qa-send")).to_have_text("提問")


def test_a_page_that_does_not_come_up_says_so(browser, address):
    """With a button that loads it again."""
    with chat(browser, address) as page:
        page.route("**/gradio_api/queue/join*", lambda route: route.abort())
        page.goto(address)
        notice = page.locator("#qa-waiting .qa-problem")
        expect(notice).to_contain_text(label("lost", "zh-Hans"))
        page.unroute("**/gradio_api/queue/join*")
        notice.locator(".qa-resend").click()
        page.locator(".qa-suggest").first.wait_for()
