import pytest

from qa.nearby import quoted_in, said_next, with_next
from qa.retriever import Ranked
from tests.small_assistant import store_of

TALK = """港口访谈

记者:请介绍一下港口。

李明:港口1931年开港，当时只有两条船。

后来又修了一次，花了三年时间。

记者:今天还有人打鱼吗?

李明:没有了，几年前就没有人来打鱼了。

现在来的都是游客。
"""


@pytest.fixture
def store(tmp_path):
    """An index of one interview with two exchanges."""
    with store_of(tmp_path, TALK) as opened:
        yield opened


def texts(passages):
    """Return how the passages' texts begin."""
    return [passage.paragraph.text[:3] for passage in passages]


def test_what_is_said_next_are_the_interviewees_paragraphs_behind_the_quoted_one(store):
    """In order, without the interviewer's question between them, marks of a quote or not."""
    for answer, quoted, behind in (
        ("港口1931年开港，当时只有两条船。", "港口1", ["后来又", "没有了", "现在来"]),
        ("港口**1931年**开港，当时只有两条船。 [1]", "港口1", ["后来又", "没有了", "现在来"]),
        ("现在来的都是游客。", "现在来", []),
    ):
        passage = quoted_in(answer, store, None)
        assert texts([passage]) == [quoted]
        assert texts(said_next(passage, store)) == behind


@pytest.mark.parametrize(
    "answer", ["", "。", "采访没有谈到这一点。", "港口里有一只猫，谁也不认识它。"]
)
def test_an_answer_that_quotes_nothing_is_found_nowhere(store, answer):
    """A refusal, or words that stand in no paragraph."""
    assert quoted_in(answer, store, None) is None


def test_what_is_said_next_gains_the_less_the_further_it_is(store):
    """Found or not; what was quoted itself gains nothing."""
    name = store.interviews()[0].id
    quoted, first, second = (
        next(p for p in store.passages_at(name, range(1, 20)) if p.paragraph.text.startswith(start))
        for start in ("港口1931", "后来又", "没有了")
    )
    found = [Ranked(quoted, 1.0, 0.8, 0, 0), Ranked(second, 0.5, 0.7, 0, 0)]
    ranked = with_next(found, [first, second], 0.4)
    scores = {each.passage.row: each.score for each in ranked}
    assert scores[quoted.row] == 1.0
    assert scores[first.row] == pytest.approx(0.5 + 0.4)
    assert 0.5 < scores[second.row] < 0.9
    assert [each.score for each in ranked] == sorted(scores.values(), reverse=True)
    assert with_next([], [first], 0.4) == ()
