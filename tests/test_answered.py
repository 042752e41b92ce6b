import pytest

from index.build import ingest
from index.store import Store
from qa.answered import asked_passage, exchange_quotes
from qa.question import read_question
from qa.retriever import Found, Ranked
from qa.suggestions import main_question
from tests.hashing_encoder import HashingEncoder

TALK = """港口访谈

记者:我们先谈谈历史。港口是哪一年开港、又是谁修的?

李明:港口1931年开港。那时候我还没有出生。

后来又修了一次。

记者:为了让更多的年轻人来这里工作,您都做了些什么?

李明:这几年我们想了很多办法。

一是盖了宿舍。宿舍有六层。

二是办了学校。学校只收本地的孩子。

记者:为什么?
"""


@pytest.fixture
def store(tmp_path):
    """An index of one interview whose last question nobody answers."""
    file, encoder = tmp_path / "talk.txt", HashingEncoder()
    file.write_text(TALK, encoding="utf-8")
    ingest([file], tmp_path / "index", encoder)
    with Store.open(
        tmp_path / "index", encoder_fingerprint=encoder.fingerprint, dimension=encoder.dimension
    ) as opened:
        yield opened


def asked(store, question, *, scoped=False):
    """Return the passage that asks a question when every passage was found."""
    passages = store.passages_at("talk", range(1, 20))
    ranked = tuple(Ranked(each, 1.0, 0.8, 0.0, 0.0) for each in passages)
    return asked_passage(read_question(question), Found(None, ranked), scoped=scoped)


def quoted(store, question):
    """Return the words quoted of the answer to a question."""
    return [each.text for each in exchange_quotes(asked(store, question, scoped=True), store)]


@pytest.mark.parametrize(
    "question",
    [
        "我们先谈谈历史。港口是哪一年开港、又是谁修的?",
        "港口是哪一年开港,又是谁修的",
        "港口是哪一年開港、又是誰修的？",
    ],
)
def test_a_question_is_known_by_its_letters_whole_or_one_sentence_of_it(store, question):
    """Punctuation and script may differ."""
    assert asked(store, question).paragraph.text == "我们先谈谈历史。港口是哪一年开港、又是谁修的?"


@pytest.mark.parametrize("question", ["港口是哪一年开港的?", "谁修的?", "李明:港口1931年开港。"])
def test_another_question_is_nobodys(store, question):
    """Alike or a part of one is not the same, and what was answered is no question."""
    assert asked(store, question, scoped=True) is None


def test_a_very_short_question_counts_only_within_an_interview(store):
    """Anybody may ask why."""
    assert asked(store, "为什么?") is None
    assert asked(store, "为什么?", scoped=True).paragraph.text == "为什么?"


def test_the_opening_of_each_paragraph_is_quoted(store):
    """As long as it stays short."""
    assert quoted(store, "港口是哪一年开港、又是谁修的?") == [
        "港口1931年开港。那时候我还没有出生。",
        "后来又修了一次。",
    ]


def test_numbered_points_are_quoted_after_the_opening(store):
    """Each of them."""
    assert quoted(store, "为了让更多的年轻人来这里工作,您都做了些什么?") == [
        "这几年我们想了很多办法。",
        "一是盖了宿舍。宿舍有六层。",
        "二是办了学校。学校只收本地的孩子。",
    ]


def test_a_question_that_nobody_answered_quotes_nothing(store):
    """The interview ends with it."""
    assert quoted(store, "为什么?") == []


def test_an_answer_in_the_paragraph_of_its_question_is_quoted(tmp_path):
    """Answers of a word or two stand beside what was asked."""
    rows = "\n\n".join(f"Q: What is code number {n}?\nA: It is {n}." for n in range(6))
    file, encoder = tmp_path / "quick.txt", HashingEncoder()
    file.write_text(f"Quick questions\n\n{rows}\n", encoding="utf-8")
    ingest([file], tmp_path / "index", encoder)
    with Store.open(tmp_path / "index", encoder_fingerprint="hashing:8", dimension=8) as store:
        for each in store.passages_at("quick", range(1, 20)):
            if each.paragraph.question:
                (quote,) = exchange_quotes(each, store)
                assert quote.text.endswith(f"is {each.paragraph.question[-2]}.")
                assert "What" not in quote.text


def test_every_question_of_the_default_interview_is_answered_by_what_follows_it(assistant):
    """Whole and as the guided tour asks it: quoted from that exchange, cited to the character."""
    interview = assistant.interview("shandong-miit")
    stops = [each for each in interview.paragraphs if each.question]
    assert len(stops) == 4
    for stop in stops:
        for question in (stop.question, main_question(stop.question)):
            answer = assistant.ask(question)
            assert answer.answerable
            cited = [interview.paragraphs[each.paragraph - 1] for each in answer.citations]
            assert {each.exchange for each in cited} == {stop.exchange}
            assert {each.role for each in cited} == {"interviewee"}
            assert cited[0].number == stop.number + 1
            for each in answer.citations:
                assert "".join(interview.text[s:e] for s, e in each.spans) == each.quote
