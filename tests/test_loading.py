from threading import Event

import pytest
from hashing_encoder import HashingEncoder

from index.errors import InterviewError
from qa.assistant import Settings
from qa.web.loading import LazyAssistant, NotReady, open_or_build
from tests.fake_assistant import FakeAssistant


def failing(error):
    """Return an assistant whose loading has ended with an error."""

    def load():
        raise error

    lazy = LazyAssistant(load)
    with pytest.raises(InterviewError):
        lazy.get(10)
    return lazy


def test_asking_too_early_is_told_so():
    """While the model loads, a caller is asked to come back."""
    gate = Event()

    def slow():
        gate.wait(10)
        return FakeAssistant()

    lazy = LazyAssistant(slow)
    with pytest.raises(NotReady, match="still loading"):
        lazy.get()
    assert not lazy.ready
    gate.set()
    assert lazy.get(10)
    assert lazy.ready


def test_everyone_gets_the_same_assistant():
    """It is loaded once, however often it is asked for."""
    lazy = LazyAssistant(FakeAssistant)
    assert lazy.get(10) is lazy.get(None) is lazy.get()


def test_the_reason_why_loading_failed_is_told_every_time():
    """It is the very error that loading ended with, and nothing is ready."""
    error = InterviewError("The index is gone.")
    lazy = failing(error)
    with pytest.raises(InterviewError) as told:
        lazy.get()
    assert told.value is error is lazy.problem
    assert not lazy.ready


def test_a_mistake_while_loading_is_told_as_a_sentence():
    """Whatever goes wrong in the thread reaches who asks as an error of this project."""
    lazy = failing(ZeroDivisionError("division by zero"))
    assert str(lazy.problem) == "The assistant could not be loaded: division by zero"


def test_without_an_index_the_default_interviews_make_one(tmp_path, monkeypatch):
    """The second time the index that is there is opened as it is."""
    for place in ("index.encoder.load_encoder", "qa.assistant.load_encoder"):
        monkeypatch.setattr(place, lambda *_, **__: HashingEncoder())
    index, settings = str(tmp_path / "index"), Settings(reading=False)
    generations = []
    for _ in range(2):
        with open_or_build(index, None, 1, settings) as assistant:
            assert [each.id for each in assistant.interviews()] == ["shandong-miit"]
            generations.append(assistant.generation)
    assert generations[0] == generations[1]
