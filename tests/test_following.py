import pytest

from index.build import ingest
from qa.assistant import Assistant
from qa.question import read_question
from qa.stopwatch import Stopwatch


@pytest.fixture(scope="module")
def talks(tmp_path_factory, encoder):
    """An assistant for two interviews that say much the same of different places."""
    folder = tmp_path_factory.mktemp("talks")
    for name, price in (("lighthouse", "four"), ("castle", "nine")):
        text = f"The {name}\n\nThe {name} stands on a hill. Tickets cost {price} pounds.\n"
        (folder / f"{name}.txt").write_text(text)
    ingest([folder], folder / "index", encoder)
    with Assistant.open(folder / "index", threads=1) as opened:
        yield opened


def found(assistant, question, history):
    """Return what a follow-up was understood as, and the interview it finds first."""
    asked = read_question(question)
    follower = assistant._follower
    understood = follower.understand(asked, history, None)
    followed = follower.find(asked, understood, history, None, Stopwatch())
    return followed.question.text, followed.found.ranked[0].passage.interview


@pytest.mark.parametrize("name", ["lighthouse", "castle"])
def test_a_follow_up_stays_in_the_interview_that_was_talked_about(talks, name):
    """The same words find another interview after another beginning."""
    history = [f"Where does the {name} stand?", "On a hill."]
    assert found(talks, "What do tickets cost?", history) == ("What do tickets cost?", name)


def test_without_a_conversation_a_question_is_what_it_is(talks):
    """Nothing is added."""
    asked = read_question("And the tickets?")
    assert talks._follower.understand(asked, [], None) is asked


def test_an_ellipsis_is_completed(assistant):
    """Of the new thing is asked what was asked of the old one."""
    text, _ = found(assistant, "那绿色园区呢?", ["山东有多少家绿色工厂?"])
    assert text == "山东有多少绿色园区?"


def test_a_new_subject_takes_nothing_from_the_conversation(assistant):
    """What the interview does not speak of is not asked about the last topic instead."""
    question = "2018年世界杯谁赢了?"
    text, _ = found(assistant, question, ["口罩调拨了多少只?", "那防护服呢?"])
    assert text == question


def test_one_interview_is_on_its_topic(assistant):
    """No turn of phrase that earlier answers happen to share is put in front of a question."""
    question = "那绿色工厂有多少个?"
    text, _ = found(
        assistant, question, ["完成了多少技改投资?", "技改投资3万亿元以上,技术改造方面率先立法。"]
    )
    assert text == question


def test_a_new_thing_in_another_language_is_looked_for_in_the_last_answer(assistant):
    """Of suits the interview says how many were sent, and how many are made in a day."""
    sent = "累计向省内外调拨口罩6000万只、防护服110万套、护目镜13万只、消杀用品3000余吨"
    asked = {"role": "user", "text": "How many masks were sent out?"}
    history = [asked, {"role": "assistant", "text": sent}]
    answer = assistant.ask("那防护服呢?", history)
    assert "110万套" in answer.citations[0].quote
    assert "防护服" in assistant.ask("那口罩日产能呢?", history).citations[0].text
    assert "日产能" in assistant.ask("那口罩日产能呢?", history).citations[0].quote
