import json
import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Document, read_document
from index.transcript import parse_interview

ROOT = Path(__file__).resolve().parent.parent
GOLDENS = Path(__file__).parent / "goldens"
ARCHIVE = Path(os.environ.get("INTERVIEW_ARCHIVE", ROOT.parent / "shared/interviews/archive"))

# Pieces that interviews are made of, to reach deeper than random letters do.
PIECES = st.sampled_from(
    ["记者:", "于海田:", "Q: ", "A: ", "### 唐鳳：\n", "一是", "编者按:", "摄影", "\n", "\n\n\n\n",
     "> ", "**Ann**: ", "你好", "吗?", "。", "“", "”", "Hello there", " ", "\r\n", "# ", "时间：",
     ",", "\t", "\u3000"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


def parsed(text, name="talk.txt"):
    return parse_interview(Document(name, text, "utf-8"), "talk")


@pytest.fixture(scope="module")
def default():
    return parse_interview(read_document(ROOT / "data/interviews/shandong-miit.txt"), "miit")


def test_the_default_interview_is_parsed_as_reviewed(default):
    """Every paragraph, kind, speaker, section, exchange and span is as in the golden file."""
    golden = json.loads((GOLDENS / "shandong-miit.json").read_text(encoding="utf-8"))
    assert [describe(each) for each in default.paragraphs] == golden["paragraphs"]
    assert [[fact.kind, fact.value, fact.paragraph] for fact in default.facts] == golden["facts"]


def describe(paragraph):
    return [
        paragraph.kind, paragraph.section[:6], paragraph.speaker, paragraph.role,
        paragraph.exchange, [list(span) for span in paragraph.spans], paragraph.text,
    ]  # fmt: skip


def test_sentences_cut_by_the_page_are_whole_again(default):
    """What the note, the caption and the column breaks cut reads on, with two spans."""
    whole = {each.text: each for each in default.paragraphs}
    for words in (
        "省委、省政府放眼未来5-10年",
        "以项目化、工程化的方式推动",
        "传承红色基因强化使命担当",
    ):
        found = [each for text, each in whole.items() if words in text]
        assert len(found) == 1
        assert len(found[0].spans) == 2
    counts = Counter(each.kind for each in default.paragraphs)
    assert (counts["heading"], counts["question"], counts["note"]) == (4, 4, 3)
    assert (counts["caption"], counts["credit"]) == (1, 1)
    assert max(each.exchange for each in default.paragraphs) == 4


@given(TEXTS)
@settings(max_examples=300)
def test_spans_are_exact_ordered_and_apart(text):
    """Any text at all: paragraphs are the characters their spans name, each used at most once."""
    interview = parsed(text)
    used = sorted(span for each in interview.paragraphs for span in each.spans)
    assert all(a[1] <= b[0] for a, b in pairwise(used))
    for number, each in enumerate(interview.paragraphs, 1):
        assert each.number == number
        assert each.text == "".join(text[s:e] for s, e in each.spans)
        assert each.text == each.text.strip() != ""
    for fact in interview.facts:
        assert interview.paragraphs[fact.paragraph - 1].text[fact.start : fact.end] == fact.value


@given(
    st.lists(st.text("春夏秋冬天地abc,。 ", min_size=1).filter(str.strip), min_size=1, max_size=8)
)
def test_plain_prose_loses_no_character(lines):
    """Without labels or markup, every visible character is in exactly one paragraph."""
    text = "\n\n".join(lines)
    interview = parsed(text)
    kept = {i for each in interview.paragraphs for s, e in each.spans for i in range(s, e)}
    assert all(i in kept for i, char in enumerate(text) if not char.isspace())


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("记者:你好吗?\n答:很好。", [("记者", "interviewer"), ("答", "interviewee")]),
        ("问：为什么？\n答：因为。", [("问", "interviewer"), ("答", "interviewee")]),
        ("主持人：开始？\n\n嘉宾：好。", [("主持人", "interviewer"), ("嘉宾", "interviewee")]),
        ("Q: Why?\nA: So.", [("Q", "interviewer"), ("A", "interviewee")]),
        (
            "[00:00:01] Host: hi?\n[00:00:05] Guest: yes",
            [("Host", "interviewer"), ("Guest", "interviewee")],
        ),
        (
            "**Ann Lee**: Hello you.\n\n**Bob Ray**: Why?\n\n**Ann Lee**: So.\n\n**Bob Ray**: Oh",
            [("Ann Lee", "interviewee"), ("Bob Ray", "interviewer")],
        ),
        (
            "### 記者：\n你好嗎？\n\n### 唐鳳：\n很好。",
            [("記者", "interviewer"), ("唐鳳", "interviewee")],
        ),
    ],
)  # fmt: skip
def test_labels_of_many_makes_are_speakers(text, speakers):
    """Half- and full-width colons, role words, bold names, time stamps and headings."""
    assert [(each.name, each.role) for each in parsed(text).speakers] == speakers


