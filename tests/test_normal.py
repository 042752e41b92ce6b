from hypothesis import given
from hypothesis import strategies as st

from index.normal import fold, language_of, to_script


@given(st.text())
def test_folding_keeps_the_length(text):
    """Offsets in the index view are offsets in the original, whatever the text."""
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    """The index view of an index view is itself."""
    assert fold(fold(text)) == fold(text)


def test_script_and_width_are_unified():
    """Traditional characters and full-width letters match their plain forms."""
    assert fold("開通５Ｇ基站，山東") == "开通5G基站,山东"


def test_the_language_of_short_questions_is_told():
    """Simplified, traditional and English questions are told apart, mixed ones too."""
    assert language_of("采访的记者是谁?") == "zh-Hans"
    assert language_of("採訪的記者是誰?") == "zh-Hant"
    assert language_of("Who is 于海田?") == "en"


def test_labels_follow_the_asker_into_the_traditional_script():
    """Our own sentences are converted for askers who write traditional Chinese."""
    assert to_script("没有提到", "zh-Hant") == "沒有提到"
    assert to_script("没有提到", "zh-Hans") == "没有提到"
