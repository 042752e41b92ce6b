import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.bystanders import leaves_out_who_is_asked_about, only_speaks_of_it

AFTER = "英国首相梅将于1月末访华,成为继马克龙之后访华的欧洲元首。"


@pytest.mark.parametrize(
    ("question", "words", "left_out"),
    [
        ("马克龙访华时间?", AFTER, True),
        ("馬克龍何時訪華?", AFTER, True),
        ("青岛有多少家?", "除青岛外,各市有84家。", True),
        ("济南做了什么?", "不像济南,烟台先建了港。", True),
        ("梅什么时候访华?", AFTER, False),
        ("继马克龙之后谁访华?", AFTER, False),
        ("青岛还有什么?", "除青岛外,各市有84家。", False),
        ("青岛有多少家?", "除青岛外,各市有84家,青岛有3家。", False),
    ],
)
def test_what_is_told_of_others_is_not_told_of_who_is_left_out(question, words, left_out):
    """Unless the question leaves it out itself, or it is named elsewhere."""
    assert leaves_out_who_is_asked_about(question, words) is left_out


@given(st.text(alphabet="马克龙继之后除外,访华", max_size=20))
def test_who_is_named_besides_is_told_of(words):
    """Whoever is left out before."""
    assert not leaves_out_who_is_asked_about("马克龙访华时间?", f"{words}。马克龙5月访华")


@pytest.mark.parametrize(
    ("question", "sentence", "pointed", "speaks"),
    [
        ("谁枪击了安倍?", "总统拜登对安倍遇害深表悲痛。", "拜登", True),
        ("谁研制了疫苗?", "部长张三表示,疫苗很安全。", "张三", True),
        ("谁枪击了安倍?", "山上对枪击安倍表示后悔。", "山上", False),
        ("谁枪击了安倍?", "开枪的是山上。", "山上", False),
        ("谁谴责了袭击?", "总统拜登对袭击表示谴责。", "拜登", False),
        ("总统是谁?", "总统拜登对安倍遇害深表悲痛。", "拜登", False),
    ],
)
def test_who_speaks_of_a_deed_has_not_done_it(question, sentence, pointed, speaks):
    """Where the sentence does not name the deed, and speaking is not what is asked."""
    behind = sentence[sentence.index(pointed) + len(pointed) :]
    assert only_speaks_of_it(question, sentence, behind) is speaks
