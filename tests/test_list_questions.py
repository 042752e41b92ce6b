import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.list_questions import listed, main


@pytest.mark.parametrize(
    ("text", "questions", "answer"),
    [
        (
            "见面礼仪包括握手礼、名片礼和拥抱礼。",
            {"见面礼仪包括哪些?", "见面礼仪有哪些?", "见面礼仪包括什么?"},
            "握手礼、名片礼和拥抱礼",
        ),
        (
            "两国大力推动文化、青年、学术等领域交流。",
            {"两国大力推动哪些领域交流?"},
            "文化、青年、学术",
        ),
        (
            "学校在济南、青岛、烟台等三个城市设有分部,",
            {"学校在哪三个城市设有分部?"},
            "济南、青岛、烟台",
        ),
        (
            "会谈达成三点共识。一是加强合作。二是扩大开放。",
            {"会谈达成哪三点?"},
            "一是加强合作。二是扩大开放。",
        ),
    ],
)
def test_a_list_answers_the_question_that_its_text_makes(text, questions, answer):
    """By the word that announces it, or by the noun behind it."""
    text = text.replace(",", "，")
    texts = {text[slice(*each.span)] for each in listed(text, random.Random(1))}
    asked = {
        each.question
        for seed in range(30)
        for each in listed(text, random.Random(seed))
        if text[slice(*each.span)] == answer
    }
    assert answer in texts
    assert asked == questions


@pytest.mark.parametrize(
    "text", ["其中包括甲等、乙等、丙等。", "这包括面包、牛奶、鸡蛋。", "他来了。"]
)
def test_what_points_back_makes_no_question(text):
    """Nobody could ask it without the sentence before."""
    assert list(listed(text, random.Random(1))) == []


@given(st.text("我们推动文化青年、和等领域包括一是第。，三点有", max_size=60), st.integers(0, 99))
def test_spans_lie_in_the_text(text, seed):
    """Whatever it is, and the questions ask."""
    for each in listed(text, random.Random(seed)):
        assert 0 <= each.span[0] < each.span[1] <= len(text)
        assert each.question.endswith("?")


def test_the_file_has_as_many_questions_as_were_asked_for(tmp_path, capsys):
    """A context comes once, however many files have it; its own questions are not read."""
    line = {"title": "礼仪", "context": "见面礼仪包括握手礼、名片礼和拥抱礼。", "qas": []}
    (tmp_path / "in.jsonl").write_text(json.dumps(line) + "\n" + json.dumps(line) + "\n")
    main([str(tmp_path / "in.jsonl"), str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl")])
    (written,) = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    (qa,) = written["qas"]
    (answer,) = qa["answers"]
    assert written["context"][answer["start"] :].startswith(answer["text"])
    assert "1 questions" in capsys.readouterr().out
