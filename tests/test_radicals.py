from hypothesis import given
from hypothesis import strategies as st

from index.radicals import without_radicals


def test_radicals_become_the_characters_people_type():
    """Those with a compatibility mapping, those without one, and the door of most fonts."""
    assert without_radicals("⼤⻓⾨⼾") == "大长門户"


@given(st.text())
def test_nothing_is_changed_twice_and_other_signs_never(text):
    """What was put right stays, and a text without radicals is left as it is."""
    once = without_radicals(text)
    assert without_radicals(once) == once
    if not any("\u2e80" <= char <= "\u2fd5" or char in "⸺⸻" for char in text):
        assert once == text
