from qa.web.asking import Asker
from qa.web.chat import Chat
from qa.web.loading import LazyAssistant
from qa.web.metrics import Metrics
from tests.fake_assistant import FakeAssistant


def chat():
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    return Chat(Asker(lazy, Metrics()))


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


def test_the_page_begins_with_the_transcript_and_questions_to_ask():
    """One interview needs no choice; what is offered is drawn from it."""
    found, chosen = chat().choices(None, "en")
    assert (len(found), chosen) == (1, "talk")
    assert 'id="p2"' in chat().side(None, chosen)
    assert "开通了多少?" in chat().start("zh-Hans")


def test_a_question_can_be_asked_again_or_taken_back():
    """Retry drops the old answer; edit puts the question into the box."""
    talk = chat()
    turns = list(talk.ask("多少基站?", [], None))[-1][1]
    again = list(talk.again(turns, None))[-1][1]
    assert [turn["text"] for turn in again if turn["role"] == "user"] == ["多少基站?"]
    log, earlier, box = talk.edit(turns)
    assert (earlier, box) == ([], "多少基站?")
    assert "qa-user" not in log


def test_each_interview_can_be_asked_by_itself():
    """The answers stand side by side."""
    log = list(chat().ask("多少基站?", [], "", compare=True))[-1][0]
    assert "qa-answer" in log


def test_a_refusal_offers_a_way_on():
    """The nearest question with its link, and passages near by."""
    log = list(chat().ask("有没有?", [], None))[-1][0]
    assert 'href="/interviews/talk#p2"' in log
    assert "qa-related" in log
    assert "qa-copy" not in log
