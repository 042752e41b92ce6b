import pytest

from index.errors import StoreError
from qa.__main__ import main
from qa.evaluate import read_questions
from qa.feedback import FeedbackStore, Vote
from tests.fake_assistant import FakeAssistant


def vote(question, *, good):
    """Return a vote on what the fake assistant answers."""
    answer = FakeAssistant().ask(question).to_dict()
    return Vote(good, question, answer, 7, "talk")


def test_what_was_called_right_becomes_what_is_expected(tmp_path, capsys):
    """The export is a question set that `eval` reads."""
    file = tmp_path / "votes.sqlite"
    store = FeedbackStore(file)
    store.add(vote("多少基站?", good=True))
    store.add(vote("有没有?", good=True))
    store.add(vote("谁说的?", good=False))
    assert main(["feedback", "--feedback", str(file)]) == 0
    exported = tmp_path / "set.jsonl"
    exported.write_text(capsys.readouterr().out, encoding="utf-8")
    right, refused, wrong = read_questions(exported)
    assert right["answerable"] is True
    assert right["gold_quotes"][0] in FakeAssistant().whole.text
    assert (right["doc"], right["generation"]) == ("talk", 7)
    assert refused["answerable"] is False
    assert "gold_quotes" not in wrong
    assert wrong["rejected_quotes"]


def test_votes_survive_and_keep_their_order(tmp_path):
    """Each call opens the file anew."""
    file = tmp_path / "deep" / "votes.sqlite"
    for number in range(3):
        FeedbackStore(file).add(vote(f"第{number}?", good=True))
    assert [e["question"] for e in FeedbackStore(file).entries()] == ["第0?", "第1?", "第2?"]


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    """One sentence with what to do."""
    with pytest.raises(StoreError, match="--feedback"):
        FeedbackStore(tmp_path).add(vote("多少?", good=True))


def test_exporting_before_anyone_voted_is_told_so(tmp_path, capsys):
    """Exit code 1 and a sentence."""
    assert main(["feedback", "--feedback", str(tmp_path / "none.sqlite")]) == 1
    assert "nobody has voted" in capsys.readouterr().err
