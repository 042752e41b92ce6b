import pytest

from index.errors import QuestionError
from qa.question import LONGEST_QUESTION, content_terms, read_question


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "???", "。。"])
def test_a_question_without_words_is_refused(text):
    """Spaces and punctuation alone cannot be asked."""
    with pytest.raises(QuestionError, match="empty"):
        read_question(text)


def test_a_question_as_long_as_a_book_is_refused():
    """The sentence says how long it is and how long it may be."""
    with pytest.raises(QuestionError, match=f"100000 characters.*{LONGEST_QUESTION}"):
        read_question("问" * 100_000)


def test_words_that_only_ask_are_left_out_of_the_search():
    """What remains is what the question is about."""
    assert set(content_terms("请问到底开通了多少个5G基站啊?")) == {
        "开",
        "通",
        "开通",
        "5g",
        "基",
        "站",
        "基站",
    }
    assert content_terms("How many of the masks were shipped?") == ("mask", "ship")


def test_a_question_of_nothing_but_small_words_keeps_them():
    """Something must be searched for."""
    assert content_terms("是什么?")


def test_half_a_surrogate_pair_is_replaced():
    """Every question can be printed and sent back."""
    assert read_question("基站\ud800多少").text == "基站?多少"


def test_the_language_follows_the_asker():
    """The language decides how we answer when we have no quote."""
    assert read_question("開通了多少個基站?").language == "zh-Hant"
    assert read_question("How many?").language == "en"
