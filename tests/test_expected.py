import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.expected import holds_what_is_asked

BASES = "开通5G基站超过5万个,全省重点应用区实现连续覆盖。"


@pytest.mark.parametrize(
    "question",
    [
        "省政府给每家口罩厂补贴了多少?",
        "5G基站一共花了多少钱?",
        "5G基站花了多少万元?",
        "How much did the 5G network cost?",
    ],
)
def test_a_number_of_things_is_no_price(question):
    """However alike the words are."""
    assert not holds_what_is_asked(question, BASES)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("转贷了多少钱?", "转贷金额近800亿元"),
        ("门票多少钱?", "进去无需门票"),
        ("那个计划编了多少钱?", "编了7,800万"),
        ("How much does it cost?", "a room is about forty dollars"),
        ("他几岁?", "1962年出生"),
        ("他多大年纪?", "五十多岁"),
        ("哪一年来的?", "改革开放以后"),
        ("有多少人反对?", "大多数人"),
        ("How many came?", "All of them did"),
        ("增长率是多少?", "经济同比增长3.9%"),
        ("What share of GDP is it?", "占比重达到30.2%"),
        ("开幕时间", "去年2月初开幕"),
        ("When did it open?", "It opened in 1931"),
        ("哪天开幕的?", "8月16日开幕"),
        ("开幕日期", "定在2月"),
        ("What date did it open?", "It opened on the 16th"),
        ("平均年薪是多少?", "一年能拿30万"),
        ("投资多少家企业?", "一共5家"),
        ("居全国第几?", "数量居全国首位"),
        ("那是第几天?", "2450084"),
        ("第几次来?", "三度来访"),
        ("什么时候上映的?", "三个月后上映"),
        ("什么时候上映的?", "光绪十年"),
        ("什么时候能建好?", "三个月"),
        ("用了多少时间?", "三个月"),
        ("When did it open?", "It opened two years ago"),
        ("在哪举办?", "在青岛国际会议中心"),
        ("在哪举办?", "伦敦"),
        ("Where was it held?", "东浩兰生集团"),
    ],
)
def test_what_is_asked_may_be_said_in_many_ways(question, words):
    """In figures or in words."""
    assert holds_what_is_asked(question, words)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("厅长多少岁?", "厅长接受了记者专访"),
        ("有多少家工厂?", "推动传统产业焕发新的生机"),
        ("How many letters came?", "letters were written"),
        ("增长率是多少?", "完成技改投资3万亿元以上"),
        ("What percentage of firms joined?", "有5万家企业参加"),
        ("What was the price of a mask?", "累计向省内外调拨口罩6000万只"),
        ("When was it founded?", "a port with many ships"),
        ("哪天开幕的?", "2022年开幕"),
        ("开幕日期是?", "开幕于2022年"),
        ("Which day did it open?", "It opened in 1931"),
        ("平均年薪是多少?", "已经30年了"),
        ("去年的票房是多少?", "超过2022年"),
        ("是第几次夺冠?", "两次"),
        ("上映时间?", "三个月"),
        ("什么时候上映的?", "花了十多年时间"),
        ("When did it open?", "three years"),
        ("在哪举办?", "东浩兰生集团"),
        ("举办地点是?", "组委会"),
    ],
)
def test_words_without_such_a_thing_do_not_answer(question, words):
    """No age, no amount."""
    assert not holds_what_is_asked(question, words)


@pytest.mark.parametrize(
    "question",
    ["为什么推行链长制?", "那几个朝代中,哪个最积极?", "何时以及如何进入欧洲?", "谁来了?", ""],
)
@given(words=st.text(max_size=40))
def test_where_another_thing_is_asked_nothing_is_said(question, words):
    """Why, who, which: left to the reader, on any words."""
    assert holds_what_is_asked(question, words)
