from hypothesis import given
from hypothesis import strategies as st

from index.normal import fold
from qa.web.variants import variants


def folded(text, table):
    """Fold as embed.js does: by the pairs of the table."""
    forms = dict(zip(table[::2], table[1::2], strict=True))
    return "".join(forms.get(char, char) for char in text)


def test_a_quote_and_the_page_in_the_other_script_become_the_same():
    """Whichever of several forms the page chose, and whichever side is the traditional one."""
    for quote, page in (
        ("台湾里面", "臺灣裏面"),
        ("台湾里面", "台灣裡面"),
        ("臺灣裡面", "台湾里面"),
    ):
        table = variants(quote)
        assert folded(quote, table) == folded(page, table)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_the_table_folds_like_the_index_does(text):
    """Every character of the common block goes to its form in the index view."""
    assert folded(text, variants(text)) == fold(text)


def test_only_what_the_text_needs_is_sent():
    """A page gets pairs for the characters of its quote, not a dictionary."""
    assert variants("no Chinese at all") == ""
    assert len(variants("开通5G基站超过5万个")) < 40
