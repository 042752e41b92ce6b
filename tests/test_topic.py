import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.topic import most, name_of, names, names_something, phrases, thing_of, topic_of

PARAGRAPHS = [
    "东岳庙在朝阳门外。", "东岳庙有很多石碑。", "三里屯的酒吧街。", "三里屯在使馆区。",
    "门票十块钱。", "门票二十块钱。", "门票不要钱。", "门票三十块钱。", "路不远。",
]  # fmt: skip
HAN = st.text("东岳庙三里屯门票", max_size=16)


def count(phrase):
    """Count the paragraphs that hold a phrase."""
    return sum(phrase in each for each in PARAGRAPHS)


def topic(*turns):
    return topic_of(turns, count, len(PARAGRAPHS))


@given(st.lists(HAN, max_size=8), HAN, st.integers(1, 5))
def test_a_phrase_comes_back_in_the_index_and_cannot_be_longer(paragraphs, text, allowed):
    """Two paragraphs at least and `most` at most hold it; with one more character fewer than two.

    It has three characters at least.
    """

    def holding(phrase):
        return sum(phrase in each for each in paragraphs)

    for phrase in phrases(text, holding, allowed):
        assert 3 <= len(phrase) <= 12
        assert 2 <= holding(phrase) <= allowed
        ends = [at + len(phrase) for at in range(len(text)) if text.startswith(phrase, at)]
        assert any(
            end == len(text) or len(phrase) == 12 or holding(phrase + text[end]) < 2 for end in ends
        )


def test_the_topic_is_what_the_turns_keep_naming():
    """A name that several turns hold counts more than one that was named last."""
    assert topic("三里屯在哪?", "在朝阳区。", "东岳庙怎么样?") == "东岳庙"
    assert topic("三里屯在哪?", "三里屯在使馆区。", "那东岳庙怎么样?") == "三里屯"


def test_what_was_named_long_ago_is_forgotten():
    """After eight turns that name nothing, nothing is the topic."""
    turns = ["东岳庙怎么样?", *["好。"] * 7]
    assert topic(*turns) == "东岳庙"
    assert topic(*turns, "好。") == ""
    assert topic("好" * 120 + "东岳庙怎么样?") == ""


def test_either_script_names_the_topic():
    """The index knows it in simplified characters."""
    assert topic("東嶽廟怎麼樣?") == "东岳庙"


def test_a_phrase_of_most_paragraphs_names_nothing():
    """In a small index up to three may hold it, in a large one a tenth."""
    assert most(9) == 3.0
    assert most(1000) == 100.0
    common = ["门票钱多少", *["门票钱"] * 3]
    assert topic_of(["门票钱呢?"], lambda p: sum(p in c for c in common), 9) == ""
    assert topic_of(["门票钱呢?"], lambda p: sum(p in c for c in common[1:]), 9) == "门票钱"


@pytest.mark.parametrize(
    ("question", "named"),
    [("朝阳门外的庙是什么样的?", True), ("三里屯呢?", False), ("为什么?", False)],
)
def test_a_subject_of_its_own_has_four_characters(question, named):
    """Three may be a turn of phrase."""
    known = {"朝阳", "阳门", "门外", "朝阳门", "阳门外", "朝阳门外"} | {"三里", "里屯", "三里屯"}
    assert names_something(question, lambda p: 2 if p in known else 0, 100) is named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I like the Bank of England very much.", ["Bank of England"]),
        ("Ships came. Then Mary Smith left.", ["Mary Smith"]),
        ("He saw Tour de France 1998.", ["Tour de France 1998"]),
        ("Mary Smith left.", ["Mary Smith"]),
        ("What did Patrick O'Brian publish?", ["Patrick O'Brian"]),
        ("Nobody came here.", []),
        ("it was nothing", []),
    ],
)
def test_an_english_name_is_a_run_of_capitals(text, found):
    """A sentence's first word is none by its capital alone."""
    assert list(names(text)) == found


def test_what_the_asker_named_is_likelier_meant():
    """Of names that only answers hold, the one that comes again or last."""
    turns = ["Who was Ann Lee?", "A friend of Bob Ray."]
    assert name_of(turns) == "Bob Ray"
    assert name_of(turns, turns[:1]) == "Ann Lee"
    assert name_of(["and then?"]) == ""


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What is the chain chief system?", "the chain chief system"),
        ("what are the three “resolutely” tasks", "the three “resolutely” tasks"),
        ("What is it?", ""),
        ("What is the reason that so many of them left the town?", ""),
        ("Who is the reporter?", ""),
        ("什么是链长制?", ""),
    ],
)
def test_a_question_may_only_ask_what_a_thing_is(question, thing):
    """A short one, in English: that thing is what the next question means by it."""
    assert thing_of(question) == thing
