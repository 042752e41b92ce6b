import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Paragraph
from qa.question import read_question
from qa.reader import Reading
from qa.rescoring import RescoringSettings, may_answer, rescore
from qa.retriever import Found, Ranked


class MadeReader:
    """Says what it is told; remembers what it was shown."""

    def __init__(self, **scores):
        self.scores, self.shown = scores, []

    def read(self, _question, passages):
        self.shown.append(passages)
        return [Reading(self.scores.get(text, -5.0), 0, 1, -1.0) for _, text in passages]


def candidate(text, score, kind="answer", role="interviewee"):
    """Return a candidate with a section."""
    spans = ((0, len(text)),)
    paragraph = Paragraph(f"i#{text}", 1, kind, text, spans, "段落", "李", role)
    return Ranked(Passage(hash(text), "i", "i.txt", paragraph), score, 0.8, 0.0, 0.0)


def order(found):
    """Return the texts in their order."""
    return [each.passage.paragraph.text for each in found.ranked]


def rescored(candidates, reader, **settings):
    """Rescore made candidates."""
    found = Found(np.zeros(2, np.float32), tuple(candidates))
    return rescore(read_question("多少?"), found, reader, RescoringSettings(**settings))


def test_the_reader_can_overturn_a_narrow_lead():
    """A little less alike but answering beats a little more alike and silent."""
    found = rescored([candidate("甲", 1.0), candidate("乙", 0.9)], MadeReader(甲=-4.0, 乙=4.0))
    assert order(found) == ["乙", "甲"]
    assert found.ranked[0].reading.score == pytest.approx(4.0)


def test_a_passage_whose_page_is_pointed_at_falls_behind():
    """What the reader takes for an answer is a speaker's label: as if it were not read."""
    label = "发言人:我"
    found = rescored(
        [candidate(label, 1.0), candidate("乙", 0.9)], MadeReader(**{label: 4.0, "乙": 1.0})
    )
    assert order(found) == ["乙", label]
    assert found.ranked[1].reading.score == RescoringSettings().unread


def test_only_the_first_passages_are_read():
    """What was not read keeps no reading and falls behind."""
    reader = MadeReader(甲=1.0)
    found = rescored([candidate("甲", 1.0), candidate("乙", 0.9)], reader, passages=1)
    assert reader.shown == [[("段落", "甲")]]
    assert [each.reading is None for each in found.ranked] == [False, True]


def test_headings_and_the_interviewers_words_are_not_read():
    """They cannot answer, however alike they are."""
    asked = candidate("问", 2.0, "question", "interviewer")
    heading = candidate("题", 1.5, "heading", "")
    reader = MadeReader(甲=1.0)
    rescored([asked, heading, candidate("甲", 1.0)], reader)
    assert reader.shown == [[("段落", "甲")]]
    assert not may_answer(asked)
    assert not may_answer(heading)


def test_what_cannot_win_is_not_read():
    """A passage that even the highest logit would leave behind costs nothing."""
    reader = MadeReader(甲=2.0)
    found = rescored([candidate("甲", 5.0), candidate("乙", 0.0)], reader)
    assert reader.shown == [[("段落", "甲")]]
    assert order(found) == ["甲", "乙"]


LOGITS = st.floats(-8, 6)
NUMBERS = "甲乙丙丁戊己庚辛"


@given(st.lists(st.tuples(st.floats(-2, 4), LOGITS), min_size=1, max_size=8))
def test_the_first_is_as_if_all_were_read(given_scores):
    """Stopping early changes neither the first passage nor those within its lead."""
    candidates = [candidate(NUMBERS[n], score) for n, (score, _) in enumerate(given_scores)]
    logits = {NUMBERS[n]: logit for n, (_, logit) in enumerate(given_scores)}
    candidates.sort(key=lambda each: -each.score)
    stopped = rescored(candidates, MadeReader(**logits))
    whole = rescored(candidates, MadeReader(**logits), lead=1e9)

    def near(found):
        best = found.ranked[0].score
        return {
            (each.passage.row, each.score)
            for each in found.ranked
            if each.score >= best - RescoringSettings().lead
        }

    assert near(stopped) == near(whole)


def test_in_another_language_translations_decide_what_is_read_first():
    """The passage that has words for the question's comes before one that is only alike."""
    reader = MadeReader()
    found = Found(
        np.zeros(2, np.float32), (candidate("没有人知道", 1.0), candidate("上线了三个平台", 0.5))
    )
    rescore(read_question("How many platforms?"), found, reader, RescoringSettings(glossed=2.0))
    assert reader.shown[0] == [("段落", "上线了三个平台")]
    own = MadeReader()
    rescore(read_question("有多少个?"), found, own, RescoringSettings(glossed=2.0))
    assert own.shown[0] == [("段落", "没有人知道")]
