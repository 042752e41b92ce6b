"""The chat in pages of other sites, in a real browser: who may, who may not, and what they load."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from qa.web.guard import GuardSettings, guard
from qa.web.loading import LazyAssistant
from qa.web.server import ServerSettings, create_app
from tests.conftest import ROOT
from tests.fake_assistant import FakeAssistant
from tests.live import CHROMIUM, FLAGS, serving, site

pytestmark = pytest.mark.browser

PATIENCE = 90_000
NAMES = "--host-resolver-rules=MAP news.example 127.0.0.1, MAP evil.example 127.0.0.1"
ARTICLE = "<article>甲说:开通&lt;b&gt;５万个&lt;/b&gt;  基站。</article>"


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    """The chat's address, and the address of a host of each name whose pages are a dict."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    pages = {}
    feedback = tmp_path_factory.mktemp("embedding") / "feedback.sqlite"
    with ExitStack() as stack:
        port, asked = stack.enter_context(site(pages))
        settings = GuardSettings(sites=(f"http://news.example:{port}",))
        app = guard(create_app(lazy, ServerSettings(feedback=feedback)), settings)
        chat = stack.enter_context(serving(app))
        for name in ("article.html", "article.css", "iframe.html", "gradio-app.html"):
            text = (ROOT / "examples" / name).read_text(encoding="utf-8")
            pages[f"/{name}"] = text.replace("http://127.0.0.1:7860", chat)
        pages["/short.html"] = (
            f"<!doctype html>{ARTICLE}<p>{'<br>' * 90}</p>"
            f'<script src="{chat}/embed.js" data-article="article" data-open="true"></script>'
        )
        pages["/favicon.ico"] = ""
        yield chat, lambda name: f"http://{name}:{port}", asked


@pytest.fixture(scope="module")
def browser():
    """Start Chromium once for the module; it knows two more names for this machine."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, NAMES])
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """A new page that notes what it asks for and what its policy refuses."""
    opened = browser.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.requested, opened.said = [], []
    opened.on("request", lambda request: opened.requested.append(request.url))
    opened.on("console", lambda line: opened.said.append(line.text))
    yield opened
    opened.close()


def elsewhere(page, *addresses):
    """Return what was asked of anyone but these addresses."""
    own = (*addresses, "data:", "blob:")
    return [url for url in page.requested if not url.startswith(own)]


def ask(inside, question="开通了多少?"):
    inside.locator("#qa-question textarea").wait_for()
    inside.locator(".qa-suggest").first.wait_for()
    inside.locator("#qa-question textarea").fill(question)
    inside.locator("#qa-question textarea").press("Enter")
    inside.locator(".qa-chip").first.wait_for()


@pytest.mark.parametrize("name", ["localhost", "news.example"])
def test_a_citation_is_shown_in_the_article_of_another_site(hosts, page, name):
    """Asked through the page's own script; local pages are allowed unasked, others by name."""
    chat, host, _ = hosts
    page.goto(f"{host(name)}/short.html")
    page.evaluate(
        """() => {
          window.heard = {};
          InterviewAssistant.on("answer", (answer) => { heard.answer = answer; });
          InterviewAssistant.on("citation", (citation) => { heard.citation = citation; });
          InterviewAssistant.ask("开通了多少?");
        }"""
    )
    inside = page.frame_locator("interview-assistant iframe")
    chip = inside.locator(".qa-chip").first
    chip.wait_for()
    page.wait_for_function("window.heard.answer")
    assert page.evaluate("heard.answer.answerable") is True
    # Complete in the widget: the quote, its paragraph, and a link that opens the transcript.
    source = inside.locator(".qa-source").first
    assert source.locator("mark").text_content() == "开通<b>5万个</b>基站。"
    assert "/interviews/talk?hl=" in source.locator("a").first.get_attribute("href")
    chip.click()
    page.wait_for_function("CSS.highlights.has('interview-citation')")
    shown = "[...CSS.highlights.get('interview-citation')].map(String).join('')"
    assert page.evaluate(shown) == "开通<b>５万个</b>  基站。"
    assert page.evaluate("heard.citation.quote") == "开通<b>5万个</b>基站。"
    assert elsewhere(page, chat, host(name)) == []


def test_words_the_article_does_not_have_are_shown_in_the_panels_transcript(hosts, page):
    """A strict page, an article about something else."""
    chat, host, _ = hosts
    page.goto(f"{host('localhost')}/article.html")
    page.wait_for_timeout(500)
    assert [url for url in page.requested if url.startswith(chat)] == [f"{chat}/embed.js"]
    page.locator("interview-assistant .greeting").click()
    inside = page.frame_locator("interview-assistant iframe")
    ask(inside)
    inside.locator(".qa-chip").first.click()
    inside.locator("#qa-side .qa-current").wait_for()
    assert not [line for line in page.said if "Content Security Policy" in line]
    assert elsewhere(page, chat, host("localhost")) == []


def test_a_site_that_is_not_named_gets_nothing(hosts, page):
    """The browser shows it no chat, and lets it neither ask nor read."""
    chat, host, _ = hosts
    page.goto(f"{host('evil.example')}/short.html")
    page.wait_for_timeout(3000)
    inside = page.frame_locator("interview-assistant iframe")
    assert inside.locator("#qa-question").count() == 0
    assert any("frame-ancestors" in line for line in page.said)
    attempts = {
        "read": f"fetch('{chat}/api/interviews').then(() => 'read', () => 'refused')",
        "ask": f"fetch('{chat}/api/ask', {{method: 'POST', headers: {{'content-type': "
        "'application/json'}, body: '{\"question\": \"?\"}'}).then(() => 'asked', () => 'refused')",
        "post": f"fetch('{chat}/api/feedback', {{method: 'POST', mode: 'no-cors', body: '{{}}'}})"
        ".then((reply) => reply.type, () => 'refused')",
    }
    assert page.evaluate(attempts["read"]) == "refused"
    assert page.evaluate(attempts["ask"]) == "refused"
    with page.expect_response(f"{chat}/api/feedback") as posted:
        page.evaluate(attempts["post"])
    assert posted.value.status == 403


def test_a_plain_iframe_needs_no_script(hosts, page):
    """One element in a page whose policy allows no script at all."""
    chat, host, _ = hosts
    page.goto(f"{host('localhost')}/iframe.html")
    inside = page.frame_locator("iframe")
    ask(inside)
    assert inside.locator("html").get_attribute("class").split().count("qa-embedded") == 1
    inside.locator(".qa-chip").first.click()
    assert inside.locator("#qa-side mark").inner_text() == "开通<b>5万个</b>基站。"
    assert elsewhere(page, chat, host("localhost")) == []


def test_gradios_own_element_comes_from_our_host(hosts, page):
    """No distant script, no request of the site for our files, and links that lead to us."""
    chat, host, asked = hosts
    asked.clear()
    page.goto(f"{host('localhost')}/gradio-app.html?q=not+for+us")
    ask(page)
    [asked_for] = page.locator(".qa-user").all_inner_texts()
    assert asked_for.endswith("开通了多少?")
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    page.locator(".qa-source summary").first.click()
    page.locator(".qa-source").first.evaluate("each => { each.open = true; }")
    link = page.locator(".qa-source a").first
    link.click()
    assert link.evaluate("each => each.href").startswith(f"{chat}/interviews/talk?hl=")
    assert {Path(each.partition("?")[0]).suffix for each in asked} <= {".html", ".css", ".ico"}
    assert elsewhere(page, chat, host("localhost")) == []
