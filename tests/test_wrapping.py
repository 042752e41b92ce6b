import pytest

from index.radicals import without_radicals
from index.wrapping import joined, unwrapped


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["Hello", "there."], "Hello there."),
        (["你好,", "“世界”"], "你好,“世界”"),
        (["超过", "5", "万个"], "超过5万个"),
        (["in 1931,", "in spring"], "in 1931, in spring"),
        (["", "a", ""], "a"),
    ],
)
def test_blanks_stand_where_the_script_has_them(words, text):
    """Between Latin words, never beside Chinese characters."""
    assert joined(words) == text


def test_a_hyphen_is_taken_back_only_before_a_small_letter():
    """Names and years keep theirs."""
    assert unwrapped(["har-", "bour"]) == "harbour"
    assert unwrapped(["Smith-", "Jones"]) == "Smith- Jones"


def test_radicals_become_the_characters_they_look_like():
    """As browsers write them into PDFs; everything else stays."""
    assert without_radicals("⼭东⼯信厅厅⻓于海⽥⸺⻬鲁") == "山东工信厅厅长于海田——齐鲁"
