import pytest

from qa.web.browser_language import wished_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR,zh-CN;q=0.5", "zh-Hans"),
        ("fr-FR", "en"),
        ("*", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_browser_decides(header, language):
    """The first language of its list that there is; English for those who read neither."""
    assert wished_language("", {}, {"accept-language": header}) == language


def test_the_address_comes_before_the_last_choice_and_that_before_the_browser():
    """What is no language is ignored."""
    headers = {"accept-language": "en"}
    assert wished_language("zh-Hant", {"qa-language": "zh-Hans"}, headers) == "zh-Hant"
    assert wished_language("klingon", {"qa-language": "zh-Hans"}, headers) == "zh-Hans"
    assert wished_language("", {"qa-language": "x"}, headers) == "en"
