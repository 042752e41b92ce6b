import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normal import language_of
from training.reader_data import Asked, Corpus
from training.wordings import Wordings, guessed, keyworded, roughened, swapped

TEXT = "2020年,山东省开通5G基站超过5万个,青岛培育了平台。"
OTHER = "2019年,浙江省实施技改项目4000项。"
QUESTION = "山东省2020年开通了多少个基站?"


def corpus_of(*questions):
    """Return a corpus of two contexts with (question, start of its answer) about the first."""
    asked = [Asked(question, 0, start, start + 1) for question, start in questions]
    return Corpus([TEXT, OTHER], ["青岛", "杭州"], asked)


@given(st.integers(0, 10_000))
def test_a_swapped_question_is_about_something_the_text_does_not_name(seed):
    """Another year, place or subject: one thing is changed, to what does not stand in the text."""
    changed = swapped(QUESTION, TEXT, corpus_of(), random.Random(seed))
    if changed == QUESTION.replace("山东省", "浙江省"):
        return
    assert changed.startswith("山东省")
    assert changed.endswith("年开通了多少个基站?")
    year = changed.removeprefix("山东省").removesuffix("年开通了多少个基站?")
    assert 2000 <= int(year) <= 2030
    assert year not in TEXT


def test_every_kind_of_name_is_swapped():
    """The subject of the text too, where the question names it; the others come from the corpus."""
    chance, corpus = random.Random(1), corpus_of()
    question = f"青岛,{QUESTION}"
    changed = {swapped(question, TEXT, corpus, chance) for _ in range(200)} - {None}
    assert f"杭州,{QUESTION}" in changed
    assert question.replace("山东省", "浙江省") in changed
    assert question.replace("2020", "2021") in changed


def test_a_title_is_swapped_for_one_that_ends_alike():
    """What is easily taken for it; where none ends alike, for any."""
    titles = ["裂带天竺鲷", "长棘天竺鲷", "黄海", "青岛"]
    corpus, chance = Corpus([TEXT] * 4, titles, []), random.Random(1)
    alike = {swapped("裂带天竺鲷吃什么?", "裂带天竺鲷吃虾", corpus, chance) for _ in range(30)}
    assert alike == {"长棘天竺鲷吃什么?"}
    others = {swapped("青岛在哪里?", "青岛在山东", corpus, chance) for _ in range(90)}
    assert others == {f"{title}在哪里?" for title in titles[:3]}


def test_a_word_is_swapped_for_what_it_is_told_apart_from():
    """Where the text speaks of the one and not of the other."""
    chance = random.Random(1)
    assert swapped("导演是谁?", "导演是王某", corpus_of(), chance) in {"主演是谁?", "编剧是谁?"}
    born = swapped("何时出生?", "1962年出生在青岛", corpus_of(), chance)
    assert born in {"何时去世?", "何时结婚?"}
    both = "导演是王某,主演和编剧是李某"
    assert swapped("导演是谁?", both, corpus_of(), chance) is None


def test_a_question_that_names_nothing_of_its_text_is_not_swapped():
    """Neither is one whose year or place the text does not speak of: it would stay what it was."""
    for question in ("开通了多少个基站?", "浙江省2018年开通了什么?", "杭州怎么样?"):
        for seed in range(20):
            assert swapped(question, TEXT, corpus_of(), random.Random(seed)) is None


@given(st.text("请问的了是在有什么哪个多少年港口?？。", max_size=20), st.integers(0, 10_000))
def test_a_roughened_question_has_lost_small_words_only(question, seed):
    """What is left stands in its order, nothing is put in, and something is always asked."""
    rough = roughened(question, random.Random(seed))
    assert rough
    assert [char for char in rough if char in "年港口"] == [c for c in question if c in "年港口"]
    left = iter(question or "?")
    assert all(char in left for char in rough) or rough == "?"


def test_wordings_keep_the_question_or_its_words_in_english():
    """As asked, roughened, or word for word in English; never about something else."""
    wordings = Wordings(corpus_of((QUESTION, 0)), 1)
    asked = Asked(QUESTION, 0, 0, 1)
    drawn = {wordings.of(asked) for _ in range(300)}
    assert QUESTION in drawn
    english = [wording for wording in drawn if language_of(wording) == "en"]
    assert english
    assert all("how many" in wording and "2020" in wording for wording in english)
    assert all("2020" in wording for wording in drawn)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("《黑岛》是什么时候上映的?", "《黑岛》上映时间"),
        ("《黑岛》的作者是谁?", "《黑岛》的作者"),
        ("黑岛位于什么地方?", "黑岛地点"),
        ("他为什么去黑岛?", "他为什么去黑岛?"),
    ],
)
def test_a_question_cut_to_keywords_still_says_what_is_asked(question, short):
    """As in a search box; what cannot be said without its asking word stays as it is."""
    assert keyworded(question) == short


@pytest.mark.parametrize(
    ("question", "answer", "guess"),
    [
        ("黑岛是谁写的?", "埃尔热", "黑岛是埃尔热写的吗?"),
        ("黑岛是谁写的?", "一位住在布鲁塞尔的漫画家埃尔热", "黑岛是谁写的?"),
        ("谁在哪里写了黑岛?", "埃尔热", "谁在哪里写了黑岛?"),
    ],
)
def test_a_guess_holds_the_answer(question, answer, guess):
    """Only where one short thing is asked for."""
    assert guessed(question, answer) == guess


def test_a_wording_beside_a_text_in_another_language_has_its_words():
    """As the reader will meet it; beside a text in its own language it stays as it is."""
    wordings = Wordings(corpus_of((QUESTION, 0)), 1)
    beside = {wordings.beside("Which platforms?", TEXT) for _ in range(100)}
    assert beside == {"Which platforms?", "Which platforms? 平台"}
    assert wordings.beside(QUESTION, TEXT) == QUESTION
