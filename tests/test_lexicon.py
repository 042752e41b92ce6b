import pytest

from index.errors import EncoderError
from index.onnx_model import check_sums
from qa.lexicon import BUNDLED, Lexicon, bundled_lexicon, english_terms, read_lexicon


def test_the_shipped_dictionary_is_the_one_that_was_released():
    """Every file has its sum in SHA256SUMS, and has it still."""
    listed = {line.split()[1] for line in (BUNDLED / "SHA256SUMS").read_text().splitlines()}
    assert listed == {"chinese.tsv", "english.tsv", "readings.tsv"}
    assert len(check_sums(BUNDLED)) == 64


def test_both_directions_say_the_same():
    """A word that has a key is one of the key's words, with the place that the key has there."""
    lexicon = bundled_lexicon()
    for word in ("改造", "项目", "防护服", "山东"):
        keys = lexicon.english(word)
        assert keys
        for place, key in enumerate(keys):
            assert (word, place) in lexicon.chinese(key)


def test_lines_are_found_by_their_whole_name():
    """What another name begins with is not that name; first, last and missing ones included."""
    lexicon = Lexicon(["一\tone", "一一\tone by one", "丁\tcube"], ["a\t一:0"], {})
    assert lexicon.english("一") == ["one"]
    assert lexicon.english("丁") == ["cube"]
    assert lexicon.english("") == lexicon.english("龘") == lexicon.chinese("b") == []
    assert lexicon.chinese("a") == [("一", 0)]


def test_english_terms_are_stems_of_what_carries_meaning():
    """Small words, possessives and a dictionary's placeholders are left out."""
    assert english_terms("What are China's technological projects for sb?") == [
        "china", "technolog", "project",
    ]  # fmt: skip


def test_a_damaged_dictionary_is_named(tmp_path):
    """One sentence, before anything is read."""
    (tmp_path / "english.tsv").write_text("damaged")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  english.tsv\n")
    with pytest.raises(EncoderError, match=r"english\.tsv is damaged"):
        read_lexicon(tmp_path)
