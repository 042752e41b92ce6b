import pytest


def test_an_interviewers_statement_is_given_as_the_interviewers(assistant):
    """Where nobody else says it: with who said it in front, and cited with that role."""
    answer = assistant.ask("工信厅获得了多少个先进集体?")
    assert answer.answerable
    assert answer.answer.startswith("采访者在提问中说：")
    assert [each.role for each in answer.citations] == ["interviewer"]
    assert "先进集体11个" in answer.citations[0].quote


def test_an_interviewees_words_come_first(assistant):
    """What the interviewee says is never put aside for a question that says the same."""
    answer = assistant.ask("重点医疗物资怎么调配?")
    assert answer.answerable
    assert {each.role for each in answer.citations} == {"interviewee"}


def test_a_price_is_not_a_number_of_things(assistant):
    """How many base stations there are does not say what they cost."""
    assert not assistant.ask("5G基站一共花了多少钱?").answerable
    assert assistant.ask("5G基站一共有多少个?").answerable


@pytest.mark.parametrize(
    "question",
    ["今天天气怎么样?", "讲个笑话", "Tell me a joke", "What is the weather today?", "你好"],
)
def test_small_talk_is_not_answered(assistant, question):
    """Whatever passage is nearest, it shares nothing with the question."""
    assert not assistant.ask(question).answerable
