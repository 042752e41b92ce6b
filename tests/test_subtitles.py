import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_formats import as_srt, default_interview, parsed_as, shown

from index.documents import Content, load
from index.errors import SourceError
from index.transcript import parse_interview

VTT = """WEBVTT

NOTE made by hand

00:01.000 --> 00:04.000
<v Ann Lee>When did the <i>harbour</i> open &amp; why?

00:05.000 --> 00:08.500
<v Bob Ray>It opened in 1931,

00:08.500 --> 00:12.000
<v Bob Ray>because the town needed it.
"""


def read(text, name="talk.vtt"):
    return load(Content(name, f"/talks/{name}", text.encode()))


def test_the_default_interview_gives_the_same_paragraphs():
    """Cut into subtitles, it is parsed as the text file is."""
    interview = default_interview()
    assert shown(parsed_as("talk.srt", as_srt(interview))) == shown(interview)


def test_voices_are_speakers_and_every_piece_has_its_time():
    """Tags name who speaks; a piece within a paragraph keeps its own second."""
    interview = parse_interview(read(VTT), "talk")
    asked, said = interview.paragraphs
    assert (asked.speaker, asked.text) == ("Ann Lee", "When did the harbour open & why?")
    assert said.text == "It opened in 1931, because the town needed it."
    assert (asked.time_at(0), said.time_at(0)) == (1.0, 5.0)
    assert said.time_at(said.text.index("because")) == 8.5


def test_rolling_captions_are_read_once():
    """Captions that repeat the line before them do not repeat it in the interview."""
    lines = [f"this is line {n} of the talk" for n in range(8)]
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{lines[n - 1]}\n{lines[n]}\n" for n in range(1, 8)]
    text = read("WEBVTT\n\n" + "\n".join(cues)).text
    assert [text.count(line) for line in lines] == [1] * 8


def test_a_dash_is_another_voice():
    """Two lines with dashes are two turns."""
    text = read("1\n00:00:01,000 --> 00:00:03,000\n- Are you there?\n- I am, since May.\n", "a.srt")
    assert text.text == "Are you there?\n\nI am, since May.\n"


def test_subtitles_without_numbers_are_read():
    """Some programs leave them out."""
    text = "00:00:01,000 --> 00:00:03,500\nHello there.\n\n00:00:04,000 --> 00:00:05,000\nYes?\n"
    document = read(text, "talk.srt")
    assert (document.text, document.times) == ("Hello there. Yes?\n", ((0, 1.0), (13, 4.0)))


@given(
    st.lists(
        st.tuples(st.text("春夏 abc。?:<>&-", min_size=1, max_size=20), st.integers(0, 9)),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_spans_are_exact_and_times_in_order(cues):
    """Whatever the captions say, paragraphs are what their spans name."""
    at, blocks = 0, []
    for words, pause in cues:
        at += pause
        blocks.append(f"00:{at // 60:02d}:{at % 60:02d}.000 --> 00:59:59.000\n{words}\n")
    try:
        document = read("WEBVTT\n\n" + "\n".join(blocks))
    except SourceError:
        return
    assert list(document.times) == sorted(document.times)
    interview = parse_interview(document, "talk")
    for each in interview.paragraphs:
        assert "".join(document.text[s:e] for s, e in each.spans) == each.text
        assert all(0 <= place < len(each.text) for place, _ in each.times)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "is empty"), ("Just words.", "no subtitles"), ("WEBVTT\n\n", "no words")],
)
def test_what_has_no_subtitles_says_so(text, sentence):
    """The sentence names the file and what is missing."""
    with pytest.raises(SourceError, match=sentence):
        read(text)
