import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import EncoderMismatch, IndexMissing, QuestionError, UnknownInterview
from index.store import Store
from qa.assistant import Assistant, Settings


def exact(assistant, answer):
    """Tell whether every citation can be checked against the source, character for character."""
    return all(
        "".join(assistant.interview(each.interview).text[s:e] for s, e in each.spans) == each.quote
        and f"[{each.n}]" in answer.answer
        for each in answer.citations
    )


def test_an_answer_quotes_the_sentence_and_cites_it(assistant):
    """The words, the paragraph, the speaker and the exact characters."""
    answer = assistant.ask("开通了多少个5G基站?")
    first = answer.citations[0]
    assert answer.answerable
    assert "超过5万个" in answer.answer.replace("**", "")
    assert (first.speaker, first.role, first.interview) == (
        "于海田",
        "interviewee",
        "shandong-miit",
    )
    assert exact(assistant, answer)
    assert len(answer.hits) >= 10
    assert answer.hits[0].passage_id == first.passage_id


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("重点做了哪五方面工作?", ["一是健全", "二是加大", "三是大力", "四是完善", "五是着力"]),
        ("“三个坚决”指哪三个?", ["坚决淘汰", "坚决改造", "坚决培育"]),
        ("党建工作有哪些经验?", ["一是在强化", "二是在攻坚", "三是在固强"]),
    ],
)
def test_a_question_for_several_points_gets_all_of_them(assistant, question, points):
    """All siblings of the group, each with its own citation, and not their sub-points."""
    answer = assistant.ask(question)
    assert len(answer.citations) == len(points)
    for citation, point in zip(answer.citations, points, strict=True):
        assert point in citation.quote
    assert exact(assistant, answer)


def test_questions_about_the_interview_cite_the_line_that_says_it(assistant):
    """The photographer stands in the credit line."""
    answer = assistant.ask("照片是谁拍的?")
    assert "陈文进" in answer.answer
    assert "陈文进 摄影" in answer.citations[0].text


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("帮我写一首关于春天的诗", "访谈没有谈到"),
        ("誰贏得了2018年世界盃?", "訪談沒有談到"),
        ("Who won the 2018 World Cup?", "The interview does not speak of this"),
    ],
)
def test_what_is_not_there_is_refused_in_the_askers_language(assistant, question, sentence):
    """No citation, no quote, and the sentence in the script the question was asked in."""
    answer = assistant.ask(question)
    assert not answer.answerable
    assert answer.citations == ()
    assert sentence in answer.answer


def test_a_follow_up_is_understood_from_the_conversation(assistant):
    """What was understood is told beside the answer."""
    answer = assistant.ask("那绿色园区呢?", ["山东有多少家绿色工厂?"])
    assert answer.understood == "山东有多少绿色园区?"
    assert "绿色园区6个" in answer.answer.replace("**", "")


@pytest.mark.parametrize("question", ["第二个方面具体讲了什么?", "What is the second one?"])
def test_an_ordinal_means_a_point_of_the_list_just_given(assistant, question):
    """The whole point is quoted, not another second thing of the interview."""
    answer = assistant.ask(question, ["重点做了哪五方面工作?"])
    assert answer.citations[0].quote.startswith("二是加大政策落实力度")
    assert "推送政策3万多条" in answer.answer


def test_timings_name_the_stages(assistant):
    """Every answer says where its time went."""
    timings = assistant.ask("开通了多少个5G基站?").timings_ms
    assert {"conversation", "retrieve", "evidence", "compose", "total"} <= timings.keys()


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_question_gets_an_exact_answer_or_a_clear_error(assistant, text):
    """Whatever is typed: exact citations, or one sentence about the question."""
    try:
        answer = assistant.ask(text)
    except QuestionError:
        return
    assert exact(assistant, answer)
    json.dumps(answer.to_dict())


def test_an_interview_that_is_not_there_is_named(assistant):
    """A wrong id is not an empty answer."""
    with pytest.raises(UnknownInterview, match="nobody"):
        assistant.ask("开通了多少个5G基站?", interview="nobody")


def test_a_missing_index_says_how_to_build_one(tmp_path):
    """The sentence has the command."""
    with pytest.raises(IndexMissing, match=r"ingest\.py"):
        Assistant.open(tmp_path / "none")


def test_an_index_of_another_encoder_is_refused(default_index):
    """Vectors of two encoders are never compared."""
    with pytest.raises(EncoderMismatch):
        Store.open(default_index, encoder_fingerprint="another", dimension=384)


def test_a_threshold_decides_what_is_shown(default_index):
    """At 0 everything is answered that was found at all, at 1 next to nothing."""
    for threshold, answered in ((0.0, True), (1.0, False)):
        chosen = Settings.with_threshold(threshold)
        with Assistant.open(default_index, threads=1, settings=chosen) as opened:
            assert opened.ask("开通了多少个5G基站?").answerable is answered
