import pytest

from qa.lists import list_request, ordinal


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("哪五方面工作?", 5),
        ("三个坚决指哪三个?", 3),
        ("做了哪几个方面的工作?", None),
        ("有哪些经验?", None),
        ("What are the five aspects?", 5),
        ("Which measures were taken?", None),
    ],
)
def test_questions_for_several_points_are_recognised(question, count):
    """With the number they name, if they do."""
    request = list_request(question)
    assert request is not None
    assert request.count == count


@pytest.mark.parametrize(
    "question", ["开通了多少个5G基站?", "第二个方面讲了什么?", "有几个绿色园区?", "Who was it?"]
)
def test_other_questions_are_not(question):
    """A number, an ordinal or a how-many asks for one thing."""
    assert list_request(question) is None


@pytest.mark.parametrize(
    ("question", "number"),
    [("第二个方面讲了什么?", 2), ("第3点呢?", 3), ("And the third?", 3), ("开通了多少?", None)],
)
def test_ordinals_name_a_point(question, number):
    """In Chinese, in digits and in English."""
    assert ordinal(question) == number


def test_a_passage_that_names_them_all_answers_instead_of_a_list(assistant):
    """The policies stand in one sentence; the five points below are about something else."""
    answer = assistant.ask("出台了哪些支持民营经济的政策?")
    assert "“非十条”“民营经济35条”“三保十条”" in answer.citations[0].quote
    assert len(assistant.ask("支持民营经济做了哪些工作?").citations) == 5
