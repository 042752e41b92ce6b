import sqlite3
from contextlib import closing
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_interviews import TALKS, filled, made_interview

from index import rows
from index.errors import SourceError
from index.schema import DATABASE
from index.speakers import Speaker
from index.transcript import Paragraph

SPANS = st.lists(st.tuples(st.integers(0, 99), st.integers(100, 999)), max_size=4).map(tuple)
PARAGRAPHS = st.builds(
    Paragraph,
    id=st.text(max_size=8),
    number=st.integers(1, 99),
    kind=st.sampled_from(["text", "answer", "question"]),
    text=st.text(max_size=20),
    spans=SPANS,
    section=st.text(max_size=8),
    speaker=st.text(max_size=8),
    role=st.sampled_from(["", "interviewer", "interviewee"]),
    exchange=st.integers(0, 9),
    times=st.lists(st.tuples(st.integers(0, 99), st.floats(0, 9999)), max_size=3).map(tuple),
    asked=SPANS,
)


@given(PARAGRAPHS)
def test_a_paragraph_comes_back_as_it_was(paragraph):
    """With its spans, its times to the millisecond and where it was asked."""
    assert rows.unpack_paragraph(rows.pack(asdict(paragraph))) == paragraph


@given(st.text(max_size=60), st.data())
def test_a_flipped_bit_of_a_packed_text_changes_no_word(text, data):
    """It is noticed, unless it is one that says nothing."""
    packed = bytearray(rows.pack_text(text))
    bit = data.draw(st.integers(0, len(packed) * 8 - 1))
    packed[bit // 8] ^= 1 << bit % 8
    try:
        unpacked = rows.unpack_text(bytes(packed))
    except sqlite3.DatabaseError:
        return
    assert unpacked == text


@pytest.mark.parametrize("fields", [{"spans": []}, {"id": "a"}, {"spans": [], "mood": "glad"}])
def test_a_paragraph_of_another_version_is_damage(fields):
    """One that lacks what this version writes, or has what it does not know, is not guessed at."""
    with pytest.raises(sqlite3.DatabaseError, match="another version"):
        rows.unpack_paragraph(rows.pack(fields))


def test_the_list_of_interviews_counts_what_they_hold():
    """A summary needs neither the text nor the paragraphs to tell how many there are."""
    speakers = (Speaker("Ann", "interviewee"), Speaker("Bob", "interviewer"))
    interview = replace(made_interview("talk", ["One.", "Two, three."]), speakers=speakers)
    summary = rows.read_summary(rows.pack_head(interview, 7))
    assert (summary.id, summary.title, summary.source) == ("talk", "Talk", "talk.txt")
    assert (summary.paragraphs, summary.units) == (2, 7)
    assert summary.characters == len(interview.text)
    assert summary.speakers == speakers


@pytest.mark.parametrize("kept", [[1], [2, 1], [1, 1], [1, 2, 3]])
def test_an_interview_is_whole_or_damaged(kept):
    """A paragraph too few or too many, or in another order, is never passed over."""
    interview = made_interview("talk", ["One.", "Two."])
    head = asdict(interview) | {"count": 2}
    del head["text"], head["paragraphs"]
    whole = rows.whole_interview(head, interview.text, interview.paragraphs)
    assert whole == interview
    paragraphs = [Paragraph(f"talk#p{n}", n, "text", "One.", ((0, 4),)) for n in kept]
    with pytest.raises(sqlite3.DatabaseError, match="lacks paragraphs"):
        rows.whole_interview(head, interview.text, paragraphs)


def test_a_passage_of_an_interview_under_another_name_is_damage(tmp_path):
    """What a passage is cited by is the name that its own interview was written with."""
    path = filled(tmp_path / "index", TALKS) / DATABASE
    with closing(sqlite3.connect(path)) as db:
        (found,) = rows.read_passages(db, [1])
        assert (found.interview, found.source, found.paragraph.number) == (
            "harbour", "harbour.txt", 1,
        )  # fmt: skip
        db.execute("UPDATE interviews SET id = 'other' WHERE id = 'harbour'")
        with pytest.raises(sqlite3.DatabaseError, match="not where its paragraphs say"):
            list(rows.read_passages(db, [1]))


@pytest.mark.parametrize("spoilt", ["interview", "paragraph"])
def test_an_id_that_is_not_unicode_is_refused_with_its_file(spoilt):
    """Nothing could name it: the sentence says which file to correct."""
    interview = made_interview("talk", ["One."])
    rows.check_ids(interview)
    if spoilt == "interview":
        interview = replace(interview, id="half\ud800")
    else:
        paragraph = replace(interview.paragraphs[0], id="half\ud800")
        interview = replace(interview, paragraphs=(paragraph,))
    with pytest.raises(SourceError, match=r"talk\.txt uses the id 'half\\ud800'.*correct it"):
        rows.check_ids(interview)
