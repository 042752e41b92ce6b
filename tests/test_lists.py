import pytest

from qa.lists import list_request


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("哪五方面工作?", 5),
        ("三个坚决指哪三个?", 3),
        ("做了哪几个方面的工作?", None),
        ("有哪些经验?", None),
        ("三个坚决", 3),
        ("What are the five aspects?", 5),
        ("What are the three resolutes?", 3),
        ("Which measures were taken?", None),
    ],
)
def test_questions_for_several_points_are_recognised(question, count):
    """With the number they name, if they do."""
    request = list_request(question)
    assert request is not None
    assert request.count == count


@pytest.mark.parametrize(
    "question",
    [
        "开通了多少个5G基站?",
        "第二个方面讲了什么?",
        "有几个绿色园区?",
        "三个问题怎么解决?",
        "Who was it?",
    ],
)
def test_other_questions_are_not(question):
    """A number, an ordinal or a how-many asks for one thing."""
    assert list_request(question) is None


def test_a_passage_that_names_them_all_answers_instead_of_a_list(assistant):
    """The policies stand in one sentence; the five points below are about something else."""
    answer = assistant.ask("出台了哪些支持民营经济的政策?")
    assert "“非十条”“民营经济35条”“三保十条”" in answer.citations[0].quote
    assert len(assistant.ask("支持民营经济做了哪些工作?").citations) == 5


def test_what_a_question_quotes_announces_its_points(assistant):
    """The three points of “早、实、好” are meant, not the three inside the second one."""
    answer = assistant.ask("复工复产的“早、实、好”分别指什么?")
    heads = [citation.quote[:5] for citation in answer.citations]
    assert heads == ["一是行动早", "二是措施实", "三是效果好"]


def test_points_are_found_by_the_paragraph_that_announces_them(assistant):
    """None of the three paragraphs is like the question, the one before them is."""
    for question in ("新动能培育涉及哪几个领域?", "新动能从哪些方面培育?"):
        answer = assistant.ask(question)
        assert [citation.paragraph for citation in answer.citations] == [31, 32, 33]


def test_what_is_quoted_in_another_language_announces_its_points(assistant):
    """By a translation: both lists have three points."""
    answer = assistant.ask('What are the three "resolutely" tasks?')
    heads = [citation.quote[:4] for citation in answer.citations]
    assert heads == ["一是坚决", "二是坚决", "三是坚决"]


def test_a_list_is_found_for_a_question_in_another_language(assistant):
    """By the words of its title, where another list has as many points."""
    answer = assistant.ask("What are the three resolutes?")
    heads = [citation.quote[:4] for citation in answer.citations]
    assert heads == ["一是坚决", "二是坚决", "三是坚决"]
