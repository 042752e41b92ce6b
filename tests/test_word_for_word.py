import random

import pytest

from training.word_for_word import WordForWord

CEDICT = """\
# CC-CEDICT
山東 山东 [Shan1 dong1] /Shandong province/
開通 开通 [kai1 tong1] /to open up (windows); to put into service/
基站 基站 [ji1 zhan4] /base station/
海 海 [hai3] /(bound form) (see 海[hai3])/
田 田 [tian2] /surname Tian/
"""


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("山东开通了多少基站?", "how many Shandong province open up base station"),
        ("谁在5G基站", "who 5G base station"),
        ("海田什么时候开通", "when Haitian open up"),
        ("为什么?", "why"),
    ],
)
def test_words_are_put_into_english_the_asking_word_first(question, english):
    """What no dictionary knows is spelt as it sounds; small words are left out."""
    found = WordForWord(CEDICT).english(question, random.Random(1)).rstrip("?")
    assert found == english


def test_nothing_chinese_is_left():
    """Whatever the dictionary lacks."""
    found = WordForWord(CEDICT).english("哪个龘在山东，“开通”了吗？", random.Random(1))
    assert not any("一" <= char <= "鿿" for char in found)
