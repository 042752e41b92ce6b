import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content
from index.errors import SourceError
from index.interviews import digest, read_interviews

TALK = b"The harbour\n\nHost: When?\n\nAnn: In 1931.\n"


def content(name, data, side=None):
    return Content(name, f"/talks/{name}", data, side)


def zipped(**files):
    stored = BytesIO()
    with ZipFile(stored, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return stored.getvalue()


def read(name, data):
    asked = []

    def naming(stem, place):
        asked.append((stem, place))
        return stem

    return read_interviews(content(name, data), naming), asked


def test_a_file_is_one_interview_named_by_its_stem():
    """Its id is asked for with its stem and no place."""
    held, asked = read("harbour.txt", TALK)
    assert [each.id for each in held.interviews] == ["harbour"]
    assert asked == [("harbour", "")]


def test_ready_passages_are_as_many_interviews_as_they_say():
    """Their ids are their own: nobody is asked."""
    lines = [{"id": str(n), "doc": f"d{n % 2}", "text": f"Passage {n}."} for n in range(4)]
    held, asked = read("ready.jsonl", "\n".join(map(json.dumps, lines)).encode())
    assert ([each.id for each in held.interviews], asked) == (["d0", "d1"], [])


def test_an_archive_gives_what_can_be_read_and_tells_the_rest():
    """One bad file keeps no other out; each is asked for with its place in the archive."""
    held, asked = read("all.zip", zipped(a_txt=TALK, b_txt=b"\xff\xfe\xfd", c_txt=TALK))
    assert [each.id for each in held.interviews] == ["a", "c"]
    assert asked[0] == ("a", "/a.txt")
    ((place, problem),) = held.problems
    assert place == "/talks/all.zip/b.txt"
    assert problem.startswith(place)


def test_an_archive_of_nothing_readable_is_refused_with_its_first_problem():
    """The sentence names the archive and why."""
    with pytest.raises(SourceError, match=r"all.zip holds nothing that can be read: .*b.txt"):
        read("all.zip", zipped(b_txt=b" "))


def test_a_page_without_text_is_refused():
    """A rule alone is no paragraph."""
    with pytest.raises(SourceError, match="no text to ask about"):
        read("rule.md", b"---\n***\n")


@given(st.binary(max_size=30), st.binary(max_size=30), st.binary(max_size=30))
def test_a_file_is_recognised_with_its_side_file(data, one, two):
    """The digest changes exactly when the bytes or those of the side file do."""
    bare = digest(content("a.txt", data))
    beside = digest(content("a.txt", data, ("a.meta.yaml", one)))
    other = digest(content("a.txt", data, ("a.meta.yaml", two)))
    assert bare == digest(content("b.txt", data))
    assert bare != beside
    assert (beside == other) == (one == two)
