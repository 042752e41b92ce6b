"""The labels around an answer in a real browser: in the language of the question."""

import re

import pytest
from playwright.sync_api import expect

from tests.chat_page import ask, chat

pytestmark = pytest.mark.browser


def test_labels_of_a_refusal_are_in_the_askers_language_on_a_page_in_another(browser, chat_address):
    """English ones under the English question, Chinese ones under the next; the page stays."""
    with chat(browser, chat_address) as page:
        for question, nearest, related, again in (
            (
                "Who won the 2018 World Cup?",
                "The nearest question that was asked: ", "Related passages", "Answer again",
            ),
            ("谁赢得了2018年世界杯?", "访谈中最接近的提问：", "相关段落", "重新回答"),
        ):  # fmt: skip
            answer = ask(page, question)
            assert answer.locator(".qa-nearest .qa-hint").text_content() == nearest
            assert answer.locator(".qa-related > .qa-hint").text_content() == related
            assert answer.locator(".qa-retry").get_attribute("title") == again
        first = page.locator("#qa-log [data-turn]").first
        expect(first.locator(".qa-related > .qa-hint")).to_have_text("Related passages")
        expect(page.locator("#qa-send")).to_have_text("提问")
        expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
