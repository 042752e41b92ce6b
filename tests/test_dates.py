import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dates import (
    counts_a_whole_year,
    months,
    names_another_date,
    names_another_range,
    number,
    numbered,
    quarters,
    ranges,
    years,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020年8月和十二月", {8, 12}),
        ("3个月后,几月?月亮和12个月", set()),
        ("6-9月,1月至三月,七、八月", {1, 3, 6, 7, 8, 9}),
        ("in August 2022, on March 3, and 4 May", {8, 3, 5}),
        ("may march on", set()),
    ],
)
def test_months_are_named_in_figures_in_words_and_in_english(text, found):
    """How long something takes is no month, and neither are the words may and march."""
    assert months(text) == found


def test_quarters_and_numbered_things():
    """首届 is the first one."""
    assert quarters("2022年一季度,第3季度, the fourth quarter, Q2") == {1, 2, 3, 4}
    assert numbered("首届大会和第三届大会,第12艘") == {("届", 1), ("届", 3), ("艘", 12)}
    assert years("2020年和12020号") == {"2020"}
    assert years("the 1970s, the 1980's and 1990年代") == set()


@given(st.integers(1, 99))
def test_numbers_below_a_hundred_are_read_as_they_are_written(value):
    """In digits and in Chinese: 十, 十二, 二十, 二十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    written = ("" if tens < 2 else digits[tens]) + ("十" if tens else "")
    written += digits[ones] if ones else ""
    assert number(written) == number(str(value)) == value


@pytest.mark.parametrize(
    ("question", "near", "another"),
    [
        ("2022年8月出口了多少?", "2022年10月出口了27万辆", True),
        ("2022年8月出口了多少?", "2022年8月出口了27万辆,7月少一些", False),
        ("8月出口了多少?", "这个月出口了27万辆", False),
        ("How many were sold in August?", "2022年10月出口了27万辆", True),
        ("一季度增长了多少?", "第二季度增长了5%", True),
        ("第一季度增长了多少?", "一季度增长了5%", False),
        ("第三艘什么时候下水?", "第二艘在春天下水", True),
        ("首届在哪里办?", "第一届在济南办,第二届在青岛", False),
        ("神舟十四号上有谁?", "神舟十三号上有三人", True),
        ("神舟十四号上有谁?", "神舟14号上有三人,神舟十三号回来了", False),
        ("三月十四号来了谁?", "三月十五号来了三人", False),
        ("2019年有多少个?", "2020年有5万个", True),
        ("2019年有多少个?", "有5万个", True),
        ("有多少个?", "2020年10月有5万个", False),
    ],
)
def test_what_is_said_of_one_date_does_not_answer_for_another(question, near, another):
    """The interview as a whole speaks of 2020 alone."""
    assert names_another_date(question, near, f"{near} 2020年") is another


@given(st.text("2019年8月第三届首季度一二十in August ", max_size=40))
def test_a_text_names_no_other_date_than_itself(text):
    """Whatever it names."""
    assert not names_another_date(text, text, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2021-2022赛季,1976年至1980年,2019/20", {(2021, 2022), (1976, 1980), (2019, 2020)}),
        ("2021-03-04, 2021年到12月, 2022-2021", set()),
    ],
)
def test_runs_of_years_are_told_from_dates(text, found):
    """A run goes up, and what follows a year in a date is no year."""
    assert ranges(text) == found


@pytest.mark.parametrize(
    ("question", "words", "another"),
    [
        ("2021-2022赛季谁赢了?", "2020-2021赛季山东赢了", True),
        ("2021-2022赛季谁赢了?", "2021年至2022年的赛季山东赢了", False),
        ("2021-2022赛季谁赢了?", "山东赢了", False),
        ("2021年谁赢了?", "2020-2021赛季山东赢了", False),
    ],
)
def test_one_season_is_not_the_next(question, words, another):
    """Though both name a year in common."""
    assert names_another_range(question, words) is another


@pytest.mark.parametrize(
    ("question", "words", "year"),
    [
        ("一季度增长了多少?", "今年增长5.7%", True),
        ("How much did it grow in March 2020?", "去年增长5.7%", True),
        ("一季度增长了多少?", "今年第一季度增长5.7%", False),
        ("一季度增长了多少?", "增长5.7%", False),
        ("今年增长了多少?", "今年增长5.7%", False),
        ("一季度做了什么?", "今年出台了政策", False),
    ],
)
def test_a_year_s_amount_is_not_a_quarter_s(question, words, year):
    """Where the words name no part of the year, and an amount is asked for."""
    assert counts_a_whole_year(question, words) is year
