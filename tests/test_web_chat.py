from qa.web.chat import Chat
from qa.web.loading import LazyAssistant
from tests.fake_assistant import FakeAssistant


def chat():
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    return Chat(lazy)


def test_an_answer_is_streamed_and_ends_with_its_sources():
    """First the question and the stage, then growing words, then the cited paragraph."""
    steps = list(chat().ask("多少基站?", [], None))
    assert "正在查找" in steps[0][0]
    assert len(steps) > 3
    log, turns, box, side = steps[-1]
    assert "<mark>" in log
    assert "<mark>" in side
    assert [turn["role"] for turn in turns] == ["user", "assistant"]
    assert box == ""


def test_a_question_that_cannot_be_asked_is_given_back():
    """The box keeps the text, the conversation forgets the attempt."""
    log, turns, box, _side = list(chat().ask("???", [], None))[-1]
    assert "empty" in log
    assert turns == []
    assert box == "???"


def test_what_was_typed_is_text():
    """The asker's own markup is shown, not run."""
    log = list(chat().ask("<img src=x onerror=alert(1)>多少?", [], None))[-1][0]
    assert "<img" not in log


def test_an_empty_question_changes_nothing():
    """Enter in an empty box does nothing."""
    assert len(list(chat().ask("  ", [], None))) == 1


def test_the_page_begins_with_the_transcript():
    """One interview needs no chooser."""
    chooser, side = chat().show(None)
    assert chooser["visible"] is False
    assert 'id="p2"' in side
