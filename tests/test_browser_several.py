"""The chat about several interviews in a real browser, one of which means harm."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from qa.web.loading import LazyAssistant
from qa.web.server import create_app
from tests.chat_page import HOSTILE, answered, ask, chat, marked, quote_of, visit
from tests.fake_assistant import FakeAssistant
from tests.live import serving

pytestmark = pytest.mark.browser

JOIN = "**/gradio_api/queue/join*"
HARBOUR = "When did the harbour open?"


@pytest.fixture(scope="module")
def page(browser, several_address):
    """Open the chat about three interviews, in English, once for the module."""
    with chat(browser, several_address, locale="en-US") as opened:
        yield opened


def test_a_citation_names_its_interview(page):
    """And the transcript beside the answer is that interview's."""
    answer = ask(page, HARBOUR)
    expect(answer.locator(".qa-source summary")).to_contain_text("The harbour")
    assert marked(page) == quote_of(answer.locator(".qa-chip").first)
    assert page.locator("#qa-side .qa-stand").get_attribute("data-interview") == "harbour"


def test_a_citation_of_another_interview_brings_its_transcript(page):
    """Older answers keep their sources."""
    ask(page, "山东开通了多少个5G基站?")
    expect(page.locator("#qa-side .qa-stand")).to_have_attribute("data-interview", "shandong-miit")
    page.locator(".qa-chip[data-interview=harbour]").first.click()
    expect(page.locator("#qa-side .qa-stand")).to_have_attribute("data-interview", "harbour")
    expect(page.locator("#qa-side mark.qa-now")).to_contain_text("1931")


def test_one_interview_is_chosen_and_only_that_one_answers(page):
    """Its transcript comes, and so do questions about it."""
    page.locator(".qa-clear").click()
    page.locator(".qa-welcome").wait_for()
    page.locator("#qa-interview").select_option("shandong-miit")
    expect(page.locator("#qa-side .qa-stand")).to_have_attribute("data-interview", "shandong-miit")
    expect(page.locator("#qa-tail .qa-suggest").first).to_contain_text(re.compile("[一-鿿]"))
    answer = ask(page, HARBOUR)
    assert answer.locator(".qa-chip[data-interview=harbour]").count() == 0
    page.locator("#qa-interview").select_option("")
    page.locator("#qa-compare").wait_for()


def test_each_interview_answers_side_by_side(page):
    """Under its title, in its speaker's words; what answers stands first."""
    page.locator(".qa-clear").click()
    page.locator(".qa-welcome").wait_for()
    page.locator("#qa-compare").check()
    ask(page, HARBOUR)
    replies = page.locator(".qa-compared [data-turn]")
    assert replies.count() == 3
    expect(replies.first.locator(".qa-of")).to_have_text("The harbour")
    expect(replies.first).to_contain_text("1931")
    tops = [replies.nth(n).bounding_box()["y"] for n in range(2)]
    assert tops[0] == tops[1]
    page.locator("#qa-compare").uncheck()


@contextmanager
def held(page):
    """Hold the calls of the page back until the block ends; yields those that have come."""
    calls = []
    page.route(JOIN, lambda call: calls.append(call))  # noqa: PLW0108 - a method cannot be marked
    try:
        yield calls
    finally:
        for call in calls:
            call.continue_()
        page.unroute(JOIN)


def until_called(page, calls):
    """Wait until a call is held."""
    while not calls:
        page.evaluate("new Promise((done) => requestAnimationFrame(done))")


def test_a_question_sent_while_a_change_is_on_its_way_is_asked_of_what_was_chosen(
    browser, several_address
):
    """It stands in the conversation at once, with the next one behind it; both are answered."""
    with chat(browser, several_address, locale="en-US") as page:
        with held(page) as calls:
            page.locator("#qa-interview").select_option("harbour")
            until_called(page, calls)
            for question in (HARBOUR, "Does anybody fish here today?"):
                page.fill("#qa-question textarea", question)
                page.keyboard.press("Enter")
            expect(page.locator("#qa-waiting .qa-user bdi")).to_have_text(
                [HARBOUR, "Does anybody fish here today?"]
            )
            page.locator("#qa-question textarea").press_sequentially("half a sentence")
        answered(page, 1)
        chips = page.locator("#qa-log .qa-turn .qa-chip")
        assert {chips.nth(n).get_attribute("data-interview") for n in range(chips.count())} == {
            "harbour"
        }
        expect(page.locator(".qa-user bdi")).to_have_text(
            [HARBOUR, "Does anybody fish here today?"]
        )
        expect(page.locator("#qa-question textarea")).to_have_value("half a sentence")
        assert page.evaluate("document.activeElement.matches('#qa-question textarea')")
        with held(page) as calls:
            page.locator("#qa-interview").select_option("")
            until_called(page, calls)
            page.fill("#qa-question textarea", "What is code number 1?")
            page.locator("#qa-send").click()
        other = answered(page, 2).locator(".qa-chip").first
        expect(other).to_have_attribute("data-interview", "hostile")


