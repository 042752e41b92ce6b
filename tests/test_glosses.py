import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.glosses import gloss, with_glosses
from qa.lexicon import english_terms

CHINESE = (
    "山东省工业和信息化厅厅长于海田说,全省实施技术改造项目4000项,开通5G基站超过5万个,"
    "浪潮云洲平台上线,我们请到了专家。"
)
ENGLISH = (
    "Yu Haitian, head of Shandong's department of industry, said that 4,000 technological "
    "transformation projects were carried out and 50,000 5G base stations built."
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many technological transformation projects were there?", {"技术", "改造", "项目"}),
        ("What did Yu Haitian say?", {"于海田"}),
        ("Did Haitian Yu speak?", {"于海田"}),
        ("Which platforms?", {"平台"}),
        ("What of Zhejiang?", set()),
        ("What of Qingdao?", set()),
    ],
)
def test_each_word_gets_its_translation_in_the_text(question, words):
    """Inflected words too, and names by their pinyin, the surname first or last.

    A name that the dictionary has is not looked for by its sound: 请到 is not Qingdao.
    """
    assert set(gloss(question, CHINESE).words) == words


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("技术改造项目有多少个?", {"technological", "transformation", "projects"}),
        ("技術改造項目有多少個?", {"technological", "transformation", "projects"}),
        ("于海田是谁?", {"Yu Haitian"}),
        ("基站呢", {"base stations"}),
    ],
)
def test_chinese_words_get_the_words_of_an_english_text(question, words):
    """In the form that stands there, from either script."""
    assert set(gloss(question, ENGLISH).words) == words


def test_what_the_text_does_not_speak_of_has_no_words():
    """Of a word's many translations only one that stands in the text counts."""
    assert gloss("How is the weather in Paris?", CHINESE).words == ()
    assert gloss("今天天气怎么样?", ENGLISH).words == ()


def test_one_language_needs_no_glosses():
    """The question is read as it is."""
    assert with_glosses("开通了多少个5G基站?", CHINESE) == "开通了多少个5G基站?"
    assert with_glosses("How many projects?", ENGLISH) == "How many projects?"


def test_the_share_is_of_what_the_question_speaks_of():
    """Small words do not count; numbers and names that need no translation do."""
    assert gloss("How many 5G platforms?", CHINESE).share == pytest.approx(1)
    assert 0.3 < gloss("How many platforms and bananas?", CHINESE).share < 0.7
    assert gloss("How many?", CHINESE).share == 0
    assert gloss("5G基站", ENGLISH).share == pytest.approx(1)


def test_glosses_stand_behind_the_question():
    """In the question's order."""
    wording = with_glosses("Which projects use platforms?", CHINESE)
    assert wording == "Which projects use platforms? 项目 平台"


@given(st.text(max_size=60), st.text(max_size=120))
def test_glosses_stand_in_the_text_and_the_share_is_a_share(question, text):
    """Whatever is typed: no word is made up."""
    found = gloss(question, text)
    assert 0 <= found.share <= 1
    assert len(set(found.words)) == len(found.words)
    if found.words and english_terms(question):
        assert all(word in text or word.split()[0] in text for word in found.words)


@given(
    st.lists(
        st.sampled_from(["project", "Shandong", "platform", "zebra", "Yu", "5G", "the"]), max_size=6
    )
)
def test_english_words_are_glossed_with_words_of_the_chinese_text(words):
    """Every gloss stands there as it is."""
    found = gloss(" ".join(["What about", *words]) + "?", CHINESE)
    assert all(word in CHINESE for word in found.words)


@pytest.mark.parametrize(("said", "more"), [("浪潮云洲", True), ("人工降雨", False)])
def test_chinese_words_in_an_english_question_count_as_what_it_speaks_of(said, more):
    """They need no translation: they stand in the text or do not."""
    alone = gloss("Why was it introduced?", CHINESE).share
    told = gloss(f"{said} Why was it introduced?", CHINESE)
    assert (told.share > alone) is more
    assert said not in told.words
