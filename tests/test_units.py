import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.units import counts_another, without_unit


@pytest.mark.parametrize(
    ("question", "words", "another"),
    [
        ("驻企特派员一共有多少名?", "12批", True),
        ("培訓了幾個月?", "3家企業", True),
        ("重多少吨?", "长达30米", True),
        ("有多少人参与?", "18 歲以下", True),
        ("有多少人参与?", "5000 人", False),
        ("观看了多少次?", "超20万人次", False),
        ("有多少家企业?", "1100余万户", False),
        ("有多少个基站?", "12批", False),
        ("有多少名特派员?", "分12批派出36人", False),
        ("有多少名特派员?", "三十六", False),
        ("服务了多少家企业,金额是多少?", "800亿元", False),
        ("平壤的几所小学自哪一年停课?", "2009年", False),
    ],
)
def test_an_amount_has_a_unit_of_the_family_asked_for(question, words, another):
    """One of them is enough, and a bare number may be anything; one thing must be asked."""
    assert counts_another(question, words) is another


@given(st.text(alphabet="0123456789三十万名人家批次年月吨米个多少几,", max_size=30))
def test_an_amount_in_the_unit_asked_for_is_never_another(words):
    """Whatever stands beside it."""
    assert not counts_another("有多少名学生?", f"{words},5名")


@pytest.mark.parametrize(
    ("question", "loose"),
    [
        ("口罩调拨了多少只?", "口罩调拨了多少?"),
        ("发来几封感谢信?", "发来多少感谢信?"),
        ("青岛是第几座软件名城?", "青岛是第几座软件名城?"),
        ("培训了几天?", "培训了几天?"),
        ("谁来了?", "谁来了?"),
    ],
)
def test_another_thing_is_asked_for_in_no_unit(question, loose):
    """A place in an order and a time stay what they are."""
    assert without_unit(question) == loose


def test_batches_are_no_people(assistant):
    """The interview counts the batches in which people were sent, not the people."""
    assert not assistant.ask("驻企特派员一共有多少名?").answerable
    assert assistant.ask("驻企特派员分多少批派出?").answerable
