import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Paragraph
from qa.abstention import Abstention, Nearest
from qa.answer import Answer, compose
from qa.citation import Quote
from qa.references import Source
from qa.web.turn_view import exchange_html, reply_html, suggestions_html
from qa.web.turns import Exchange, Related, Reply, View
from tests.shown_html import HOSTILE, as_shown, of_class, read_html, shape, words

SEVERAL = View("en", several=True)


def answered(said="好", question="q", interview="", understood=""):
    """Return a reply whose every word but the question is `said`."""
    paragraph = Paragraph("x#p1", 1, "answer", said, ((0, len(said)),), said, said)
    quote = Quote(Passage(1, said, said, paragraph), 0, len(said))
    markdown, citations = compose([quote], as_list=False)
    answer = Answer(question, True, markdown, 0.9, citations, understood=understood)
    return Reply(answer, interview, sources={said: Source(said, said, said, said, said)})


def refused(said="好", question="q"):
    """Return a reply that offers a way on, whose every word but the question is `said`."""
    abstention = Abstention("touched", Nearest(said, said, said, 1, f"/interviews/{said}"))
    answer = Answer(question, False, "没有。", 0.1, abstention=abstention, understood=said)
    related = (Related(said, 1, said, said),)
    return Reply(answer, related=related, sources={said: Source(said)})


def shown(reply, view=SEVERAL):
    """Return a reply as a tree."""
    return read_html(reply_html(reply, view))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_of_anyone_changes_what_a_turn_is_made_of(hostile):
    """Question, quote, speaker, title, id, passage and problem add no element and no attribute."""

    def turns(said):
        replies = (answered(said, said, understood=f"{said}?"), refused(said, f"{said}?"))
        yield exchange_html(Exchange(said, replies, known=2), 0, SEVERAL)
        yield exchange_html(Exchange(said, (answered(said, said, said),)), 0, SEVERAL)
        yield exchange_html(Exchange(said, problem=said), 0, SEVERAL)
        yield suggestions_html([said], said)

    for harmful, harmless in zip(turns(hostile), turns("好"), strict=True):
        assert shape(harmful) == shape(harmless)


@given(st.text(min_size=1))
def test_a_question_is_shown_and_asked_again_exactly_as_it_was_typed(question):
    """Where it stands, where it is tried again, and where it is suggested."""
    turn = read_html(exchange_html(Exchange(question, problem="!"), 3, SEVERAL))
    [user], [again] = of_class(turn, "qa-user"), of_class(turn, "qa-suggest")
    [section] = of_class(turn, "qa-turn")
    [offered] = of_class(read_html(suggestions_html([question], "?")), "qa-suggest")
    for said in (
        words(user.find("bdi")), section.get("data-question"), again.get("data-question"),
        words(offered), offered.get("data-question"),
    ):  # fmt: skip
        assert said == as_shown(question)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_page_keeps_of_a_reply_what_it_shows_and_exports(hostile):
    """The record is JSON, and every word in it is the word that was said."""
    reply = answered(hostile, hostile, hostile)
    record = json.loads(of_class(shown(reply), "qa-answered")[0].get("data-turn"))
    assert record["question"] == record["interview"] == hostile
    assert record["answer"] == reply.answer.answer
    [citation] = record["citations"]
    named = {citation[key] for key in ("quote", "text", "speaker", "interview", "title")}
    assert named == {hostile}


def test_a_question_is_said_to_be_understood_only_as_something_else():
    """Then the words that were typed can be asked as they stand."""
    assert not of_class(shown(answered(question="多少?", understood="多少?")), "qa-understood")
    tree = shown(answered(question="那园区呢?", understood="多少园区?"))
    [understood], [undo] = of_class(tree, "qa-understood"), of_class(tree, "qa-undo")
    assert words(understood.find("span")) == "按上文理解为：多少园区?"
    assert undo.get("data-question") == "那园区呢?"


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("谁?", "已问2篇，共30篇"),
        ("誰?", "已問2篇，共30篇"),
        ("Who?", "Asked 2 of 30 interviews"),
    ],
)
def test_replies_of_several_interviews_stand_side_by_side(question, counted):
    """Each under its title, with a word on how many were asked, which one alone does not need."""
    replies = tuple(answered(name, interview=name) for name in ("甲篇", "乙篇"))
    several = read_html(exchange_html(Exchange(question, replies, known=30), 0, View()))
    [compared] = of_class(several, "qa-compared")
    assert [words(each) for each in of_class(compared, "qa-of")] == ["甲篇", "乙篇"]
    assert words(of_class(several, "qa-hint")[-1]) == counted
    one = read_html(exchange_html(Exchange(question, replies[:1], known=30), 0, View()))
    assert not of_class(one, "qa-compared") + of_class(one, "qa-hint")


