import pytest

from qa.premise import asks_about_now, asks_what_is_to_come, takes_an_end_for_granted

FOUNDED = "培育“海尔卡奥斯”“浪潮云洲”2个国家级“双跨”平台。"


@pytest.mark.parametrize(
    "question",
    ["为什么关停了浪潮云洲平台?", "為什麼取消了平台?", "Why did the province close the platform?"],
)
def test_what_was_founded_was_not_closed(question):
    """In either script and in another language."""
    assert takes_an_end_for_granted(question, FOUNDED)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("为什么关停了工厂?", "那年工厂就停产了"),
        ("Why was the school closed?", "We had no money left and sold it."),
        ("为什么要培育平台?", FOUNDED),
        ("公司叫什么?", FOUNDED),
    ],
)
def test_an_end_in_other_words_and_no_end_at_all_are_fine(question, words):
    """Only an end that the words know nothing of is taken for granted."""
    assert not takes_an_end_for_granted(question, words)


@pytest.mark.parametrize(
    ("question", "words", "only_past"),
    [
        ("明年打算建多少5G基站?", "开通5G基站超过5万个", True),
        ("How many will you build next year?", "开通5G基站超过5万个", True),
        ("下一步有什么打算?", "我们将继续努力", False),
        ("What do you plan to do?", "We want to build more", False),
        ("明年目标是多少?", "好于预期,完成了年初确定的目标任务", True),
        ("明年目标是多少?", "目标是5%", False),
        ("建了多少5G基站?", "开通5G基站超过5万个", False),
    ],
)
def test_what_was_done_is_not_what_is_to_come(question, words, only_past):
    """Unless the words speak of it in any way."""
    assert asks_what_is_to_come(question, words) is only_past


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("What time is it?", True),
        ("What day is it today?", True),
        ("What's the weather like?", True),
        ("現在幾點?", True),
        ("北京今天天气怎么样?", True),
        ("What time is it held?", False),
        ("What is the date of the interview?", False),
        ("现在有几家企业?", False),
        ("今天的会议讲了什么?", False),
    ],
)
def test_the_moment_of_asking_is_in_no_interview(question, now):
    """The hour, the day and the weather, not what an interview can say of a day."""
    assert asks_about_now(question) is now


def test_a_false_premise_is_refused(assistant):
    """Not answered around, although the interview gives reasons for the opposite."""
    assert not assistant.ask("为什么取消了链长制?").answerable
    assert assistant.ask("为什么推行链长制?").answerable
    assert not assistant.ask("明年打算建多少5G基站?").answerable
    assert not assistant.ask("What time is it?").answerable
