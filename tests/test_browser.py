"""The chat in a real browser, in Chinese and in English: asking, and checking what was answered."""

import json
import re
import time

import pytest
from playwright.sync_api import expect

from qa.feedback import FeedbackStore
from qa.web.loading import LazyAssistant
from qa.web.server import create_app
from tests.chat_page import QUESTIONS, answered, ask, chat, marked, quote_of, visit
from tests.fake_assistant import FakeAssistant
from tests.live import serving

pytestmark = pytest.mark.browser

ZH = "开通了多少个5G基站?"
QUOTE = "开通5G基站超过5万个,全省重点应用区实现连续覆盖。"


@pytest.fixture
def page(browser, chat_address):
    """Open the chat about the default interview."""
    with chat(browser, chat_address) as opened:
        yield opened


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW", "en-US"])
def test_a_citation_shows_its_quote_and_marks_exactly_its_characters(
    browser, several_address, locale
):
    """Hovering shows the quote; clicking highlights those characters and no others."""
    question, words = QUESTIONS.get(locale, QUESTIONS["zh-CN"])
    with chat(browser, several_address, locale=locale) as page:
        answer = ask(page, question)
        chip = answer.locator(".qa-chip").first
        assert quote_of(chip).startswith(words)
        chip.hover()
        expect(page.locator(".qa-card")).to_contain_text(words)
        assert chip.get_attribute("aria-describedby") == "qa-card"
        chip.click()
        assert marked(page) == quote_of(chip)
        assert page.locator("#qa-side mark.qa-now").first.is_visible()
        paragraph = page.locator(f"#qa-side #p{chip.get_attribute('data-paragraph')}")
        assert paragraph.bounding_box()["y"] > page.locator("#qa-side").bounding_box()["y"] - 400


def test_an_older_citation_can_be_looked_at_again(page):
    """Its characters are highlighted in the place of the newer ones."""
    first = ask(page, ZH).locator(".qa-chip").first
    ask(page, "感谢信几封")
    assert "14封感谢信" in marked(page)
    first.click()
    expect(page.locator("#qa-side mark.qa-now")).to_have_text(QUOTE)


def test_a_citation_opens_the_paragraph_highlighted(page, chat_address):
    """The link of a citation leads to the transcript page with the same words marked."""
    source = ask(page, "感谢信几封").locator(".qa-source").first
    source.locator("summary").click()
    assert "14封感谢信" in source.locator("mark").inner_text()
    link = source.locator("a").get_attribute("href")
    assert re.search(r"\?hl=\d+-\d+&h=[0-9a-f-]+#p\d+$", link)
    page.goto(chat_address + link)
    assert "14封感谢信" in page.locator("mark").first.inner_text()
    assert page.locator("mark").first.evaluate("each => each.getBoundingClientRect().top") < 800


class SlowAssistant(FakeAssistant):
    """Takes half a second for every answer."""

    def ask(self, question, history=(), interview=None, notify=None):
        """Say what is being done, and do it slowly."""
        answer = super().ask(question, history, interview, notify)
        time.sleep(0.5)
        return answer


def test_the_answer_is_streamed_after_the_stage_was_shown(browser, monkeypatch):
    """What is being done is said first, then the words grow."""
    monkeypatch.setattr("qa.web.chat._STREAM_SECONDS", 4.0)
    lazy = LazyAssistant(SlowAssistant)
    lazy.get(10)
    with serving(create_app(lazy)) as address, chat(browser, address) as page:
        page.evaluate("""() => {
          window.seen = [];
          setInterval(() => {
            const status = document.querySelector('#qa-tail .qa-status')?.textContent;
            if (status && window.seen.at(-1) !== status) window.seen.push(status);
          }, 20);
        }""")
        ask(page, "多少基站?")
        seen = page.evaluate("window.seen")
    assert seen[0].startswith("正在")
    growing = [text for text in seen if not text.startswith("正在")]
    assert len(set(growing)) > 3
    assert growing == sorted(growing, key=len)
    assert all("开通<b>5万个</b>基站".startswith(text[:10]) for text in growing)


