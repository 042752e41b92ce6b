import pytest

from index.documents import find_files, read_document
from index.errors import SourceError

SIMPLIFIED = "记者:请问去年的情况怎么样?\n于海田:我们开通了很多基站,工业经济发展得很好。\n" * 3
TRADITIONAL = "記者:請問去年的情況怎麼樣?\n唐鳳:我們開通了很多基地台,經濟發展得很好。\n" * 3


def written(tmp_path, data, name="interview.txt"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_simplified_text_is_decoded_exactly(tmp_path, encoding):
    """Whatever the encoding, the text is the text, without a byte-order mark."""
    assert read_document(written(tmp_path, SIMPLIFIED.encode(encoding))).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16"])
def test_traditional_text_is_decoded_exactly(tmp_path, encoding):
    """Big5 is not mistaken for GB18030, although both decode."""
    assert read_document(written(tmp_path, TRADITIONAL.encode(encoding))).text == TRADITIONAL


def test_line_ends_are_not_touched(tmp_path):
    """Spans count the characters of the file, carriage returns included."""
    text = "Q: Why?\r\nA: Because.\r\n"
    assert read_document(written(tmp_path, text.encode())).text == text


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "empty.txt", "is empty"),
        (b" \n\t\n", "blank.txt", "is empty"),
        (bytes(range(256)) * 40, "binary.txt", "not text"),
        (b"a\0b" * 100, "nul.txt", "not text"),
        (b"PK", "slides.pptx", "format"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, data, name, sentence):
    """The sentence names the file and what is wrong with it."""
    with pytest.raises(SourceError, match=sentence) as raised:
        read_document(written(tmp_path, data, name))
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path):
    """A path that does not exist is an error, not an empty document."""
    with pytest.raises(SourceError, match=r"no file .*gone\.txt"):
        read_document(tmp_path / "gone.txt")


def test_folders_are_searched_and_hidden_files_left_alone(tmp_path):
    """Files come sorted, each once, from any depth; other formats and hidden ones do not."""
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.md", ".hidden.txt", "c.png"):
        (tmp_path / name).write_text("x")
    found = find_files([tmp_path, tmp_path / "b.txt"])
    assert [path.name for path in found] == ["b.txt", "a.md"]


def test_a_folder_with_nothing_in_it_is_an_error(tmp_path):
    """Nothing to ingest is said, not passed over."""
    with pytest.raises(SourceError, match="No interview in"):
        find_files([tmp_path])
