from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content
from index.plain_text import read_text
from index.transcript import parse_interview

MATTER = "---\ntitle: The harbour\ndate: 2021-01-20\n---\n"
TALK = "Host: When did it open?\n\nAnn: It opened in 1931.\n"


def read(text, encoding="utf-8"):
    return read_text(Content("a.md", "/talks/a.md", text.encode(encoding)))


def test_the_source_is_the_decoded_file():
    """Front matter stays in the text, so that it can be cited; the interview begins behind it."""
    document = read(MATTER + TALK)
    assert document.text == MATTER + TALK
    assert document.text[document.start :].strip() == TALK.strip()
    assert document.stated.value("title") == "The harbour"


def test_a_file_in_another_encoding_is_its_characters():
    """The characters are counted, not the bytes of GB18030."""
    document = read("记者：您是什么时候来的？\n我们是去年来的。", "gb18030")
    assert (document.text[:3], document.encoding) == ("记者：", "gb18030")


def test_rules_that_are_no_front_matter_are_text():
    """Three dashes in the middle of a file state nothing."""
    document = read(TALK + MATTER)
    assert (document.start, document.stated.fields) == (0, ())


LINES = st.lists(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf"]), min_size=1, max_size=40
    ),
    min_size=1,
    max_size=8,
)


@given(st.sampled_from(["", MATTER]), LINES)
def test_every_paragraph_stands_where_it_says(front, lines):
    """Whatever a file holds, the spans of its paragraphs give their text."""
    text = front + "\n\n".join(lines)
    if not text.strip():
        return
    document = read(text)
    assert document.text == text.removeprefix("\ufeff")
    for paragraph in parse_interview(document, "a").paragraphs:
        assert "".join(document.text[a:b] for a, b in paragraph.spans) == paragraph.text
        assert all(0 <= a <= b <= len(document.text) for a, b in paragraph.spans)
