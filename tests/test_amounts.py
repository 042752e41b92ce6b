import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.amounts import counted, names_another_amount, stands_beside

TEXT = "国家级绿色工厂78个、绿色园区6个,发放贷款800亿元,开通5G基站超过5万个。"


def number(question, text=TEXT):
    """Return the number that is meant, "" when it is not clear."""
    place = counted(question, text, (0, len(text)))
    return text[slice(*place)] if place else ""


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("山东有多少家绿色园区?", "6个"),
        ("國家級綠色工廠有多少個?", "78个"),
        ("发放贷款多少钱?", "800亿元"),
    ],
)
def test_the_number_beside_what_is_counted_is_meant(question, meant):
    """In either script, whatever the measure word."""
    assert number(question) == meant


@pytest.mark.parametrize(
    "question",
    ["绿色园区在哪里?", "绿色园区多少钱?", "有多少家工厂?", "How many green parks are there?"],
)
def test_where_it_is_not_clear_nothing_is_said(question):
    """No amount asked for, another unit, part of an item, another language."""
    assert number(question) == ""


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("防护服日产能多少?", "45万件"),
        ("省级以上先进个人有多少个?", "14名"),
        ("口罩和防护服有多少?", ""),
        ("防护服有多少吨?", ""),
        ("比疫情初期增长多少?", ""),
    ],
)
def test_an_item_of_a_list_is_named_by_its_end(question, meant):
    """Where what is said of the whole list stands at its first; one item, in a fitting unit."""
    text = (
        "医用口罩日产能1.3亿只、医用防护服45万件,先进集体11个、先进个人14名,2020年较初期增长5倍多。"
    )
    assert number(question, text) == meant


def test_a_unit_may_stand_apart_from_its_number():
    """As some set numbers in Chinese; what goes on behind it is no end of an item."""
    text = "绿色园区 6 个、绿色工厂 78 个。连署平台 5000 人参加"
    assert number("国家级绿色园区多少?", text) == "6 个"
    assert number("连署的平台有多少次?", text) == ""


@given(st.text(alphabet="绿色园区工厂多少家个,、0123456789万", max_size=40))
def test_what_is_found_is_a_number_of_the_text(text):
    """On any text the place lies within it and holds a digit."""
    place = counted("绿色园区有多少?", text, (0, len(text)))
    assert place is None or any(char.isdigit() for char in text[slice(*place)])


@pytest.mark.parametrize(
    ("question", "words", "pointed", "beside"),
    [
        ("How much crude steel capacity was cut?", ("钢", "产能"), "2110万吨", True),
        ("How many letters of thanks came?", ("信", "感谢"), "14封", True),
        ("How many parks are left?", ("化工", "园区"), "84家", False),
        ("How much crude steel capacity was cut?", ("钢", "产能"), "3100万吨", False),
        ("How much capacity was cut?", ("产能",), "2110万吨", False),
        ("Where was crude steel capacity cut?", ("钢", "产能"), "2110万吨", False),
        ("How much work was there?", ("工作", "天"), "3天", False),
    ],
)
def test_translations_around_a_number_tell_what_it_counts(question, words, pointed, beside):
    """All of them in its clause, before it or behind it, and no other number there."""
    text = (
        "压减粗钢产能2110万吨,淘汰炼油产能3100万吨,发来14封感谢信,化工园区由199家压减到84家,"
        "5个人工作3天。"
    )
    at = text.index(pointed)
    assert stands_beside(question, words, text, (at, at + len(pointed))) is beside


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("转贷900亿元是怎么做到的?", True),
        ("How were 90 million masks delivered?", True),
        ("转贷800亿元是怎么做到的?", False),
        ("口罩60,000,000只是怎么调的?", False),
        ("6000万只口罩是怎么调的?", False),
        ("How were 60 million masks delivered?", False),
        ("转贷超过900亿元了吗?", False),
        ("About 50 million masks were delivered to whom?", False),
        ("5家企业是哪些?", False),
    ],
)
def test_a_great_number_that_nobody_named_is_not_answered(question, another):
    """By its value, however it is written; not where it is only compared with."""
    assert names_another_amount(question, "转贷金额近800亿元,调拨口罩6000万只") is another


def test_of_numbers_written_in_chinese_nothing_is_said():
    """As a recogniser writes them: 八百亿 may be the one."""
    assert not names_another_amount("转贷800亿元是怎么做到的?", "转贷金额近八百亿元")


@given(st.text(alphabet="0123456789.,万亿元 million", max_size=40))
def test_a_text_names_its_own_amounts(text):
    """Whatever it holds."""
    assert not names_another_amount(text, text)
