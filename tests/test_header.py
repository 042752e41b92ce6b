import pytest

from index.store import InterviewSummary
from qa.web.header import header_html
from qa.web.turns import Choice
from tests.shown_html import HOSTILE, of_class, read_html, shape, words


def summary(name, title):
    return InterviewSummary(name, title, "x.txt", "en", 3, 3, 90)


TWO = [summary("harbour", "The harbour"), summary("school", "The school")]


def shown(interviews, choice=None, language="en"):
    """Return the bar as a tree."""
    return read_html(header_html(interviews, choice or Choice(), language))


def options(tree, name):
    """Return the value, the words and whether it is chosen, of each option of a select."""
    select = tree.find(f".//select[@id='{name}']")
    return [(each.get("value"), words(each), "selected" in each.attrib) for each in select]


def test_several_interviews_can_be_chosen_from():
    """All of them together come first, and the one that was chosen is shown as chosen."""
    assert options(shown(TWO, Choice("school")), "qa-interview") == [
        ("", "All interviews", False),
        ("harbour", "The harbour", False),
        ("school", "The school", True),
    ]


def test_only_when_all_are_asked_can_each_be_asked_by_itself():
    """One interview leaves nothing to compare."""
    for choice, there in ((Choice(), True), (Choice("school"), False)):
        assert (shown(TWO, choice).find(".//input[@id='qa-compare']") is not None) is there
    box = shown(TWO, Choice(compare=True)).find(".//input[@id='qa-compare']")
    assert "checked" in box.attrib


def test_with_one_interview_or_none_there_is_nothing_to_choose():
    """The only one is named, by its id when it has no title."""
    [only] = of_class(shown([summary("harbour", "")]), "qa-only")
    assert words(only) == "harbour"
    for interviews in ([], TWO[:1]):
        assert shown(interviews).find(".//select[@id='qa-interview']") is None


def test_an_interview_that_is_no_longer_there_is_shown_as_none_chosen():
    """All are asked, each can be, and the first transcript stands beside the chat."""
    bar = shown(TWO, Choice("gone"))
    [head] = of_class(bar, "qa-head")
    assert (head.get("data-interview"), head.get("data-shown")) == ("", "harbour")
    assert bar.find(".//input[@id='qa-compare']") is not None


@pytest.mark.parametrize("hostile", HOSTILE)
def test_titles_and_ids_are_text(hostile):
    """They add no element and no attribute to the bar, and are shown as they are."""
    interviews = [summary(hostile, hostile), TWO[1]]
    assert shape(header_html(interviews, Choice(hostile), "en")) == shape(
        header_html(TWO, Choice("harbour"), "en")
    )
    tree = shown(interviews, Choice(hostile))
    assert options(tree, "qa-interview")[1] == (hostile, hostile, True)
    assert of_class(tree, "qa-head")[0].get("data-interview") == hostile


def test_a_long_title_is_cut():
    """Its beginning tells it from the others, and a sign says that it goes on."""
    title = "一二三四五六七八九十" * 7
    [only] = of_class(shown([summary("long", title)]), "qa-only")
    assert words(only) == f"{title[:60]}…"


@pytest.mark.parametrize(
    ("language", "clear", "every"),
    [
        ("zh-Hans", "新对话", "全部访谈"),
        ("zh-Hant", "新對話", "全部訪談"),
        ("en", "New chat", "All interviews"),
    ],
)
def test_labels_are_in_the_language_of_the_page(language, clear, every):
    """And each language is offered under its own name, that of the page as the chosen one."""
    tree = shown(TWO, language=language)
    assert of_class(tree, "qa-clear")[0].get("aria-label") == clear
    assert options(tree, "qa-interview")[0] == ("", every, True)
    names = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
    assert options(tree, "qa-language") == [
        (code, name, code == language) for code, name in names.items()
    ]
