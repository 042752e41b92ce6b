import pytest

from qa.answer import Answer, compose
from qa.references import STYLES, Source, plain_text, referenced, source_of
from tests.fake_assistant import FakeAssistant


@pytest.fixture
def answered():
    """An answer with one citation."""
    return FakeAssistant().ask("多少基站?")


SOURCE = Source("问访谈", "甲", "记者乙", "日报", "2020-03-01")


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_has_question_words_and_place(answered, style):
    """The words are the interviewee's in each of them."""
    text = referenced(answered, {"talk": SOURCE}, style)
    assert text.startswith(("多少基站?", "**多少基站?**"))
    assert "5万个" in text
    assert "2" in text.rsplit("\n", 1)[-1]


def test_gbt7714_names_author_title_outlet_and_date(answered):
    """In the standard's order."""
    text = referenced(answered, {"talk": SOURCE}, "gbt7714")
    assert "[1] 记者乙. 问访谈[N]. 日报, 2020-03-01: 第2段." in text


def test_apa_says_so_when_there_is_no_date(answered):
    """n.d., as the manual wants it."""
    assert "甲 (n.d.). 问访谈." in referenced(answered, {"talk": Source("问访谈", "甲")}, "apa")


def test_signs_of_markdown_are_not_pasted():
    """Bold and escapes are for the screen."""
    assert plain_text(r"**5万个** a\*b [1]") == "5万个 a*b [1]"


def test_the_default_interview_states_its_own_source(assistant):
    """Title and interviewee come from the page itself."""
    source = source_of(assistant.interview(assistant.interviews()[0].id))
    assert source.title
    assert source.interviewee


def test_an_abstention_has_no_sources():
    """Only the sentence."""
    text, citations = compose([], as_list=False)
    assert referenced(Answer("好?", False, "没有。", 0.1, citations), {}, "text") == "好?\n\n没有。"
    assert text == ""
