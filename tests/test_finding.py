import numpy as np
import pytest
from hashing_encoder import HashingEncoder
from test_rescoring import MadeReader, candidate

from index.build import ingest
from index.store import Store
from qa.finding import Finder, FindingSettings, is_better
from qa.question import read_question
from qa.reader import Reading
from qa.rescoring import RescoringSettings
from qa.retriever import Found
from qa.stopwatch import Stopwatch

ASKED, SAID = "今天还有人打鱼吗?", "没有了，几年前就都走光了。"
TALK = (
    f"港口访谈\n\n记者:请介绍一下港口。\n\n李明:港口1931年开港。\n\n记者:{ASKED}\n\n李明:{SAID}\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """An index of one interview with two exchanges."""
    folder = tmp_path_factory.mktemp("finding")
    (folder / "talk.txt").write_text(TALK, encoding="utf-8")
    ingest([folder / "talk.txt"], folder / "index", HashingEncoder())
    with Store.open(folder / "index") as opened:
        yield opened


def found(store, reader=None, interview=None, **settings):
    """Return what is found for the interviewer's own question, and the stages that it took."""
    stages = []
    finder = Finder(store, HashingEncoder(), reader, FindingSettings(**settings))
    outcome = finder.find(read_question(ASKED), interview, Stopwatch(stages.append))
    return outcome.ranked, stages


def texts(ranked):
    return [each.passage.paragraph.text for each in ranked]


def reading(score):
    """Return what a search found: one passage, read with that score, or not read when None."""
    one = candidate("甲", 1.0)
    if score is None:
        return Found(np.zeros(2, np.float32), (one,))
    read = type(one)(one.passage, 1.0, 0.8, 0.0, 0.0, Reading(score, 0, 1, -1.0))
    return Found(np.zeros(2, np.float32), (read,))


NOTHING = Found(np.zeros(2, np.float32), ())


def test_an_answer_comes_before_the_question_that_was_found(store):
    """The ranking alone keeps what is most alike in front, for whoever measures the search."""
    assert texts(found(store, ranking_only=True)[0])[0] == ASKED
    ranked, stages = found(store)
    assert texts(ranked).index(SAID) < texts(ranked).index(ASKED)
    assert stages == ["retrieve"]
    assert all(each.reading is None for each in ranked)


def test_the_reader_has_the_last_word(store):
    """With enough weight, what it believes in comes first, with what it read."""
    reader = MadeReader(**{"港口1931年开港。": 4.0})
    ranked, stages = found(store, reader, rescoring=RescoringSettings(answerable=5.0))
    assert texts(ranked)[0] == "港口1931年开港。"
    assert ranked[0].reading.score == 4.0
    assert stages == ["retrieve", "read"]


def test_nothing_is_read_where_only_the_ranking_is_asked_for(store):
    """A measurement of the search does not wait for the reader."""
    reader = MadeReader()
    assert found(store, reader, ranking_only=True)[1] == ["retrieve"]
    assert reader.shown == []


def test_what_finds_nothing_is_not_read(store):
    """In an interview that is not there, there are no candidates."""
    reader = MadeReader()
    assert found(store, reader, interview="nobody") == ((), ["retrieve"])
    assert reader.shown == []


def test_only_so_many_candidates_are_kept(store):
    """The best of the search."""
    best, _ = found(store, ranking_only=True)
    assert found(store, ranking_only=True, candidates=2)[0] == best[:2]


@pytest.mark.parametrize(
    ("other", "first", "better"),
    [
        (2.0, 1.0, True),
        (1.0, 2.0, False),
        (-1.0, -2.0, False),
        (1.0, -2.0, True),
        (1.0, 1.0, False),
    ],
)
def test_the_reader_must_believe_in_the_other_wordings_answer(other, first, better):
    """More than in the first one's, and more than not at all."""
    assert is_better(reading(other), reading(first)) is better


def test_without_a_reader_the_other_wording_is_taken_where_it_finds_anything():
    """It says more than the first; nothing found is no improvement."""
    assert is_better(reading(None), reading(None))
    assert is_better(reading(None), reading(5.0))
    assert not is_better(NOTHING, reading(None))
    assert not is_better(NOTHING, reading(-9.0))
