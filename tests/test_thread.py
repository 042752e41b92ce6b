import pytest
from made_interviews import filled, readable

from qa.thread import leaning


@pytest.fixture
def store(tmp_path):
    """Three interviews, each about a place of its own."""
    texts = {
        "harbour": ["The lighthouse keeper rows to the lighthouse. Tickets cost four pounds."],
        "castle": ["The castle has a dungeon. Tickets cost nine pounds."],
        "mill": ["The mill grinds barley. Tickets cost two pounds."],
    }
    with readable(filled(tmp_path / "index", texts)) as opened:
        yield opened


def test_the_interview_whose_words_were_used_leads(store):
    """Whoever used them, and though the last turn names nothing."""
    found = leaning(["Is there a dungeon in the castle?", "Yes.", "What do tickets cost?"], store)
    assert next(iter(found)) == "castle"
    assert found["castle"] == 1.0


def test_a_new_subject_is_followed(store):
    """The last turns are louder than the first one."""
    turns = ["Is there a dungeon?", "Yes.", "And barley, in the mill?", "It grinds barley."]
    assert next(iter(leaning(turns, store))) == "mill"


def test_turns_that_share_no_words_lean_nowhere(store):
    """Nothing is preferred without a reason."""
    assert leaning(["Zebras?", "嗯。"], store) == {}
