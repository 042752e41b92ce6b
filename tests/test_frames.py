import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.expected import holds_what_is_asked
from qa.frames import asked_alike, asking_words

ASKED = [
    ("口罩要多少钱?", "How much do masks cost?"),
    ("他多少岁?", "How old is he?"),
    ("施工要多久?", "How long does it take?"),
    ("离这里多远?", "How far is it?"),
    ("有几家工厂?", "How many factories are there?"),
    ("什么时候开工?", "When does it begin?"),
    ("为什么减产?", "Why was it cut?"),
    ("工厂在哪里?", "Where is the factory?"),
    ("谁写的?", "Who wrote it?"),
    ("钢铁行业做了什么?", "What was done in the steel industry?"),
    ("怎样减产?", "How was it cut?"),
    ("哪些企业?", "Which companies?"),
    ("生产什么?", "What is made there?"),
]


@pytest.mark.parametrize(("chinese", "english"), ASKED)
def test_what_is_asked_for_is_the_same_in_both_languages(chinese, english):
    """There and back again it is still the same."""
    there, back = (
        asked_alike("masks", chinese, english=True),
        asked_alike("口罩", english, english=False),
    )
    assert asked_alike("口罩", there, english=False) == back
    assert asked_alike("masks", back, english=True) == there


def test_the_kind_of_answer_is_still_looked_for():
    """A number is no time, in whichever language it was asked for."""
    asked = asked_alike("the opening", "什么时候开工?", english=True)
    assert not holds_what_is_asked(asked, "很多")
    assert holds_what_is_asked(asked, "三月")


@given(st.text(max_size=30), st.booleans())
def test_what_asks_for_nothing_has_no_asking_words(text, english):
    """Neither has a question that is answered by yes or no."""
    assert asking_words(text, english=english).endswith("?") or not asked_alike(
        "x", text, english=english
    )
