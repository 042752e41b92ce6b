from index.documents import Document
from index.transcript import parse_interview
from qa.suggestions import possible, suggested

TALK = """港口访谈

记者:您好。请介绍一下港口?

李明:港口1931年开港。

记者:今天还有人打鱼吗?

李明:没有了，几年前就没有人来打鱼了。

记者:那学校呢?

李明:学校在河边。
"""
ASKED = ["请介绍一下港口?", "今天还有人打鱼吗?"]


def talk():
    """Return the parsed talk."""
    return parse_interview(Document("talk.txt", TALK, "utf-8"), "talk")


def test_what_the_interviewer_asked_can_be_asked():
    """The question itself, without the greeting; too short ones are left out."""
    assert [each.question for each in possible(talk())] == ASKED


def test_only_questions_that_are_answered_are_offered():
    """Each is asked first."""
    assert suggested(talk(), 0, [], lambda question: "打鱼" in question) == ASKED[1:]


def test_what_was_asked_is_not_offered_again():
    """In either script."""
    assert suggested(talk(), 0, ["請介紹一下港口?"], lambda _: True) == ASKED[1:]


def test_what_follows_comes_first():
    """A conversation goes on from where it is."""
    near = next(each.paragraph for each in possible(talk()) if "打鱼" in each.question)
    assert suggested(talk(), near, [], lambda _: True)[0] == ASKED[1]


def test_the_default_interview_suggests_what_it_answers(assistant):
    """Three at the beginning, and others after the first was asked."""
    first = assistant.suggest()
    assert len(first) == 3
    answers = [assistant.ask(question) for question in first]
    assert all(answer.answerable for answer in answers)
    assert first[0] not in assistant.suggest(answers[0])
