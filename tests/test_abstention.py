import pytest

from qa.abstention import nearest_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("月球背面的温度是多少?", "never"),
        ("Who won the football world cup?", "never"),
        ("What was the price of a mask?", "touched"),
    ],
)
def test_what_is_never_spoken_of_and_what_is_touched_are_told_apart(assistant, question, kind):
    """Nothing in the interview is about it, or something is, that does not answer."""
    answer = assistant.ask(question)
    assert not answer.answerable
    assert answer.abstention.kind == kind


def test_an_abstention_names_the_nearest_question_that_was_asked(assistant):
    """In the interviewer's words, with a link to where it was asked."""
    answer = assistant.ask("月球背面的温度是多少?")
    nearest = answer.abstention.nearest
    interview = assistant.interview(nearest.interview)
    paragraph = interview.paragraphs[nearest.paragraph - 1]
    assert paragraph.kind == "question"
    assert paragraph.text == nearest.question
    assert nearest.url.endswith(f"#p{nearest.paragraph}")
    assert answer.to_dict()["abstention"]["nearest"]["passage_id"] == paragraph.id


def test_an_answer_has_no_abstention(assistant):
    """One or the other."""
    answer = assistant.ask("山东省开通了多少个5G基站?")
    assert answer.answerable
    assert answer.abstention is None
    assert answer.to_dict()["abstention"] is None


def test_where_nobody_asks_anything_there_is_no_nearest_question():
    """An empty search has none either."""
    import numpy as np

    from qa.retriever import Found

    assert nearest_question(Found(np.zeros(3, np.float32), ()), store=None) is None
