from hypothesis import given
from hypothesis import strategies as st

from index.grams import terms


def test_chinese_gives_characters_and_pairs():
    """A run of Chinese characters gives each character and each pair of neighbours."""
    assert terms("山东省") == ["山", "东", "省", "山东", "东省"]


def test_numbers_and_words_stay_whole():
    """Decimals, alphanumeric names and English stems are single terms."""
    assert terms("1.3亿 5G Running") == ["1.3", "亿", "5g", "run"]


@given(st.text())
def test_terms_have_no_blanks(text):
    """Terms can be joined by blanks and split again, whatever the text."""
    assert " ".join(terms(text)).split() == terms(text)


@given(st.text(alphabet="開开東东5Ｇ５g ，,"))
def test_script_width_and_case_make_no_difference(text):
    """Variants of the same text give the same terms."""
    plain = text.replace("開", "开").replace("東", "东").replace("Ｇ", "g").replace("５", "5")
    assert terms(text) == terms(plain)
