import json

import pytest

from index.documents import Content, load
from index.errors import SourceError
from index.transcript import parse_interview

ASKED, SAID = "When did the harbour open?", "It opened in 1931, in the spring."


def read(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return load(Content("talk.json", "/talks/talk.json", text.encode()))


WHISPERX = {
    "segments": [
        {"start": 0.5, "end": 2.0, "text": f" {ASKED}", "speaker": "SPEAKER_01"},
        {"start": 2.5, "end": 4.0, "text": f" {SAID}", "speaker": "SPEAKER_00"},
    ]
}
WHISPER_CPP = {
    "transcription": [
        {"timestamps": {"from": "00:00:00,500", "to": "00:00:02,000"}, "text": ASKED,
         "speaker_turn_next": True},
        {"timestamps": {"from": "00:00:02,500", "to": "00:00:04,000"}, "text": SAID},
    ]
}  # fmt: skip
CHUNKS = {"chunks": [{"timestamp": [0.5, 2], "text": ASKED}, {"timestamp": [6.5, 8], "text": SAID}]}
UTTERANCES = {
    "utterances": [
        {"speaker": "A", "start": 500, "end": 200000, "text": ASKED},
        {"speaker": "B", "start": 202500, "end": 400000, "text": SAID},
    ]
}


@pytest.mark.parametrize(
    ("value", "times"),
    [
        (WHISPERX, [0.5, 2.5]),
        (WHISPER_CPP, [0.5, 2.5]),
        (CHUNKS, [0.5, 6.5]),
        (UTTERANCES, [0.5, 202.5]),
        (WHISPERX["segments"], [0.5, 2.5]),
    ],
    ids=["whisperx", "whisper.cpp", "chunks", "utterances", "list"],
)
def test_every_make_gives_turns_with_times(value, times):
    """Seconds, clocks and thousandths all become seconds."""
    interview = parse_interview(read(value), "talk")
    assert [each.text for each in interview.paragraphs] == [ASKED, SAID]
    assert [each.time_at(0) for each in interview.paragraphs] == times


def test_who_asks_is_found_behind_the_numbers_of_a_recogniser():
    """SPEAKER_00 is a label like any other name."""
    interview = parse_interview(read(WHISPERX), "talk")
    assert [each.speaker for each in interview.paragraphs] == ["SPEAKER_01", "SPEAKER_00"]


def test_a_segment_of_two_voices_is_parted():
    """Words with speakers of their own decide."""
    words = [{"word": w, "speaker": "A", "start": 0} for w in ASKED.split()]
    words += [{"word": w, "speaker": "B", "start": 3} for w in SAID.split()]
    segment = {"start": 0, "end": 5, "text": f"{ASKED} {SAID}", "words": words}
    assert read({"segments": [segment]}).text == f"A: {ASKED}\n\nB: {SAID}\n"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("{broken", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ({"a": 1}, "no transcript"),
        ([1, 2], "no transcript"),
        ({"segments": []}, "no transcript"),
        ({"segments": [{"text": " "}]}, "no words"),
    ],
)
def test_what_is_no_transcript_says_so(value, sentence):
    """The sentence says what is read instead."""
    with pytest.raises(SourceError, match=sentence):
        read(value)
