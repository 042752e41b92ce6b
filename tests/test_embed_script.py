"""embed.js alone, in a real browser: a small page stands in for the chat inside the iframe."""

import json
from html import escape

import pytest
from playwright.sync_api import sync_playwright

from qa.web.embedding import STATIC
from qa.web.variants import variants
from tests.live import CHROMIUM, FLAGS, site

pytestmark = pytest.mark.browser

# The chat's stand-in: is given a citation in place of an interview's name, and says what became
# of it in its own title.
STAND_IN = """<!doctype html><title></title><textarea></textarea><script>
const post = (message) => parent.postMessage({ source: "interview-assistant", ...message }, "*");
addEventListener("message", ({ data }) => {
  if (data.type === "shown") document.title = String(data.found);
  if (data.type === "hello" && asked) post({ type: "citation", ...JSON.parse(asked) });
  if (data.type === "ask") document.title = data.question;
});
const asked = new URL(location.href).searchParams.get("interview");
post({ type: "ready" });
</script>"""
STRICT = "default-src 'none'; script-src {chat}; frame-src {chat}"


@pytest.fixture(scope="module")
def browser():
    """Start Chromium once for the module."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def chat():
    """The address of the stand-in, and what was asked for there."""
    script = (STATIC / "embed.js").read_text(encoding="utf-8")
    with site({"/embed.js": script, "/": STAND_IN}) as (port, asked):
        yield f"http://127.0.0.1:{port}", asked


@pytest.fixture(scope="module")
def host():
    """The site that embeds the chat: its pages are put into the dict that is yielded."""
    pages = {}
    with site(pages) as (port, _):
        yield f"http://localhost:{port}", pages


@pytest.fixture
def embed(browser, chat, host):
    """Open a page of the host with the script in it, under a strict policy."""
    opened = []

    def open_page(body="", viewport=None, **attributes):
        page = browser.new_page(viewport=viewport)
        opened.append(page)
        page.refused = []
        page.on(
            "console",
            lambda line: page.refused.append(line.text) if "Policy" in line.text else None,
        )
        wished = " ".join(f'data-{name}="{escape(value)}"' for name, value in attributes.items())
        html = f'<!doctype html>{body}<script src="{chat[0]}/embed.js" {wished}></script>'
        host[1]["/"] = html, {"Content-Security-Policy": STRICT.format(chat=chat[0])}
        page.goto(host[0])
        return page

    yield open_page
    for page in opened:
        page.close()


def frame(page):
    return page.locator("interview-assistant iframe")


def marked(page):
    return page.evaluate(
        "[...(CSS.highlights.get('interview-citation') || [])].map(String).join('')"
    )


def until(page, condition):
    """Wait for a condition; under a strict policy Playwright's own waiting may not evaluate it."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


QUOTE = "开通5G基站超过5万个,全省重点应用区实现连续覆盖。"


@pytest.mark.parametrize(
    ("article", "quote", "shown"),
    [
        (f"<p>前文。{QUOTE}后文。</p>", QUOTE, QUOTE),
        (
            "<p>前文。开通5G基站\n    超过<b>5万个</b>,全省\u200b重点应用区实现连续覆盖。后文</p>",
            QUOTE,
            "开通5G基站\n    超过5万个,全省\u200b重点应用区实现连续覆盖。",
        ),
        (
            "<p>前文。开通５Ｇ基站超过５万个，全省重点应用区实现连续覆盖。后文</p>",
            QUOTE,
            "开通５Ｇ基站超过５万个，全省重点应用区实现连续覆盖。",
        ),
        (
            "<p>前文。開通5G基站超過5萬個，全省重點應用區實現連續覆蓋。後文</p>",
            QUOTE,
            "開通5G基站超過5萬個，全省重點應用區實現連續覆蓋。",
        ),
        ("<p>「里面」说“这里面”。</p>", "「這裡面」", "“这里面”"),
        ("<p>He  said: “Don’t\n stop”.</p>", "don't stop\".", "Don’t\n stop”."),
        ("<p>Un café.</p>", "un cafe\u0301.", "Un café."),
        ("<p>甲<textarea>丙</textarea>乙。</p>", "甲乙。", "甲乙。"),
        (f"<details><summary>x</summary><p>{QUOTE}</p></details>", QUOTE, QUOTE),
    ],
)
def test_cited_words_are_found_in_the_hosts_article(embed, article, quote, shown):
    """Through white space, elements, width, script, case and the marks that each side uses."""
    citation = json.dumps({"quote": quote, "text": quote, "variants": variants(quote)})
    page = embed(f'<article id="a">{article}</article>', article="#a", interview=citation)
    page.locator(".launcher").click()
    until(page, "CSS.highlights.has('interview-citation')")
    assert marked(page) == shown
    assert page.refused == []


def test_the_occurrence_in_the_cited_paragraph_is_meant(embed):
    """The same words earlier in the article are left alone."""
    citation = json.dumps({"quote": "超过5万个。", "text": "基站超过5万个。", "variants": ""})
    body = '<main><p id="one">学校超过5万个。</p><p id="two">基站,超过5万个。</p></main>'
    page = embed(body, article="main", interview=citation)
    page.locator(".launcher").click()
    until(page, "CSS.highlights.has('interview-citation')")
    where = "[...CSS.highlights.get('interview-citation')][0].startContainer.parentElement.id"
    assert page.evaluate(where) == "two"


