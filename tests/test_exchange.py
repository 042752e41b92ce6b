import numpy as np
import pytest

from qa.exchange import answers_to, asked_in, is_asked, with_answers
from qa.retriever import Ranked
from tests.small_assistant import store_of

TALK = """港口访谈

记者:请介绍一下港口。

李明:港口1931年开港。

后来又修了一次。

记者:今天还有人打鱼吗?

李明:没有了，几年前就没有人来打鱼了。
"""


@pytest.fixture
def store(tmp_path):
    """An index of one interview with two exchanges."""
    with store_of(tmp_path, TALK) as opened:
        yield opened


def ranked(store, *scores):
    """Return candidates: (beginning of the passage's text, score)."""
    name = store.interviews()[0].id
    passages = store.passages_at(name, range(1, 20))
    return [
        Ranked(next(p for p in passages if p.paragraph.text.startswith(text)), score, 0.8, 0.0, 0.0)
        for text, score in scores
    ]


def texts(candidates):
    """Return how the candidates' texts begin."""
    return [each.passage.paragraph.text[:4] for each in candidates]


def test_a_found_question_gives_its_place_to_its_answer(store):
    """The answer comes first, even when the search did not find it at all."""
    found = with_answers(ranked(store, ("今天还有", 2.0), ("后来又修", 1.0)), store)
    assert texts(found) == ["没有了，", "今天还有", "后来又修"]
    assert is_asked(found[1].passage)


def test_an_answer_of_several_paragraphs_keeps_its_order(store):
    """Its first paragraph comes first; the question stands right behind it."""
    found = with_answers(ranked(store, ("请介绍一", 2.0)), store)
    assert texts(found) == ["港口19", "请介绍一", "后来又修"]


def test_an_answer_that_was_found_itself_keeps_its_higher_score(store):
    """Lending never takes away."""
    found = with_answers(ranked(store, ("没有了", 3.0), ("今天还有", 1.0)), store)
    assert (texts(found)[0], found[0].score) == ("没有了，", 3.0)


def test_answers_end_where_the_next_question_begins(store):
    """An exchange does not reach into the next one."""
    question = ranked(store, ("请介绍一", 1.0))[0].passage
    assert [p.paragraph.text for p in answers_to(question, store)] == [
        "港口1931年开港。",
        "后来又修了一次。",
    ]


def test_the_questions_of_an_interview_are_listed_in_order(store):
    """The table of contents of an interview."""
    name = store.interviews()[0].id
    assert [p.paragraph.text for p in asked_in(name, store)] == [
        "请介绍一下港口。",
        "今天还有人打鱼吗?",
    ]


def test_candidates_without_questions_stay_as_they_are(store):
    """Most searches find no question."""
    candidates = ranked(store, ("没有了", 3.0), ("后来又修", 1.0))
    assert list(with_answers(candidates, store)) == candidates
    assert np.isclose(candidates[0].score, 3.0)
