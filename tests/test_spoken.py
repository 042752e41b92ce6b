from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Content
from index.errors import SourceError
from index.spoken import Piece, speaker_name, transcript

CONTENT = Content("talk.srt", "/talks/talk.srt", b"")


def written(*pieces):
    return transcript(CONTENT, pieces).text


def test_pieces_of_one_voice_become_a_paragraph():
    """What subtitles cut is put together, with blanks where the script needs them."""
    assert (
        written(Piece(0, 1, "We built"), Piece(1, 2, "the harbour.")) == "We built the harbour.\n"
    )
    assert written(Piece(0, 1, "我们建了"), Piece(1, 2, "这个港口。")) == "我们建了这个港口。\n"


def test_another_voice_begins_a_paragraph_with_its_name():
    """A turn is labelled where it begins and nowhere else."""
    text = written(
        Piece(0, 1, "When?", "Host"), Piece(1, 2, "In 1931.", "Ann"), Piece(2, 3, "In May.", "Ann")
    )
    assert text == "Host: When?\n\nAnn: In 1931. In May.\n"


def test_a_voice_without_a_name_begins_a_paragraph_too():
    """A dash before a subtitle says that somebody else speaks."""
    assert (
        written(Piece(0, 1, "When?"), Piece(1, 2, "In 1931.", turn=True)) == "When?\n\nIn 1931.\n"
    )


@pytest.mark.parametrize(
    ("first", "pause", "gap"),
    [("We came.", 1.0, " "), ("We came.", 2.0, "\n\n"), ("We came", 2.0, " "),
     ("We came", 5.0, "\n\n")],
)  # fmt: skip
def test_a_pause_parts_sentences_and_a_long_one_anything(first, pause, gap):
    """Two seconds after a full stop begin a paragraph; in mid-sentence it takes five."""
    at = 1 + pause
    text = written(
        Piece(0, 1, first), Piece(at, at + 1, "It rained."), Piece(at + 1, at + 2, "Yes.")
    )
    assert text.replace("\n\n\n", "\n\n").startswith(f"{first}{gap}It rained")


def test_a_speech_without_an_end_is_cut_somewhere():
    """Recognisers without punctuation give paragraphs that can still be read."""
    pieces = [Piece(n, n + 1, "words without any stop at all " * 3) for n in range(200)]
    assert max(map(len, written(*pieces).split("\n\n"))) < 7000


def test_a_recording_without_words_is_refused():
    """Blank pieces are no transcript."""
    with pytest.raises(SourceError, match=r"/talks/talk.srt holds no words"):
        transcript(CONTENT, [Piece(0, 1, " \n ")])


def test_a_name_loses_what_would_end_its_label():
    """Colons, stars and brackets cannot stand in a label."""
    assert speaker_name(" [Ann]: **Lee**\n") == "Ann Lee"
    assert ":" not in speaker_name("A:B：C")
    assert len(speaker_name("x" * 100)) == 48


WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
PIECES = st.lists(
    st.builds(
        Piece,
        st.floats(0, 1000),
        st.floats(0, 1000),
        WORDS,
        st.sampled_from(["", "Ann", "记者"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@given(PIECES)
def test_every_piece_stands_where_its_time_says(pieces):
    """Times are in order of their places, and behind each stand the words heard then."""
    said = [each for each in pieces if each.text.split()]
    if not said:
        with pytest.raises(SourceError):
            transcript(CONTENT, pieces)
        return
    document = transcript(CONTENT, pieces)
    places = [place for place, _ in document.times]
    assert [at for _, at in document.times] == [each.start for each in said]
    assert all(one < two for one, two in pairwise(places))
    for (place, _), piece in zip(document.times, said, strict=True):
        assert document.text.startswith(piece.text.split()[0], place)