@pytest.mark.parametrize(
    "line",
    [
        "时间：2020年1月",
        "地点：济南",
        "一是：行动早",
        "首先：要快",
        "问题是：钱",
        "Note: read this",
        "https://x.org/a",
    ],
)
def test_what_only_looks_like_a_label_is_text(line):
    """Time, place, points of a list and set phrases are nobody's name, even when they come back."""
    interview = parsed(f"记者:好吗?\n答:是这样。\n{line}\n{line}\n")
    assert {speaker.name for speaker in interview.speakers} == {"记者", "答"}


def test_hard_wrapped_lines_are_one_paragraph():
    """A line that only the page width ended goes on, with white space between its words."""
    text = "This paragraph was wrapped by a mail program at about seventy\ncharacters.\n\nNew."
    first, second = parsed(text).paragraphs
    assert "seventy\ncharacters" in first.text
    assert second.text == "New."


def test_a_question_and_its_answers_share_an_exchange():
    """Turns are numbered by exchange, each beginning with the interviewer."""
    asked, said = "为什么要这样做呢?", "因为那一年的情况不一样。"
    text = f"问:{asked}\n答:{said}\n答:{said}\n问:{asked}\n问:{asked}\n答:{said}"
    assert [each.exchange for each in parsed(text).paragraphs] == [1, 1, 1, 2, 2, 2]


def test_parsing_takes_linear_time():
    """A megabyte of would-be labels is parsed like any other text."""
    for piece in ("一是：", "a: ", "“", "记者:?\n", "在方面,"):
        text = piece * (200_000 // len(piece))
        assert parsed(text).text == text


@pytest.mark.parametrize(
    "path", sorted((GOLDENS / "archive").glob("*.md")), ids=lambda p: p.stem[:24]
)
def test_archive_files_are_parsed_as_reviewed(path):
    """Counts by kind, speakers with roles and the first turns are as reviewed."""
    golden = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert summary(parse_interview(read_document(path), path.stem)) == golden


def summary(interview):
    return {
        "title": interview.title,
        "language": interview.language,
        "kinds": dict(sorted(Counter(each.kind for each in interview.paragraphs).items())),
        "exchanges": max((each.exchange for each in interview.paragraphs), default=0),
        "speakers": [[speaker.name, speaker.role] for speaker in interview.speakers],
        "first": [[each.kind, each.speaker, each.text[:30]] for each in interview.paragraphs[:4]],
    }


@pytest.mark.slow
def test_every_file_of_the_archive_keeps_its_characters():
    """Where the archive is at hand, all of it parses with exact spans and at least a speaker."""
    for path in [*ARCHIVE.glob("*.md"), *(GOLDENS / "archive").glob("*.md")]:
        interview = parse_interview(read_document(path), path.stem)
        for each in interview.paragraphs:
            assert "".join(interview.text[s:e] for s, e in each.spans) == each.text
