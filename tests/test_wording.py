import re
from pathlib import Path

import pytest

from index.normal import fold, is_han
from qa.question import LONGEST_QUESTION
from qa.wording import _SENTENCES, abstained, askers_language, label

ROOT = Path(__file__).resolve().parent.parent
CHINESE = ("zh-Hans", "zh-Hant")
LANGUAGES = (*CHINESE, "en")


# Folding also makes full-width punctuation half-width, which is not about the script.
WIDE = {ord(wide): fold(wide) for wide in "，。！？：；（）…"}


@pytest.mark.parametrize("key", _SENTENCES)
def test_every_sentence_is_there_in_each_language(key):
    """In its own script, and with as many places to fill in as in the others."""
    said = {language: label(key, language) for language in LANGUAGES}
    assert not any(is_han(char) for char in said["en"])
    assert all(any(is_han(char) for char in said[language]) for language in CHINESE)
    assert len({sentence.count("{}") for sentence in said.values()}) == 1
    assert fold(said["zh-Hans"]) == said["zh-Hans"].translate(WIDE)


def test_traditional_characters_are_those_of_taiwan():
    """They are converted from simplified ones, words of several characters with their context."""
    assert label("asked_words", "zh-Hant") == "採訪者在提問中說："
    assert label("copy", "zh-Hant") == "複製回答與出處"
    assert label("back", "zh-Hant") == "返回對話"


@pytest.mark.parametrize("page", LANGUAGES)
@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who won the World Cup?", "en"),
        ("Who is 于海田?", "en"),
        ("谁赢得了世界杯?", "zh-Hans"),
        ("誰贏得了世界盃?", "zh-Hant"),
        ("5G基站有几个?", "zh-Hans"),
    ],
)
def test_labels_of_an_answer_are_in_the_language_of_the_question(question, language, page):
    """Whatever the language of the page."""
    assert askers_language(question, page) == language


@pytest.mark.parametrize("page", LANGUAGES)
def test_a_question_that_shows_no_language_leaves_the_labels_in_that_of_the_page(page):
    """Figures, letters of other scripts; what both Chinese scripts share leaves the script."""
    assert askers_language("1931?", page) == page
    assert askers_language("Когда открылась гавань?", page) == page
    assert askers_language("多少基站?", page) == ("zh-Hans" if page == "en" else page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_way_of_not_answering_says_something_else(language):
    """That it was never spoken of, that it was only touched, and that it is not certain."""
    assert len({abstained(kind, language) for kind in ("never", "touched", "unsure")}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_question_is_as_long_as_is_said(language):
    """The advice names the limit that is applied."""
    assert str(LONGEST_QUESTION) in label("too_long", language)


def test_what_the_program_asks_for_is_there():
    """Every label that is named in the code has its sentence."""
    files = [*(ROOT / "qa").rglob("*.py"), ROOT / "app.py"]
    code = "".join(each.read_text("utf-8") for each in files if each.name != "wording.py")
    asked = set(re.findall(r"""\blabel\(["'](\w+)["']""", code))
    assert len(asked) > 30
    assert asked <= set(_SENTENCES)
