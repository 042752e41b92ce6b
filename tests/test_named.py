import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.named import speaks_of_another

TEXT = "2020年,山东省开通5G基站超过5万个,青岛培育“海尔卡奥斯”平台,发布《指数报告(2019)》。"


@pytest.mark.parametrize(
    "question",
    [
        "浙江省开通了多少个5G基站?",
        "济南有多少个5G基站?",
        "How many 5G base stations has Japan?",
        "2018年开通了多少?",
        "《白皮书》说了什么?",
        "“云洲”平台怎么样?",
        "华为Mate60卖了多少?",
        "8万个5G基站是怎么开通的?",
        "How many 6G base stations are there?",
        "开通了多少6G基站?",
    ],
)
def test_another_place_year_title_or_name_is_not_answered(question):
    """What is said of one thing does not answer for another."""
    assert speaks_of_another(question, TEXT, TEXT)


@pytest.mark.parametrize(
    "question",
    [
        "山东省开通了多少个5G基站?",
        "What was founded in Qingdao?",
        "How many 5g base stations are there?",
        "Was $3G spent on 30D of work?",
        "向外省转移了多少?",
        "2020年开通了多少?",
        "“海尔卡奥斯”是什么?",
        "開通了多少個基站?",
    ],
)
def test_what_the_interview_names_may_be_asked(question):
    """Names that occur, in either script, are no reason to refuse."""
    assert not speaks_of_another(question, TEXT, TEXT)


def test_a_place_named_in_passing_is_not_what_the_rest_is_about():
    """Where an interview is about one place, its figures are not those of another it mentions."""
    talk = "山东有工厂。山东有港口。我们去深圳学习。山东建成绿色工厂78个。"
    assert speaks_of_another("深圳有多少绿色工厂?", "山东建成绿色工厂78个。", talk)
    assert not speaks_of_another("去深圳做什么?", "我们去深圳学习。", talk)
    assert not speaks_of_another("山东有多少绿色工厂?", "建成绿色工厂78个。", talk)
    assert not speaks_of_another("深圳和山东谁的多?", "建成绿色工厂78个。", talk)


def test_a_passage_without_a_year_does_not_contradict_one():
    """Last year may well be the year that is asked about, if the interview speaks of it."""
    assert not speaks_of_another("2019年增长了多少?", "去年增长5%。", TEXT)
    assert not speaks_of_another("2018年增长了多少?", "去年增长5%。", "去年增长5%。很好。")
    assert speaks_of_another("2024年增长了多少?", "去年增长5%。", TEXT)


def test_a_title_in_another_language_is_a_translation():
    """The interview has it in its own words, so that it does not stand there proves nothing."""
    said = "培育2个国家级“双跨”平台。"
    assert not speaks_of_another('Which are the "double cross" platforms?', said, said)
    assert speaks_of_another("“三跨”平台有哪些?", said, said)


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("“两广事件”后设立了什么?", False),
        ("“波士顿-华盛顿城市带”在哪国?", False),
        ("“两湖事件”后设立了什么?", True),
        ("“事件”后设立了什么?", True),
    ],
)
def test_a_title_may_be_written_as_it_is_heard(question, another):
    """By a recogniser, which also loses punctuation; two characters sound alike by chance."""
    text = "陈诚赴粤设立行营,解决两广十件。美国东岸有波士顿,华盛顿城市带。"
    assert speaks_of_another(question, text, text) is another


@given(
    st.text("两广事件，波士顿 abc", min_size=2, max_size=12), st.text("两广十件顿a，", max_size=30)
)
def test_a_text_that_holds_a_title_names_it(title, before):
    """Wherever it stands."""
    text = f"{before}{title}在这里"
    assert not speaks_of_another(f"《{title}》是什么?", text, text)