def test_the_words_are_scrolled_to_and_not_under_the_panel(embed):
    """A panel that would cover them makes itself smaller."""
    citation = json.dumps({"quote": QUOTE, "text": QUOTE, "variants": ""})
    body = f'<main><p style="height:5000px"></p>{"<br>" * 300}<p align="right">{QUOTE}</p></main>'
    page = embed(body + "<br>" * 100, article="main", interview=citation)
    page.locator(".launcher").click()
    until(page, "scrollY > 3000")
    page.wait_for_timeout(800)
    box = "[...CSS.highlights.get('interview-citation')][0].getBoundingClientRect()"
    panel = page.locator(".panel").bounding_box()
    assert 0 < page.evaluate(f"{box}.top") < page.evaluate(f"{box}.bottom") <= panel["y"]


@pytest.mark.parametrize(
    ("body", "article"),
    [
        ("<main>别的文章。</main>", "main"),
        (f"<main hidden>{QUOTE}</main>", "main"),
        (f"<main>{QUOTE}</main>", "#nowhere"),
        (f"<main>{QUOTE}</main>", "]["),
    ],
)
def test_words_that_cannot_be_shown_are_left_to_the_panel(embed, body, article):
    """Not in the article, hidden, no such element, no such selector."""
    citation = json.dumps({"quote": QUOTE, "text": QUOTE, "variants": ""})
    page = embed(body, article=article, interview=citation)
    page.locator(".launcher").click()
    inside = frame(page).content_frame
    inside.locator("textarea").wait_for()
    page.wait_for_timeout(300)
    assert inside.locator("title").evaluate("each => each.textContent") == "false"


def test_nothing_is_loaded_until_it_is_opened(embed, chat):
    """One script; the chat itself comes with the first press, and once."""
    chat[1].clear()
    page = embed()
    page.wait_for_timeout(300)
    assert chat[1] == ["/embed.js"]
    for _ in range(3):
        page.locator(".launcher").click()
    frame(page).wait_for()
    page.wait_for_timeout(300)
    assert [each.partition("?")[0] for each in chat[1]] == ["/embed.js", "/"]


def test_the_attributes_say_how_it_looks_and_what_it_asks(embed):
    """Interview, language, theme, side, greeting and open state; every one of them is text."""
    page = embed(
        interview="a&b=<c>", lang="zh-TW", theme="dark", position="left",
        greeting="<img src=x onerror=alert(1)>", open="true",
    )  # fmt: skip
    source = frame(page).get_attribute("src")
    for part in ("embed=1", "interview=a%26b%3D%3Cc%3E", "lang=zh-Hant", "theme=dark"):
        assert part in source
    assert page.locator(".launcher").inner_text() == "問訪談"
    assert page.locator(".launcher").bounding_box()["x"] < 100
    assert page.locator("interview-assistant img").count() == 0
    assert page.locator(".panel").evaluate("each => getComputedStyle(each).color") == (
        "rgb(242, 242, 244)"
    )


def test_a_page_can_open_ask_listen_and_close(embed):
    """The script's own interface, and a question that waits until the chat is there."""
    page = embed(lang="en", greeting="Questions?")
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["open", "ready", "close"]) {
            window.off = InterviewAssistant.on(name, () => heard.push(name));
          }
          InterviewAssistant.ask("  How many? ");
        }"""
    )
    title = frame(page).content_frame.locator("title")
    until(page, "heard.includes('ready')")
    page.wait_for_timeout(200)
    assert title.evaluate("each => each.textContent") == "How many?"
    assert page.locator(".greeting").is_hidden()
    page.evaluate("() => { InterviewAssistant.close(); off(); InterviewAssistant.open(); }")
    page.evaluate("InterviewAssistant.close()")
    assert page.evaluate("heard.join()") == "open,ready,close,open"
    assert page.locator(".panel").is_hidden()


def test_the_keyboard_opens_and_closes_it(embed):
    """Tab, Enter, Escape; the focus goes in and comes back."""
    page = embed()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".panel").wait_for()
    assert page.locator(".launcher").get_attribute("aria-expanded") == "true"
    page.locator(".close").focus()
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()
    active = "document.querySelector('interview-assistant').shadowRoot.activeElement.className"
    assert page.evaluate(active) == "launcher"


def test_on_a_phone_it_fills_the_screen_and_gives_way_to_the_article(embed):
    """At 360 pixels the panel is the whole window, and closes for words in the article."""
    size = {"width": 360, "height": 740}
    page = embed(viewport=size, open="true")
    box = page.locator(".panel").bounding_box()
    assert (box["width"], box["height"]) == (360, 740)
    citation = json.dumps({"quote": QUOTE, "text": QUOTE, "variants": ""})
    page = embed(f"<main>{QUOTE}</main>", size, article="main", interview=citation, open="true")
    until(page, "CSS.highlights.has('interview-citation')")
    page.locator(".panel").wait_for(state="hidden")


def test_messages_of_others_are_ignored(embed):
    """Only our own iframe, from our own origin, is believed."""
    page = embed("<main>" + QUOTE + "</main>", article="main", open="true")
    page.wait_for_timeout(500)
    message = {"source": "interview-assistant", "type": "citation", "quote": QUOTE, "text": QUOTE}
    page.evaluate("message => postMessage(message, '*')", message)
    page.wait_for_timeout(300)
    assert page.evaluate("CSS.highlights.has('interview-citation')") is False
