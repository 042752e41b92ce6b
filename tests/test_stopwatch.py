import pytest

from qa import stopwatch
from qa.stopwatch import Stopwatch


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the test moves, in seconds."""
    now = [0.0]
    monkeypatch.setattr(stopwatch, "perf_counter", lambda: now[0])
    return now


def test_a_stage_adds_up_and_the_total_counts_all(clock):
    """Two visits to one stage are one figure, in milliseconds; the total has more."""
    watch = Stopwatch()
    for seconds in (0.25, 0.5):
        with watch("read"):
            clock[0] += seconds
        clock[0] += 1
    assert watch.timings == {"read": 750.0, "total": 2750.0}


def test_a_stage_that_fails_is_counted_and_announced(clock):
    """Whoever waits is told of a stage as it begins; an error does not lose its time."""
    told = []
    watch = Stopwatch(told.append)

    def fail():
        with watch("read"):
            clock[0] += 1
            raise ValueError("odd")

    with pytest.raises(ValueError, match="odd"):
        fail()
    assert told == ["read"]
    assert watch.timings["read"] == 1000.0
