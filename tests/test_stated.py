from qa.question import read_question


def quoted(quotes):
    """Return the words of quotes in one string."""
    return " ".join(quote.text for quote in quotes)


def test_a_question_about_the_interview_gets_the_line_that_states_it(assistant):
    """The photographer stands in a credit line, which no search finds."""
    quotes = assistant._stated.facts(read_question("照片是谁拍的?"), None)
    assert "陈文进" in quoted(quotes)


def test_a_question_about_the_content_states_nothing(assistant):
    """It is left to the search."""
    assert assistant._stated.facts(read_question("开通了多少个5G基站?"), None) == []


def test_an_ordinal_means_a_point_of_the_list_just_asked_for(assistant):
    """What is meant is its second point, to the end of the paragraph."""
    asked = read_question("第二个具体是什么?")
    quotes = assistant._stated.point(asked, ["复工复产的措施实体现在哪三个抓?"], None)
    assert "抓政策措施制定落实" in quoted(quotes)
    assert len(quotes) == 1


def test_an_ordinal_without_a_list_before_it_means_nothing(assistant):
    """There is no second point of a number."""
    asked = read_question("第二个具体是什么?")
    assert assistant._stated.point(asked, [], None) == []
    assert assistant._stated.point(asked, ["开通了多少个5G基站?"], None) == []


def test_a_list_of_another_place_is_not_given(assistant):
    """Its points are Shandong's, however well they fit."""
    answer = assistant.ask("江苏省复工复产的措施实体现在哪三个抓?")
    assert not answer.answerable
