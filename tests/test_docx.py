from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document as WordFile
from hypothesis import given, settings
from hypothesis import strategies as st
from made_formats import as_docx, default_interview, default_lines, parsed_as, shown

from index.documents import Content, load
from index.errors import SourceError


def read(data):
    return load(Content("talk.docx", "/talks/talk.docx", data))


def saved(word):
    stored = BytesIO()
    word.save(stored)
    return stored.getvalue()


def test_the_default_interview_gives_the_same_paragraphs():
    """Typed into Word line by line, it is parsed as the text file is."""
    assert shown(parsed_as("talk.docx", as_docx(default_lines()))) == shown(default_interview())


def test_headings_and_lists_are_marked():
    """Styles of Word become the marks that Markdown has."""
    word = WordFile()
    word.add_heading("The harbour", 0)
    word.add_heading("Early years", 2)
    word.add_paragraph("It was dug by hand.")
    word.add_paragraph("ships", "List Bullet")
    assert read(saved(word)).text == (
        "# The harbour\n\n## Early years\n\nIt was dug by hand.\n\n- ships\n"
    )


def test_tables_line_breaks_and_tabs_are_text():
    """Every paragraph is read where it stands, those in tables included."""
    word = WordFile()
    word.add_paragraph("Ann:\tHello\nyou")
    word.add_table(1, 2).rows[0].cells[1].text = "In a cell"
    assert read(saved(word)).text == "Ann:\tHello\nyou\n\nIn a cell\n"


def test_what_a_tracked_change_took_out_is_not_read():
    """Deleted words stay in the file and out of the interview."""
    word = WordFile()
    word.add_paragraph("kept")
    data = BytesIO(saved(word))
    with ZipFile(data) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    deleted = b"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"</w:p>", deleted, 1)
    changed = BytesIO()
    with ZipFile(changed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert read(changed.getvalue()).text == "kept\n"


@given(st.lists(st.text("春夏 abc。?:", max_size=20), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_spans_are_exact_and_reading_is_repeatable(lines):
    """The same file gives the same text, and paragraphs are what their spans name."""
    data = as_docx(lines)
    try:
        text = read(data).text
    except SourceError:
        assert not "".join(lines).strip()
        return
    assert read(data).text == text
    interview = parsed_as("talk.docx", data)
    for each in interview.paragraphs:
        assert "".join(text[s:e] for s, e in each.spans) == each.text


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_damaged_file_is_read_or_refused(data):
    """Whatever byte is wrong, there is one sentence and no traceback."""
    damaged = bytearray(as_docx(["Ann: Hello there, who are you?"]))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(SourceError):
        assert read(bytes(damaged)).text.strip()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0 locked", "password"),
        (as_docx([]), "has no text"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(data, sentence):
    """The sentence names the file and what is wrong with it."""
    with pytest.raises(SourceError, match=sentence) as raised:
        read(data)
    assert "/talks/talk.docx" in str(raised.value)


def test_a_zip_file_that_is_no_word_file_is_refused():
    """What only has the suffix of Word is told from Word."""
    stored = BytesIO()
    with ZipFile(stored, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(SourceError, match="no Word file"):
        read(stored.getvalue())
