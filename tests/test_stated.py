import pytest
from hashing_encoder import HashingEncoder

from index.build import ingest
from index.documents import read_document
from index.errors import SourceError
from index.store import Store
from index.transcript import parse_interview
from qa.references import source_of

BODY = """# Something else

Ann: When did the harbour open, and why?

Bob: It opened in 1931, because the town needed it.

Ann: And who was there to see it on that day?

Bob: Everybody who could walk was there to see it.
"""
FRONT = """---
title: "The harbour: a talk"
date: 2021-01-20
speakers:
  Ann: {name: Ann Lee, role: interviewer}
  Bob: Bob Ray, interviewee
---
"""


def parsed(tmp_path, text, **sides):
    path = tmp_path / "talk.md"
    path.write_text(text, encoding="utf-8")
    for suffix, side in sides.items():
        (tmp_path / f"talk.meta.{suffix}").write_text(side, encoding="utf-8")
    return parse_interview(read_document(path), "talk")


def test_front_matter_states_title_date_names_and_roles(tmp_path):
    """It stays part of the text, so that what it says can be cited."""
    interview = parsed(tmp_path, FRONT + BODY)
    assert interview.text == FRONT + BODY
    assert interview.title == "The harbour: a talk"
    roles = [(each.name, each.role) for each in interview.speakers]
    assert roles == [("Ann Lee", "interviewer"), ("Bob Ray", "interviewee")]
    assert source_of(interview).date == "2021-01-20"
    date = next(fact for fact in interview.facts if fact.kind == "date")
    assert interview.paragraphs[date.paragraph - 1].text == "2021-01-20"
    for each in interview.paragraphs:
        assert "".join(interview.text[s:e] for s, e in each.spans) == each.text


@pytest.mark.parametrize(
    ("suffix", "side"),
    [
        ("yaml", "title: Corrected\nspeakers:\n  Ann: none\n"),
        ("json", '{"title": "Corrected", "speakers": {"Ann": "none"}}'),
    ],
)
def test_a_side_file_corrects_what_was_detected_and_stated(tmp_path, suffix, side):
    """What is no label becomes text again."""
    interview = parsed(tmp_path, FRONT + BODY, **{suffix: side})
    assert interview.title == "Corrected"
    assert "Ann Lee" not in {each.name for each in interview.speakers}


def test_a_changed_side_file_is_read_again(tmp_path):
    """The interview itself may be the same."""
    talk, index, encoder = tmp_path / "talk.md", tmp_path / "index", HashingEncoder()
    talk.write_text(BODY)
    ingest([talk], index, encoder)
    for title in ("First", "Second"):
        (tmp_path / "talk.meta.yaml").write_text(f"title: {title}\n")
        summary = ingest([tmp_path], index, encoder)
        assert [event.outcome for event in summary.events] == ["changed"]
        with Store.open(index, encoder_fingerprint="hashing:8", dimension=8) as store:
            assert store.interview("talk").title == title


def test_a_block_between_rules_that_states_nothing_is_text(tmp_path):
    """Rules part sections in many files."""
    interview = parsed(tmp_path, "---\nJust a motto.\n---\n\n" + BODY)
    assert any(each.text == "Just a motto." for each in interview.paragraphs)


@pytest.mark.parametrize(
    ("front", "sentence"),
    [
        ("title: a: b", "in quotes"),
        ("标题：访谈", "half-width colon"),
        ("title: T\nspeakers:\n  Ann: {role: boss}", "'boss': use interviewer"),
    ],
)
def test_what_cannot_be_understood_says_what_to_write(tmp_path, front, sentence):
    """One sentence that names the file."""
    with pytest.raises(SourceError, match=sentence) as raised:
        parsed(tmp_path, f"---\n{front}\n---\n{BODY}")
    assert "talk.md" in str(raised.value)