def test_a_passage_near_by_is_cut_and_says_where_it_stands():
    """The interview is named only where several are asked together."""
    related = (Related("x", 7, "甲", "好" * 111), Related("x", 8, "", "好" * 110))
    answer = Answer("q", False, "没有。", 0.1, abstention=Abstention("never"))
    for view, first in ((SEVERAL, "甲 · 题 · paragraph 7"), (View("en"), "甲 · paragraph 7")):
        tree = shown(Reply(answer, related=related, sources={"x": Source("题")}), view)
        passages = of_class(tree, "qa-passage")
        assert words(of_class(passages[0], "qa-hint")[0]) == first
        excerpts = [words(of_class(each, "qa-words")[0]) for each in passages]
        assert excerpts == ["好" * 110 + "…", "好" * 110]


@pytest.mark.parametrize(
    ("question", "place", "link", "good"),
    [
        ("谁?", "第1段", "原文", "答得对"),
        ("誰?", "第1段", "原文", "答得對"),
        ("Who?", "paragraph 1", "in the transcript", "Good answer"),
    ],
)
@pytest.mark.parametrize("page", ["zh-Hans", "zh-Hant", "en"])
def test_labels_of_an_answer_are_in_the_language_of_the_question(question, place, link, good, page):
    """Sources, chips and votes, whatever the page's; the quote keeps its own language."""
    tree = shown(answered("Said in English", question), View(page))
    [source], [chip] = of_class(tree, "qa-source"), of_class(tree, "qa-chip")
    assert words(source.find("summary/span")) == place
    assert words(source.find("a")) == link
    assert chip.get("aria-label") == f"[1], Said in English, {place}"
    assert of_class(tree, "qa-vote")[0].get("title") == good
    assert source.find("blockquote").get("lang") == "en"


@pytest.mark.parametrize(
    ("question", "language", "labels"),
    [
        (
            "谁赢得了世界杯?", "zh-Hans",
            (
                "按上文理解为：好", "按原话提问", "访谈中最接近的提问：", "原文",
                "相关段落", "好 · 第1段",
            ),
        ),
        (
            "誰贏得了世界盃?", "zh-Hant",
            (
                "按上文理解為：好", "按原話提問", "訪談中最接近的提問：", "原文",
                "相關段落", "好 · 第1段",
            ),
        ),
        (
            "Who won the World Cup?", "en",
            (
                "Understood as: 好", "Ask as typed", "The nearest question that was asked: ",
                "in the transcript", "Related passages", "好 · paragraph 1",
            ),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["zh-Hans", "zh-Hant", "en"])
def test_labels_of_a_refusal_are_in_the_language_of_the_question(question, language, labels, page):
    """How it was understood and the way on, whatever the page's; a voice is told of it."""
    tree = shown(refused(question=question), View(page))
    [reply], [understood] = of_class(tree, "qa-refused"), of_class(tree, "qa-understood")
    [undo], [nearest] = of_class(tree, "qa-undo"), of_class(tree, "qa-nearest")
    headings = [words(each) for each in of_class(tree, "qa-hint")]
    link = words(nearest.find("a"))
    said = (words(understood.find("span")), words(undo), headings[0], link, *headings[1:])
    assert said == labels
    assert reply.get("lang") == language


@pytest.mark.parametrize(
    ("question", "page", "said"),
    [
        ("2020?", "zh-Hant", "訪談談到了相關內容，但沒有回答這個問題。"),
        ("2020?", "en", "The interview touches on this but does not say."),
        ("何人?", "zh-Hant", "訪談談到了相關內容，但沒有回答這個問題。"),
        ("何人?", "en", "访谈谈到了相关内容，但没有回答这个问题。"),
    ],
)
def test_a_question_without_a_script_of_its_own_is_refused_in_the_pages(question, page, said):
    """The sentence, like the labels below it."""
    tree = shown(refused(question=question), View(page))
    assert said in words(of_class(tree, "qa-refused")[0])


def test_what_is_around_the_answer_stays_in_the_language_of_the_page():
    """The question's own label and button, and what is said of an error."""
    replied = read_html(exchange_html(Exchange("Who?", (refused("好", "Who?"),)), 0, View()))
    assert words(of_class(replied, "qa-user")[0]) == "您问：Who?"
    assert of_class(replied, "qa-edit")[0].get("title") == "修改问题"
    assert of_class(replied, "qa-retry")[0].get("title") == "Answer again"
    failed = read_html(exchange_html(Exchange("Who?", problem="!"), 0, View()))
    assert words(of_class(failed, "qa-problem")[0]).startswith("出错了")