def test_a_follow_up_shows_how_it_was_understood_and_that_is_undone_in_one_click(page):
    """As typed, it is another question; the turn stays one turn."""
    ask(page, "山东有多少家绿色工厂?")
    answer = ask(page, "那绿色园区呢?")
    expect(answer).to_contain_text("绿色园区6个")
    expect(answer.locator(".qa-understood")).to_contain_text("山东有多少绿色园区?")
    answer.locator(".qa-undo").click()
    expect(page.locator("#qa-log .qa-understood")).to_have_count(0, timeout=60_000)
    answered(page, 1)
    assert page.locator(".qa-user bdi").all_inner_texts() == [
        "山东有多少家绿色工厂?",
        "那绿色园区呢?",
    ]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("谁赢得了2018年世界杯?", "访谈没有谈到这个问题。"),
        ("Who won the 2018 World Cup?", "The interview does not speak of this."),
    ],
)
def test_a_refusal_says_so_in_the_askers_language_and_offers_what_is_near(page, question, sentence):
    """Nothing is quoted; the nearest question can be asked and the passages looked at."""
    answer = ask(page, question)
    expect(answer).to_contain_text(sentence)
    assert answer.locator("mark, .qa-chip").count() == 0
    related = answer.locator(".qa-related .qa-passage")
    assert 1 <= related.count() <= 3
    related.first.click()
    number = related.first.get_attribute("data-paragraph")
    expect(page.locator(f"#qa-side #p{number}")).to_have_class(re.compile("qa-current"))
    answer.locator(".qa-nearest .qa-suggest").click()
    answered(page, 1)


def test_a_question_that_cannot_be_asked_is_an_error_and_the_next_one_is_not(page):
    """The box gets the text back, the sentence is in the page's language."""
    problem = ask(page, "???")
    expect(problem).to_contain_text("问题是空的")
    expect(page.locator("#qa-question textarea")).to_have_value("???")
    page.fill("#qa-question textarea", ZH)
    page.keyboard.press("Enter")
    expect(page.locator("#qa-log [data-turn]")).to_have_count(1, timeout=60_000)
    expect(page.locator(".qa-problem")).to_have_count(0)


def test_a_question_sent_while_suggestions_are_looked_for_is_answered(page):
    """It waits until they have come: both on the way at once, one in ten was lost."""
    for number in range(5):
        page.evaluate("window.interviewLane.look()")
        page.fill("#qa-question textarea", ZH)
        page.keyboard.press("Enter")
        expect(page.locator("#qa-log .qa-answered")).to_have_count(number + 1)


def test_what_is_suggested_is_answered(page):
    """The examples of the beginning, and those after an answer."""
    examples = page.locator("#qa-tail .qa-suggest")
    assert examples.count() == 3
    examples.first.click()
    first = answered(page)
    expect(first).to_have_class(re.compile("qa-answered"))
    page.locator("#qa-tail .qa-suggest").first.click()
    expect(answered(page, 1)).to_have_class(re.compile("qa-answered"))


def test_an_answer_is_copied_with_its_source_in_four_styles(page, chat_address):
    """Links in it work elsewhere, and it is said that it was copied."""
    answer = ask(page, ZH)
    copied = {}
    for style in ("纯文本", "Markdown", "GB/T 7714", "APA"):
        answer.locator(".qa-copying summary").click()
        answer.locator(".qa-copy", has_text=style).click()
        expect(answer.locator(".qa-done")).to_have_text("已复制")
        copied[style] = page.evaluate("navigator.clipboard.readText()")
    assert all("5万个" in text for text in copied.values())
    assert f"({chat_address}/interviews/shandong-miit?hl=" in copied["Markdown"]
    assert re.search(r"\[1\] .*\[[NZ]\]\..*第33段\.", copied["GB/T 7714"])
    assert "para. 33." in copied["APA"]


def test_the_conversation_is_exported_as_markdown_and_as_json(page, chat_address):
    """Every question with its answer, its quotes and links to them."""
    ask(page, ZH)
    ask(page, "Who won the 2018 World Cup? ![x](https://example.org/x.png)")
    texts = {}
    for kind in ("Markdown", "JSON"):
        page.locator(".qa-exporting summary").click()
        with page.expect_download() as download:
            page.locator(".qa-export", has_text=kind).click()
        with open(download.value.path(), encoding="utf-8") as file:  # noqa: PTH123
            texts[kind] = file.read()
        assert download.value.suggested_filename.endswith(
            {"Markdown": ".md", "JSON": ".json"}[kind]
        )
    turns = json.loads(texts["JSON"])
    assert [turn["answerable"] for turn in turns] == [True, False]
    assert turns[0]["citations"][0]["quote"] == QUOTE
    assert f"## {ZH}" in texts["Markdown"].replace("\\", "")
    assert f"(<{chat_address}/interviews/shandong-miit?hl=" in texts["Markdown"]
    assert "![x](" not in texts["Markdown"]


