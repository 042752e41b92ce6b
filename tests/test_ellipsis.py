import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ellipsis import completed, leaves_out


@pytest.mark.parametrize(
    ("question", "leaves"),
    [
        ("那防护服呢?", True),
        ("And protective suits?", True),
        ("What about the steel industry?", True),
        ("那绿色工厂有多少个?", False),
        ("What was done in the steel industry?", False),
    ],
)
def test_an_ellipsis_only_names_a_new_thing(question, leaves):
    """A question that asks something itself leaves nothing out."""
    assert leaves_out(question) is leaves


@given(st.text(max_size=20), st.text(max_size=30))
def test_whatever_was_said_is_completed_without_an_error(question, before):
    """Signs alone, other scripts and nothing at all are texts like any other."""
    assert isinstance(completed(question, before), str)


def test_something_alike_takes_the_place_of_what_it_resembles():
    """绿色园区 is put where 绿色工厂 stood."""
    assert completed("那绿色园区呢?", "山东有多少家绿色工厂?") == "山东有多少绿色园区?"


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        (
            "And green parks?", "How many green factories are there?",
            "How many green parks are there?",
        ),
        (
            "What about the steel industry?", "What was done in the chemical industry?",
            "What was done in the steel industry?",
        ),
        ("绿色园区呢?", "绿色工厂多少?", "绿色园区多少?"),
    ],
)  # fmt: skip
def test_words_take_the_place_of_words(question, before, expected):
    """Nothing is cut inside a word, and nothing is replaced that is longer than the new thing."""
    assert completed(question, before) == expected


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("那浙江省呢?", "山东省开通了多少5G基站?", "浙江省开通了多少5G基站?"),
        ("那江苏呢?", "开通了多少5G基站?", "江苏开通了多少5G基站?"),
        ("And in Japan?", "How many masks were sent?", "How many masks were sent in Japan?"),
        ("What about Qingdao?", "What is made in Jinan?", "What is made in Qingdao?"),
    ],
)
def test_another_place_is_asked_the_same(question, before, expected):
    """A place takes the place of a place, or is added where none was named."""
    assert completed(question, before) == expected


def test_something_else_is_asked_in_the_same_way():
    """The new thing keeps the old question's how-many, not its unit."""
    assert completed("那防护服呢?", "口罩调拨了多少只?") == "防护服 多少"
    assert completed("那示范区呢?", "青岛是第几座软件名城?") == "示范区是第几个"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("一次性口罩日产能多少?", "防护服日产能多少"),
        ("粗钢的产量是多少?", "防护服的产量是多少"),
        ("防护服产量有多少?", "防护服产量有多少"),
        ("口罩多少只?", "防护服 多少"),
    ],
)
def test_an_attribute_of_the_old_thing_is_asked_of_the_new_one(before, expected):
    """The daily output of masks is followed by that of suits, not by any number of suits."""
    assert completed("那防护服呢?", before).rstrip("?") == expected


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("And green parks?", "专项累计培育了多少个?", "How many green parks?"),
        ("那绿色园区呢?", "How many factories are there?", "绿色园区有多少?"),
        ("And the photographer?", "谁接受了采访?", "Who is the photographer?"),
        ("那智能制造呢?", "What was done in the steel industry?", "智能制造做了什么?"),
        ("那智能制造呢?", "Is the steel industry well?", "智能制造"),
        (
            "What about pilot demonstrations of smart manufacturing?", "绿色工厂有几家?",
            "How many pilot demonstrations of smart manufacturing?",
        ),
    ],
)  # fmt: skip
def test_a_thing_in_another_language_is_asked_about_in_its_own(question, before, expected):
    """No question is half in one language and half in the other."""
    assert completed(question, before) == expected


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("And Zhejiang?", "山东省开通了多少5G基站?", "浙江省开通了多少5G基站?"),
        ("那青岛呢?", "What is made in Jinan?", "What is made in Qingdao?"),
        ("那日本呢?", "How many masks were sent?", "How many masks were sent in Japan?"),
        ("And in 2019?", "2020年新增了多少企业?", "2019年新增了多少企业?"),
        ("And in 2019?", "新增了多少企业?", "2019年新增了多少企业?"),
        ("那2019年呢?", "How many are there?", "How many are there in 2019?"),
    ],
)  # fmt: skip
def test_a_place_or_a_year_goes_into_a_question_in_another_language(question, before, expected):
    """Both can be said in either."""
    assert completed(question, before) == expected
