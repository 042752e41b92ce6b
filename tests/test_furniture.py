import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.furniture import is_furniture, is_keywords

CREDITS = "豆瓣 导演: 辛爽 主演: 范伟"
KEYWORDS = "安倍晋三 吉田茂 日本武道馆 日本政府 国葬"
TELEGRAM = "新华社巴格达7月11日电(记者白平)警方11日说,当天发生袭击。"


def points_at_furniture(question, text, words):
    """Tell whether words of a text tell nothing."""
    at = text.index(words)
    return is_furniture(question, text, (at, at + len(words)))


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("什么时候停运?", "Nov 17, 2022 ... 公司发布公告。", "Nov 17, 2022"),
        ("什么时候停运?", "2022年11月17日 — 公司发布公告。", "2022年11月17日"),
        ("哪里发生袭击?", TELEGRAM, "新华社巴格达7月11日电"),
        ("哪里发生袭击?", TELEGRAM, "巴格达"),
        ("谁来了?", "发言人4:我来说两句。", "发言人4"),
        ("Who came?", "Speaker 2: They came.", "Speaker 2"),
        ("冠军是谁?", "冠军和亚军双双无缘决赛。", "双双"),
        ("谁枪击了安倍?", f"禁止转载。\n{KEYWORDS}", "吉田茂"),
        ("主演是谁?", CREDITS, "辛爽"),
    ],
)
def test_words_of_the_page_tell_nothing(question, text, words):
    """Its date, who sent it, who speaks, its keywords, what stands behind another label."""
    assert points_at_furniture(question, text, words)


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("什么时候停运?", "Nov 17, 2022 ... 明年1月23日停运。", "明年1月23日"),
        ("什么时候停运?", "2022年11月17日停运。", "2022年11月17日"),
        ("什么时候发生的?", TELEGRAM, "11日说"),
        ("谁来了?", "于海田:我来说两句。", "于海田"),
        ("谁来了?", "来的是发言人", "发言人"),
        ("谁来了?", "安倍 吉田茂 都 来 了 很高兴", "吉田茂"),
        ("园区有几个?", "绿色园区 6个 绿色工厂 78个 循环经济 49个", "6个"),
        ("主演是谁?", CREDITS, "范伟"),
        ("导演是谁?", CREDITS, "辛爽"),
        ("谁拍的?", CREDITS, "辛爽"),
        ("包是怎样路由的?", "包分别路由。", "分别"),
    ],
)
def test_what_is_told_is_told(question, text, words):
    """A date in a sentence, a name, a sentence with blanks, what stands behind the right label."""
    assert not points_at_furniture(question, text, words)


@given(st.lists(st.text("安倍吉田茂", min_size=1, max_size=8), min_size=5, max_size=9), st.data())
def test_a_row_of_keywords_with_a_small_word_in_it_is_a_sentence(words, data):
    """Wherever it stands."""
    assert is_keywords(" ".join(words))
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] += "的"
    assert not is_keywords(" ".join(words))
