import json

import pytest

from qa.feedback import FeedbackStore
from qa.web.asking import Asker
from qa.web.chat import Chat
from qa.web.loading import LazyAssistant
from qa.web.metrics import Metrics
from qa.web.turns import View
from tests.fake_assistant import FakeAssistant

ZH, EN = View("zh-Hans"), View("en")


@pytest.fixture
def chat(tmp_path):
    """Return the callbacks around an assistant that answers at once."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    return Chat(Asker(lazy, Metrics()), FeedbackStore(tmp_path / "votes.sqlite"))


def wish(language="zh-Hans", **given):
    """Return what the page says with a call."""
    return json.dumps({"language": language} | given)


def screens(steps):
    """Return what the log, the tail and the turns were given, None left out."""
    shown = list(zip(*steps, strict=True)) or [(), (), ()]
    return [[part for part in parts if part is not None] for parts in shown]


def asked(chat, question, turns=(), **more):
    """Return the turns after a question."""
    return screens(chat.ask(wish(question=question, **more), list(turns)))[2][-1]


def test_an_answer_is_streamed_and_ends_with_its_sources(chat):
    """First the question and the stage, then growing words, then the cited paragraph."""
    logs, tails, turns = screens(chat.ask(wish(question="多少基站?"), []))
    assert "多少基站?" in tails[0]
    assert "正在查找" in tails[0]
    growing = [len(tail) for tail in tails[1:-1]]
    assert len(growing) > 3
    assert growing == sorted(growing)
    assert tails[-1] == ""
    assert "<mark>" in logs[-1]
    assert turns[-1][0].replies[0].answer.answerable
    assert len(turns) == 1


def test_a_question_that_cannot_be_asked_is_given_back_in_the_language_of_the_page(chat):
    """The reason stands below it, and the next question starts without the attempt."""
    turns = asked(chat, "???")
    assert "问题是空的" in turns[-1].problem
    assert "问题是空的" in chat.log(turns, ZH)
    english = asked(chat, "???", language="en")
    assert "empty" in english[-1].problem
    assert [each.question for each in asked(chat, "多少基站?", english)] == ["多少基站?"]


def test_what_was_typed_is_text(chat):
    """The asker's own markup is shown, not run."""
    logs, tails, *_ = screens(chat.ask(wish(question="<img src=x onerror=alert(1)>多少?"), []))
    assert "<img" not in logs[-1] + "".join(tails)


def test_an_empty_question_changes_nothing(chat):
    """Enter in an empty box does nothing."""
    assert list(chat.ask(wish(question="  "), [])) == []


def test_an_empty_conversation_shows_what_could_be_asked(chat):
    """Questions drawn from the interview, under a sentence of what this is."""
    start = chat.next(wish(), [])
    assert "向访谈提问" in start
    assert 'data-question="开通了多少?"' in start


def test_after_an_answer_other_questions_are_offered(chat):
    """Never the one that was just asked."""
    offered = chat.next(wish(), asked(chat, "开通了多少?"))
    assert 'data-question="谁说的?"' in offered
    assert "开通了多少?" not in offered


def test_a_question_can_be_asked_again_or_taken_back(chat):
    """The new answer stands in the place of the old one; edit gives the question for the box."""
    turns = asked(chat, "多少基站?")
    again = asked(chat, "多少基站?", turns, anew=True)
    assert [turn.question for turn in again] == ["多少基站?"]
    log, tail, earlier, box = chat.edit(wish(), turns)
    assert (tail, earlier, box) == ("", [], "多少基站?")
    assert "qa-user" not in log


def test_undoing_a_completed_follow_up_puts_the_answer_as_typed_in_its_place(chat):
    """One question stays one turn, now asked alone."""
    turns = asked(chat, "那绿色园区呢?", asked(chat, "多少绿色工厂?"))
    after = asked(chat, "那绿色园区呢?", turns, alone=True, anew=True)
    assert [turn.question for turn in after] == ["多少绿色工厂?", "那绿色园区呢?"]
    assert after[-1].alone


def test_a_question_whose_answer_does_not_arrive_changes_nothing(chat):
    """The turns stay as they were until there is an answer to add."""
    before = asked(chat, "多少基站?")
    *under_way, last = chat.ask(wish(question="多少基站?", anew=True), before)
    assert all(turns is None for *_, turns in under_way)
    assert len(last[2]) == 1


def test_a_question_is_asked_of_the_interview_that_was_chosen_when_it_was_sent(chat):
    """Whatever the page showed before; one that is not there any more is a reason, no answer."""
    assert asked(chat, "多少基站?", interview="talk")[-1].replies[0].interview == "talk"
    assert asked(chat, "多少基站?", of="talk")[-1].replies[0].interview == "talk"
    assert "没有这篇访谈" in asked(chat, "多少基站?", interview="gone")[-1].problem


def test_each_interview_can_be_asked_by_itself(chat):
    """The answers stand under the titles of their interviews."""
    logs, *_ = screens(chat.ask(wish(question="多少基站?", compare=True), []))
    assert 'class="qa-of"' not in logs[-1] or "问访谈" in logs[-1]
    turns = asked(chat, "多少基站?", compare=True)
    assert [reply.interview for reply in turns[0].replies] == ["talk"]


def test_a_refusal_offers_a_way_on(chat):
    """The nearest question, which can be asked or opened, and passages near by."""
    logs, *_ = screens(chat.ask(wish(question="有没有?"), []))
    log = logs[-1]
    assert 'href="/interviews/talk#p2"' in log
    assert "相关段落" in log
    assert 'data-paragraph="2"' in log
    assert "qa-copying" not in log


def test_a_vote_is_kept_with_the_answer_that_was_shown(chat, tmp_path):
    """The very answer, its interview and the generation of the index."""
    turns = asked(chat, "多少基站?", interview="talk")
    said = chat.vote(wish("en", turn=0, reply=0, good=True), turns)
    assert said == "谢谢，已记下"
    (kept,) = FeedbackStore(tmp_path / "votes.sqlite").entries()
    assert (kept["question"], kept["doc"], kept["generation"]) == ("多少基站?", "talk", 1)
    assert kept["gold_quotes"][0] in FakeAssistant().whole.text


def test_labels_of_each_answer_follow_the_language_of_its_question(chat):
    """They stay when the page's language is switched; the questions' own labels go with it."""
    turns = asked(chat, "How many?", asked(chat, "几个基站?", asked(chat, "幾個基站?")))
    for view, you in ((ZH, "您问："), (View("zh-Hant"), "您問："), (EN, "You asked: ")):
        log = chat.log(turns, view)
        for once in ("复制回答与出处", "複製回答與出處", "Copy with citation"):
            assert log.count(once) == 1
        assert log.count(you) == 3


def test_characters_that_both_scripts_share_leave_the_script_to_the_page(chat):
    """The same turn is shown again in the other one when the language is switched."""
    turns = asked(chat, "多少基站?")
    assert "复制回答与出处" in chat.log(turns, ZH)
    assert "複製回答與出處" in chat.log(turns, View("zh-Hant"))
    assert "复制回答与出处" in chat.log(turns, EN)


def test_the_thanks_for_a_vote_are_in_the_language_of_the_question(chat):
    """They stand among the labels of the answer."""
    turns = asked(chat, "How many?")
    assert chat.vote(wish(turn=0, reply=0, good=True), turns) == "Thank you, noted"


def test_copied_links_work_elsewhere(chat):
    """They begin with the address that the page was opened at."""
    log = chat.log(asked(chat, "多少基站?"), View("zh-Hans", "https://talks.example/qa"))
    assert "(https://talks.example/qa/interviews/talk?hl=" in log