def test_a_question_sent_while_comparing_is_switched_on_is_put_to_each(browser, several_address):
    """And one that is sent while an answer is on its way waits for it."""
    with chat(browser, several_address, locale="en-US") as page:
        with held(page) as calls:
            page.locator("#qa-compare").check()
            until_called(page, calls)
            page.fill("#qa-question textarea", HARBOUR)
            page.keyboard.press("Enter")
        page.fill("#qa-question textarea", "Who was the last boat sold to?")
        page.keyboard.press("Enter")
        answered(page, 1)
        expect(page.locator(".qa-turn").first.locator("[data-turn]")).to_have_count(3)
        expect(page.locator(".qa-turn").last.locator("[data-turn]")).to_have_count(3)


def test_the_language_is_switched_and_remembered(page):
    """Labels of the answers that are there stay in their questions'; the transcript follows."""
    page.locator("#qa-language").select_option("zh-Hant")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("#qa-send")).to_have_text("提問")
    expect(page.locator(".qa-edit").first).to_have_attribute("aria-label", "修改問題")
    expect(page.locator(".qa-retry").first).to_have_attribute("aria-label", "Answer again")
    assert page.evaluate("document.activeElement.id") == "qa-language"
    page.reload()
    expect(page.locator("#qa-send")).to_have_text("提問")
    expect(page.locator(".qa-tour summary")).to_contain_text("記者的提問")


def test_what_an_interview_says_is_never_run(browser, several_address):
    """Beside the chat, as a passage near by, in the tour, and on its own page."""
    with chat(browser, several_address, "/?interview=hostile", locale="en-US") as page:
        body = page.locator("#qa-side .qa-transcript").text_content()
        assert all("".join(line.split()) in "".join(body.split()) for line in HOSTILE)
        page.locator(".qa-tour summary").click()
        ask(page, "Who won the code of the 2018 World Cup?")
        assert page.locator("#qa-main :is(img, script, iframe, form, style)").count() == 0
    with visit(browser, several_address, "/interviews/hostile") as page:
        assert page.locator("main :is(img, script, iframe, style, base)").count() == 0
        page.wait_for_timeout(300)


def test_what_is_quoted_is_never_run(browser):
    """In an answer that cites it all, in its card, its source, its copies and its reading out."""
    words = " ".join(HOSTILE)
    lazy = LazyAssistant(lambda: FakeAssistant(f"问访谈\n\n甲：开通{words}\n\n乙说过"))
    lazy.get(10)
    with serving(create_app(lazy)) as address, chat(browser, address) as page:
        answer = ask(page, "多少?")
        answer.locator(".qa-chip").hover()
        assert page.locator(".qa-card blockquote").text_content() == f"开通{words}"
        answer.locator(".qa-chip").click()
        assert marked(page) == quote_of(answer.locator(".qa-chip")) == f"开通{words}"
        answer.locator(".qa-source summary").click()
        answer.locator(".qa-copying summary").click()
        answer.locator(".qa-copy").first.click()
        found = page.locator(":is(#qa-main, .qa-card, #qa-said) :is(img, script, iframe, style)")
        assert found.count() == 0
        page.wait_for_timeout(300)


def test_what_is_asked_is_never_run(browser, several_address):
    """Twenty hostile strings, one of them as long as the box takes, shown as they were typed."""
    with chat(browser, several_address, locale="en-US") as page:
        for number, line in enumerate([*HOSTILE, "很" * 4000]):
            ask(page, f"{line} What about the harbour? {number}"[:4000])
        shown = page.locator(".qa-user bdi").all_text_contents()
        assert len(shown) == len(HOSTILE) + 1
        for line, text in zip(HOSTILE, shown, strict=False):
            assert text.startswith(line)
        assert page.locator("#qa-log :is(img, script, iframe, form, style, base)").count() == 0
        page.wait_for_timeout(300)
