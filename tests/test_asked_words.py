import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Paragraph
from qa.asked_words import asked_words
from qa.question import read_question
from qa.reader import Reading
from qa.retriever import Found, Ranked

ASKED = "2020年,工信厅荣获先进集体11个。请问于厅长,有哪些经验?"


class PointingReader:
    """Points at a piece of the passage."""

    def __init__(self, words, text=ASKED):
        self.start = text.index(words)
        self.end = self.start + len(words)

    def read(self, _question, passages):
        return [Reading(3.0, self.start, self.end, -0.1) for _ in passages]


def found(text=ASKED, kind="question", role="interviewer"):
    """Return one candidate."""
    paragraph = Paragraph("i#1", 1, kind, text, ((0, len(text)),), "", "记者", role)
    ranked = Ranked(Passage(1, "i", "i.txt", paragraph), 1.0, 0.8, 0.0, 0.0)
    return Found(np.zeros(2, np.float32), (ranked,))


def quoted(question, words, candidates):
    """Return the quotes' texts."""
    quotes, _ = asked_words(read_question(question), candidates, PointingReader(words))
    return [quote.text for quote in quotes]


def test_what_an_interviewer_states_is_quoted():
    """The stating sentence alone, with the reader's words in focus, and its reading kept."""
    reader = PointingReader("11个")
    quotes, read = asked_words(read_question("多少个先进集体?"), found(), reader)
    assert [quote.text for quote in quotes] == ["2020年,工信厅荣获先进集体11个。"]
    assert ASKED[slice(*quotes[0].focus)] == "11个"
    assert read.ranked[0].reading.score == 3.0


def test_the_number_beside_what_is_counted_is_in_focus():
    """Not the other one, which the reader pointed at."""
    text = "荣获先进集体11个、先进个人14名。有何经验?"
    reader = PointingReader("11个", text)
    quotes, _ = asked_words(read_question("先进个人有多少?"), found(text), reader)
    assert [quote.pointed for quote in quotes] == ["14名"]


def test_what_an_interviewer_asks_is_no_answer():
    """A question states nothing."""
    assert quoted("有什么?", "经验", found()) == []


@pytest.mark.parametrize("question", ["为什么荣获先进集体?", "Why was it honoured?", "怎么做到的?"])
def test_what_an_interviewer_takes_for_granted_is_no_reason(question):
    """Why and how are for the interviewee."""
    assert quoted(question, "11个", found()) == []


def test_an_interviewees_words_are_left_alone():
    """They were read already, and judged."""
    assert quoted("多少个?", "11个", found(kind="answer", role="interviewee")) == []


@given(start=st.integers(0, len(ASKED)), size=st.integers(0, 12))
def test_a_quote_holds_the_readers_words_whole(start, size):
    """Wherever the reader points, a quote is one sentence around it, or there is none."""
    end = min(len(ASKED), start + size)
    reader = PointingReader(ASKED[:1])
    reader.start, reader.end = start, end
    quotes, _ = asked_words(read_question("多少?"), found(), reader)
    assert all(quote.start <= start < end <= quote.end for quote in quotes)
    assert len(quotes) <= 1
