import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.attributes import asked_of, attribute_in


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("那金额是多少?", "转贷服务惠及多少家企业?", "转贷服务惠及多少家企业 金额是多少?"),
        ("總金額呢?", "转贷服务惠及多少家企业?", "转贷服务惠及多少家企业 金额是多少?"),
        ("时间呢?", "在哪里开的会?", "在哪里开的会 时间是什么时候?"),
        ("那么,地点?", "什么时候开的会?", "什么时候开的会 地点在哪里?"),
        ("具体原因是什么?", "关停了多少家?", "关停了多少家 原因是什么?"),
        ("And the amount?", "How many loans?", "How many loans? How much is the amount?"),
        ("What was the reason?", "Who left?", "Who left? What is the reason?"),
    ],
)
def test_an_attribute_is_asked_of_what_was_asked_about(question, before, whole):
    """In either script and in English."""
    assert asked_of(question, before) == whole


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("转贷金额是多少?", "转贷服务惠及多少家企业?"),
        ("那防护服呢?", "口罩有多少?"),
        ("And the number of firms?", "How many loans?"),
        ("它的地址呢?", "这个公园大吗?"),
        ("金额?", "How many loans?"),
        ("And the amount?", "有多少贷款?"),
        ("", "有多少贷款?"),
    ],
)
def test_what_names_something_else_is_left_alone(question, before):
    """A thing, what a pronoun stands for, an earlier question in another language."""
    assert asked_of(question, before) == ""


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_asked_keeps_the_earlier_question(question, before):
    """What is made begins with it."""
    whole = asked_of(question, before)
    assert not whole or whole.startswith(before.rstrip("?？。. "))
    assert bool(whole) <= bool(attribute_in(question))


def test_a_follow_up_for_an_attribute_is_answered(assistant):
    """Of what the conversation speaks of."""
    answer = assistant.ask("那金额是多少?", ["转贷服务惠及多少家企业?"])
    assert "近800亿元" in answer.answer
    answer = assistant.ask("地点呢?", ["开了什么专题党性教育会议?", "时间呢?"])
    assert "**焦裕禄干部教育学院**" in answer.answer
    answer = assistant.ask("是什么时候?", ["在哪里召开了专题党性教育会议?"])
    assert "去年10月" in answer.answer
