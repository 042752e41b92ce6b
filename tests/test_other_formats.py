import json

import pytest

from training.other_formats import exam, investors, press, search, spoken

ANSWER = "我们今年新建了三座水库,修好了两条引水的渠,解决了山里五个村子吃水的难题。" * 4


def test_press_conferences_give_each_question_with_the_turn_after_it():
    """Reporters are one side, however many they are, and an answer may have paragraphs."""
    text = (
        "# 例行发布会(2024-01-02)\n\n甲报记者:请问今年新建了几座水库?  \n"
        f"王某:{ANSWER}  \n二是还要继续修。\n"
        f"乙社记者:请问山里的村子吃水的难题解决了吗?\n王某:{ANSWER}\n"
    ).replace(":", "：")
    first, second = press(text)
    assert first["title"] == "例行发布会(2024-01-02)"
    assert first["qas"][0]["question"] == "请问今年新建了几座水库?"
    assert first["context"].startswith(ANSWER)
    assert "二是还要继续修" in first["context"]
    assert second["qas"][0]["question"] == "请问山里的村子吃水的难题解决了吗?"


def test_bare_transcripts_are_found_between_the_rest_of_a_table():
    """问： and 答： begin the turns; what has no answer gives nothing."""
    text = f"\x00\x01http://a.b\x00\x02问：请问今年新建了几座水库?\n答：{ANSWER}\x00\x03只有一段话"
    (line,) = spoken(text)
    assert line["qas"][0]["question"] == "请问今年新建了几座水库?"
    assert line["context"] == ANSWER


@pytest.mark.parametrize(("relevance", "answers"), [("3", True), ("1", False)])
def test_replies_count_as_people_judged_them(relevance, answers):
    """A reply that evades is one that does not answer."""
    row = (
        f"QUES,ANS,ANS_RELEVANCE\n请问公司今年的审计费用一共是多少呢?,一共三百万元。,{relevance}\n"
    )
    (line,) = investors(row)
    assert bool(line["qas"][0]["answers"]) is answers


def test_replies_that_answer_in_part_are_left():
    """Nobody could say whether they should be refused."""
    row = "QUES,ANS,ANS_RELEVANCE\n请问公司今年的审计费用一共是多少呢?,一共三百万元。,2\n"
    assert list(investors(row)) == []


def test_search_questions_come_with_evidence_that_holds_the_answer():
    """Evidence without it is left out."""
    evidences = {
        "a": {"answer": ["法国"], "evidence": "核电比例最高的是法国。"},
        "b": {"answer": ["法国"], "evidence": "核电比例最高的是他们。"},
    }
    (line,) = search(json.dumps({"1": {"question": "哪国核电最多?", "evidences": evidences}}))
    (answer,) = line["qas"][0]["answers"]
    assert line["context"][answer["start"] :].startswith("法国")


def test_exam_questions_point_at_the_right_choice_or_at_the_whole_text():
    """A choice in other words is answered by the text as a whole, if that is long enough."""
    talk = "主持人:张先生,你什么时候开始学武术的?张先生:我从5岁开始学,学武是为了身体好。"
    entry = {
        "article": talk + ANSWER,
        "questions": ["张先生什么时候开始学武术的?", "根据对话，他为什么学武术?", "下列哪项正确?"],
        "options": [["5岁", "6岁"], ["强身健体", "好玩"], ["对", "错"]],
        "answers": ["A", "A", "A"],
    }
    (line,) = exam(json.dumps({"data": [entry]}))
    first, second = line["qas"]
    (answer,) = first["answers"]
    assert line["context"][answer["start"] :].startswith("5岁")
    assert second["question"] == "他为什么学武术?"
    assert second["answers"] == [{"text": talk + ANSWER, "start": 0}]
    assert list(exam(json.dumps({"data": [entry | {"article": "他喜欢。"}]}))) == []
