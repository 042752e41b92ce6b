import pytest

from index.errors import IndexBusy, QuestionError, QuestionTooLong, UnknownInterview
from qa.question import LONGEST_QUESTION
from qa.web.asking import Busy
from qa.web.loading import NotReady
from qa.web.problems import explained


@pytest.mark.parametrize(
    ("kind", "simplified", "traditional", "english"),
    [
        (QuestionTooLong, "问题太长", "問題太長", "too long"),
        (QuestionError, "问题是空的", "問題是空的", "is empty"),
        (UnknownInterview, "没有这篇访谈", "沒有這篇訪談", "no such interview"),
        (NotReady, "还在载入", "還在載入", "still being loaded"),
        (Busy, "过一分钟", "過一分鐘", "in a minute"),
    ],
)
def test_what_an_asker_meets_is_told_in_the_language_of_the_page(
    kind, simplified, traditional, english
):
    """Each kind of error has its own sentence, and the error's own words are left out."""
    error = kind("Said for the log.")
    assert simplified in explained(error, "zh-Hans")
    assert traditional in explained(error, "zh-Hant")
    assert english in explained(error, "en")
    assert "log" not in explained(error, "en")


def test_what_only_an_operator_meets_is_told_as_it_is():
    """An error without a sentence in three languages keeps its own words in all of them."""
    error = IndexBusy("Another process writes to data/index: wait for it.")
    told = {explained(error, language) for language in ("zh-Hans", "zh-Hant", "en")}
    assert told == {str(error)}


def test_a_question_that_is_too_long_is_told_how_long_it_may_be():
    """The number in the sentence is the number that questions are measured by."""
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert str(LONGEST_QUESTION) in explained(QuestionTooLong("x"), language)
