"""Whether everybody can use the pages: axe-core, the keyboard alone, dark, a phone."""

import pytest
from playwright.sync_api import expect

from tests.chat_page import ask, chat, marked, quote_of, visit
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
ZH = "开通了多少个5G基站?"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DARK = {"color_scheme": "dark"}


def barriers(page):
    """Return what axe-core finds that is serious or critical."""
    assert AXE.is_file(), "axe-core is not installed: make .tools/node_modules/axe-core/axe.min.js"
    # Through the debugger, so that no policy of the page is loosened for the test.
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"]
    return [
        (each["id"], node["target"], node["failureSummary"])
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("settings", [{}, DARK, PHONE, PHONE | DARK], ids=str)
def test_the_chat_has_no_barrier(browser, several_address, settings):
    """Empty, with an answer whose sources and menus are open, and with a refusal."""
    with chat(browser, several_address, locale="en-US", **settings) as page:
        assert barriers(page) == []
        answer = ask(page, "When did the harbour open?")
        ask(page, "Who won the 2018 World Cup?")
        answer.locator(".qa-source summary").first.click()
        answer.locator(".qa-copying summary").click()
        page.locator("#qa-tail .qa-suggest").first.wait_for()
        assert barriers(page) == []
        if "viewport" in settings:
            page.locator(".qa-view[data-view=transcript]").click()
            page.locator(".qa-tour summary").click()
            assert barriers(page) == []


@pytest.mark.parametrize("settings", [{}, DARK, PHONE | DARK], ids=str)
def test_the_transcript_page_has_no_barrier(browser, chat_address, settings):
    """With marked words and the tour open; and the page that says there is none."""
    with visit(browser, chat_address, "/interviews/shandong-miit?hl=10-60#p2", **settings) as page:
        page.locator(".qa-tour summary").click()
        assert barriers(page) == []
        page.goto(f"{chat_address}/interviews/nobody")
        assert barriers(page) == []


def test_everything_is_done_with_the_keyboard(browser, chat_address):
    """Ask, look at the quote, open it, copy, vote, ask what is suggested, leave a menu."""
    with chat(browser, chat_address) as page:
        expect(page.locator("#qa-question textarea")).to_be_focused()
        page.keyboard.type(ZH)
        page.keyboard.press("Enter")
        chip = page.locator(".qa-chip").first
        chip.wait_for()
        tab_to(page, ".qa-chip", "Shift+Tab")
        expect(page.locator(".qa-card")).to_contain_text("5万个")
        page.keyboard.press("Escape")
        expect(page.locator(".qa-card")).to_have_count(0)
        page.keyboard.press("Enter")
        assert marked(page) == quote_of(chip)
        tab_to(page, ".qa-source summary")
        page.keyboard.press("Enter")
        expect(page.locator(".qa-source blockquote")).to_be_visible()
        tab_to(page, ".qa-copying summary")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.locator(".qa-menu").last).to_be_hidden()
        page.keyboard.press("Enter")
        tab_to(page, ".qa-copy")
        page.keyboard.press("Enter")
        expect(page.locator("#qa-said")).to_have_text("已复制")
        tab_to(page, ".qa-vote")
        page.keyboard.press("Space")
        expect(page.locator(".qa-vote").first).to_have_attribute("aria-pressed", "true")
        page.locator("#qa-tail .qa-suggest").first.wait_for()
        tab_to(page, "#qa-tail .qa-suggest")
        page.keyboard.press("Enter")
        expect(page.locator("#qa-log .qa-turn")).to_have_count(2, timeout=60_000)
        assert page.evaluate("document.activeElement !== document.body")


def tab_to(page, wanted, key="Tab"):
    """Press a key until the focus is on what is wanted, and see that it is visible there."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("query => document.activeElement.matches(query)", wanted):
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{style}.outlineStyle") == "solid"
            assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2
            return
    raise AssertionError(f"The keyboard does not reach {wanted}")


def test_nothing_hidden_takes_the_focus(browser, chat_address):
    """Every stop of the tab key can be seen."""
    with chat(browser, chat_address) as page:
        for _ in range(25):
            page.keyboard.press("Tab")
            box = page.evaluate(
                "(({left, right, width}) => [left, right, width])"
                "(document.activeElement.getBoundingClientRect())"
            )
            assert box[1] > 0
            assert box[2] > 2


def test_on_a_phone_chat_and_transcript_take_turns(browser, chat_address):
    """Nothing is cut off at the side; a citation leads to the words and a button back."""
    with chat(browser, chat_address, locale="zh-TW", **PHONE) as page:
        answer = ask(page, ZH)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("#qa-side").is_hidden()
        answer.locator(".qa-chip").tap()
        expect(page.locator("#qa-side mark.qa-now").first).to_be_in_viewport()
        assert marked(page) == quote_of(page.locator(".qa-chip").first)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.locator(".qa-view[data-view=chat]").tap()
        expect(page.locator("#qa-question textarea")).to_be_visible()
        expect(page.locator("#qa-send")).to_have_text("提問")


@pytest.mark.parametrize("path", ["/", "/interviews/shandong-miit"])
def test_dark_follows_the_system(browser, chat_address, path):
    """Dark ground and light words, on both pages."""
    for scheme, darker in (("light", False), ("dark", True)):
        with visit(browser, chat_address, path, color_scheme=scheme) as page:
            words = page.locator(".qa-transcript .qa-text").first
            words.wait_for()
            ink, ground = words.evaluate(
                """each => {
                  let box = each;
                  const clear = 'rgba(0, 0, 0, 0)';
                  while (getComputedStyle(box).backgroundColor === clear) box = box.parentElement;
                  return [getComputedStyle(each).color, getComputedStyle(box).backgroundColor];
                }"""
            )
            assert (brightness(ground) < brightness(ink)) is darker


def brightness(color):
    """Return the sum of red, green and blue of a computed colour."""
    return sum(int(part) for part in color[color.index("(") + 1 : -1].split(",")[:3])


def test_an_answer_is_read_out(browser, chat_address):
    """The place that screen readers listen to gets the words of the answer."""
    with chat(browser, chat_address) as page:
        ask(page, ZH)
        expect(page.locator("#qa-said[role=status]")).to_contain_text("5万个")
        expect(page.locator("#qa-log")).to_have_attribute("aria-label", "对话")
        expect(page.locator("#qa-side")).to_have_attribute("aria-label", "访谈原文")