def test_a_vote_is_kept_with_what_was_shown(page, votes):
    """It stays pressed when the conversation goes on."""
    answer = ask(page, ZH)
    answer.locator(".qa-vote[data-good=true]").click()
    expect(answer.locator(".qa-done")).to_have_text("谢谢，已记下")
    kept = list(FeedbackStore(votes).entries())[-1]
    assert (kept["question"], kept["good"], kept["gold_quotes"]) == (ZH, True, [QUOTE])
    assert kept["generation"] >= 1
    ask(page, "感谢信几封")
    pressed = page.locator(".qa-vote[aria-pressed=true]")
    assert pressed.count() == 1
    assert pressed.get_attribute("data-good") == "true"


def test_a_question_is_taken_back_asked_again_and_everything_cleared(page):
    """Edit, retry and a new chat."""
    ask(page, ZH)
    page.evaluate("document.querySelector('.qa-turn').classList.add('old')")
    page.locator(".qa-retry").click()
    expect(page.locator(".qa-turn.old")).to_have_count(0)
    answered(page)
    page.locator(".qa-asked").hover()
    page.locator(".qa-edit").click()
    expect(page.locator("#qa-question textarea")).to_have_value(ZH)
    expect(page.locator("#qa-log .qa-turn")).to_have_count(0)
    ask(page, ZH)
    page.locator(".qa-clear").click()
    expect(page.locator("#qa-log .qa-turn")).to_have_count(0)
    expect(page.locator("#qa-question textarea")).to_have_value("")
    page.locator(".qa-welcome").wait_for()


def test_an_address_asks_and_opens_a_paragraph(browser, chat_address):
    """`?q=` is asked once, `#p12` is shown, and neither needs the other."""
    with chat(browser, chat_address, f"/?q={ZH}&lang=en") as page:
        answer = answered(page)
        assert quote_of(answer.locator(".qa-chip").first) == QUOTE
        assert "q=" not in page.url
        expect(page.locator("html")).to_have_attribute("lang", "en")
    with chat(browser, chat_address, "/#p33") as page:
        expect(page.locator("#qa-side #p33")).to_have_class(re.compile("qa-current"))
        expect(page.locator("#qa-side #p33")).to_be_in_viewport()


def test_a_paragraph_has_a_link_to_copy(page, chat_address):
    """Beside the chat it is copied, not followed; it opens that paragraph."""
    page.locator("#qa-side #p9 .qa-number").click()
    expect(page.locator("#qa-said")).to_have_text("链接已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{chat_address}/interviews/shandong-miit#p9"
    page.goto(link)
    expect(page.locator("#p9")).to_be_in_viewport()


def test_the_tour_asks_what_the_interviewer_asked_and_marks_what_was_seen(browser, chat_address):
    """The mark is still there on the next visit, and on the transcript page."""
    with chat(browser, chat_address) as page:
        page.locator(".qa-tour summary").click()
        stops = page.locator(".qa-toured")
        assert stops.count() == 4
        stops.nth(1).click()
        expect(answered(page)).to_have_class(re.compile("qa-answered"))
        expect(stops.nth(1).locator(".qa-seen")).to_be_visible()
        expect(page.locator(".qa-progress")).to_have_text(re.compile(r"已看[12]/4"))
        page.reload()
        page.locator(".qa-tour summary").click()
        expect(page.locator(".qa-toured").nth(1).locator(".qa-seen")).to_be_visible()
        page.goto(f"{chat_address}/interviews/shandong-miit")
        page.locator(".qa-tour summary").click()
        expect(page.locator(".qa-toured").nth(1).locator(".qa-seen")).to_be_visible()
        page.locator(".qa-toured").nth(2).click()
        answered(page)


def test_the_transcript_page_asks_in_the_chat(browser, chat_address):
    """A form that needs no script."""
    with visit(
        browser, chat_address, "/interviews/shandong-miit", java_script_enabled=False
    ) as page:
        page.fill("input[name=q]", ZH)
        with page.expect_navigation(wait_until="commit"):
            page.keyboard.press("Enter")
        assert "interview=shandong-miit&q=" in page.url
