import pytest

from index.errors import QuestionError
from qa.web.comparison import each_interview
from tests.small_assistant import TALKS, asker_of, small_assistant

QUESTION = "When did the harbour open?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    """An assistant for three interviews."""
    with small_assistant(tmp_path_factory.mktemp("comparison")) as opened:
        yield opened


def test_each_reply_is_of_one_interview_alone(assistant):
    """Nothing in it, cited or near by, comes from another one."""
    replies = list(each_interview(QUESTION, asker_of(assistant)))
    assert [reply.interview for reply in replies] == list(TALKS)
    for reply in replies:
        answer = reply.answer
        found = [*answer.hits, *answer.citations, *reply.related]
        assert found
        assert {each.interview for each in found} | {*reply.sources} == {reply.interview}


def test_of_many_interviews_the_nearest_to_the_question_are_asked(assistant):
    """They come first, and no more are asked than were wanted."""
    for question, nearest in ((QUESTION, "harbour"), ("Who paid for the school?", "school")):
        replies = list(each_interview(question, asker_of(assistant), most=2))
        assert len(replies) == 2
        assert replies[0].interview == nearest


def test_a_reply_comes_before_the_next_interview_is_asked(assistant):
    """It can be shown while the others are still to be asked."""
    asker = asker_of(assistant)
    replies = each_interview(QUESTION, asker)
    for number in (1, 2, 3):
        next(replies)
        lines = asker.metrics.text().decode().splitlines()
        counts = [line for line in lines if line.startswith("interview_answers_total{")]
        assert sum(float(line.rpartition(" ")[2]) for line in counts) == number


def test_a_question_that_cannot_be_asked_gets_no_reply(assistant):
    """The error is raised to who asked."""
    with pytest.raises(QuestionError):
        next(each_interview("???", asker_of(assistant)))
