import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.decoding import decode
from index.errors import SourceError

SIMPLIFIED = "记者：您是什么时候到山东的？\n于海田：我们是去年来的，那个时候这里还没有路。\n"
TRADITIONAL = "記者：您是什麼時候到山東的？\n于海田：我們是去年來的，那個時候這裡還沒有路。\n"
WESTERN = "Host: Où est le café?\nAndré: À côté de l’école, près du théâtre."


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (WESTERN, "cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found_without_a_mark(text, encoding, found):
    """Both scripts of Chinese in their usual encodings, and Western text, are read as written."""
    assert decode(text.encode(encoding), "a.txt") == (text, found)


MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf"]), min_size=1).filter(
    lambda text: text.strip() and all(char.isprintable() or char.isspace() for char in text)
)


@given(TEXT, st.sampled_from(sorted(MARKS)))
def test_a_mark_decides_and_is_no_part_of_the_text(text, encoding):
    """With a byte-order mark any text comes back character for character."""
    assert decode(MARKS[encoding] + text.encode(encoding), "a.txt") == (text, encoding)


@given(TEXT)
def test_utf_8_is_never_taken_for_anything_else(text):
    """Any text in UTF-8 without a mark comes back as it was, so that offsets are exact."""
    text = text.removeprefix("\ufeff")
    if text.strip():
        assert decode(text.encode(), "a.txt") == (text, "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused_in_a_sentence(data):
    """What is decoded has no NUL; what is not is told with the file's name."""
    try:
        text, _ = decode(data, "/talks/a.txt")
    except SourceError as error:
        text = str(error)
        assert text.startswith("/talks/a.txt is ")
    assert text.strip()
    assert "\0" not in text


@pytest.mark.parametrize("data", [b"", b" \n\t", codecs.BOM_UTF8])
def test_an_empty_file_is_told(data):
    """White space is no interview."""
    with pytest.raises(SourceError, match=r"a.txt is empty"):
        decode(data, "a.txt")


def test_a_broken_promise_is_refused():
    """A mark for UTF-16 before an odd number of bytes is no text."""
    with pytest.raises(SourceError, match="not text in a known encoding"):
        decode(codecs.BOM_UTF16_LE + b"a", "a.txt")
