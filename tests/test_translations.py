import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.grams import terms
from qa.question import read_question
from qa.translations import translated_terms


@pytest.mark.parametrize(
    ("question", "looked_for"),
    [
        ("What is Qingdao known for?", "青岛"),
        ("Which base stations were built?", "基站"),
        ("青岛有什么?", "qingdao"),
        ("青島有什麼?", "qingdao"),
    ],
)
def test_a_question_looks_for_its_words_in_the_other_language(question, looked_for):
    """From either language and script."""
    pairs = {term for term in terms(looked_for) if len(term) > 1}
    assert pairs <= set(translated_terms(read_question(question), 8))


def test_a_word_of_many_meanings_is_not_looked_for():
    """Its translations would find anything."""
    question = read_question("What of the line?")
    assert translated_terms(question, 8) == ()
    assert translated_terms(question, 1000)


@given(st.text(max_size=60).filter(lambda text: any(map(str.isalnum, text))))
def test_terms_are_distinct_and_searchable(text):
    """Whatever is asked."""
    found = translated_terms(read_question(text), 8)
    assert len(set(found)) == len(found)
    assert all(len(term) > 1 for term in found)
