"""The chat page as a person uses it, for browser tests; and interviews made for them."""

from contextlib import contextmanager

from playwright.sync_api import expect, sync_playwright

from tests.live import CHROMIUM, FLAGS

PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
QUESTIONS = {
    "zh-CN": ("开通了多少个5G基站?", "开通5G基站超过5万个,全省重点应用区实现连续覆盖。"),
    "en-US": ("When did the harbour open?", "The harbour opened in 1931"),
}

HARBOUR = """The harbour

Reporter: When did the harbour open, and who built it?

Mary Smith: The harbour opened in 1931, and it was dug by hand in two winters. My father was one of
the forty men who worked there.

Reporter: Does anybody fish here today?

Mary Smith: Nobody fishes here today. The last boat was sold in 1998, to a museum in the capital.

Reporter: What about the school beside it?

Mary Smith: The school was paid for by the harbour, and its roof still carries the old signal mast.
"""

# Each is shown as these characters wherever it stands, and nothing in it is run or fetched.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<iframe src=javascript:alert(1)></iframe>",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content=0;url=https://example.org/>",
    "<base href=https://example.org/>",
    "<form action=https://example.org/><button>x</button></form>",
    "' onmouseover=alert(1) x='",
    '" autofocus onfocus=alert(1) x="',
    "${alert(1)} {{7*7}} <%= 1 %>",
    "$$\\href{javascript:alert(1)}{x}$$",
    "\u202egnp.exe\u202c \u2066isolated",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '</bdi></p></div><math><mi xlink:href="data:x,<script>alert(1)</script>">',
    "a\u0301\u200b\u200d\ufeff" * 3,
]

_LINES = "\n\n".join(
    f"Reporter: What is code number {number}?\n\n"
    f"Mary Smith: Code number {number} is {line}, as everybody knows."
    for number, line in enumerate(HOSTILE, 1)
)
HOSTILE_TALK = f"The codes <b>talk</b>\n\n{_LINES}\n"


@contextmanager
def chromium():
    """Run a browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def visit(browser, address, path="/", **settings):
    """Open a page of the chat; it notes its requests, and a script that runs fails the test."""
    context = browser.new_context(**({"locale": "zh-CN"} | settings))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.requested, page.ran = [], []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("dialog", lambda dialog: (page.ran.append(dialog.message), dialog.dismiss()))
    page.goto(address + path)
    try:
        yield page
        assert page.ran == []
        own = (address, "data:", "blob:")
        assert [url for url in page.requested if not url.startswith(own)] == []
    finally:
        context.close()


@contextmanager
def chat(browser, address, path="/", **settings):
    """Open the chat and wait until it can be asked."""
    with visit(browser, address, path, **settings) as page:
        page.locator("#qa-question textarea").wait_for()
        page.locator(".qa-suggest, .qa-turn").first.wait_for()
        page.locator("#qa-side .qa-transcript").wait_for(state="attached")
        yield page


def ask(page, question):
    """Ask and return the answer."""
    turns = page.locator("#qa-log .qa-turn")
    before = turns.count()
    page.fill("#qa-question textarea", question)
    page.keyboard.press("Enter")
    return answered(page, before)


def answered(page, before=0):
    """Wait for one more turn than `before`; return its answer."""
    turns = page.locator("#qa-log .qa-turn")
    expect(turns).to_have_count(before + 1, timeout=PATIENCE)
    return turns.nth(before).locator("[data-turn], .qa-problem").first


def marked(page):
    """Return the highlighted characters of the transcript beside the chat, once they are there."""
    page.locator("#qa-side mark.qa-now").first.wait_for(state="attached")
    return "".join(page.locator("#qa-side mark.qa-now").all_text_contents())


def quote_of(chip):
    """Return the words that a citation quotes."""
    return chip.get_attribute("data-quote")
