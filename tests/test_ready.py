import json

import pytest

from index.errors import SourceError
from index.ready import read_ready


def written(tmp_path, *lines):
    path = tmp_path / "passages.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_one_document_is_one_interview_and_ids_are_kept(tmp_path):
    """Passages keep their ids and order; the source is their texts, spans pointing into it."""
    path = written(
        tmp_path,
        {"id": "a-1", "doc": "a", "text": "第一段"},
        {"id": "b-1", "doc": "b", "text": "Other."},
        {"id": "a-2", "doc": "a", "text": " second "},
    )
    first, second = read_ready(path)
    assert (first.id, second.id) == ("a", "b")
    assert [each.id for each in first.paragraphs] == ["a-1", "a-2"]
    for paragraph in first.paragraphs:
        assert "".join(first.text[s:e] for s, e in paragraph.spans) == paragraph.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{broken", "line 2 is not JSON"),
        ({"id": "x", "doc": "d"}, 'line 2 needs "id", "doc" and "text"'),
        ({"id": "x", "doc": "d", "text": " "}, "line 2 needs"),
        ({"id": "ok", "doc": "d", "text": "again"}, "line 2 repeats the id 'ok'"),
        ("[1]", "line 2 needs"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, sentence):
    """The error says which line to correct."""
    path = written(tmp_path, {"id": "ok", "doc": "d", "text": "fine"}, line)
    with pytest.raises(SourceError, match=sentence):
        read_ready(path)


def test_an_empty_file_is_an_error(tmp_path):
    """A file of blank lines has no passages."""
    with pytest.raises(SourceError, match="is empty"):
        read_ready(written(tmp_path, "", " "))
