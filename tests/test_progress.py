import time
from threading import Event

import pytest

from qa.web.progress import Progress


def test_stages_that_last_are_shown_and_the_result_returned():
    """A stage that is over at once is left out."""
    gate = Event()

    def work(notify):
        notify("quick")
        notify("slow")
        gate.wait(5)
        return 7

    progress = Progress(work)
    shown = []
    for stage in progress.stages(patience=0.05):
        shown.append(stage)
        gate.set()
    assert shown == ["slow"]
    assert progress.result() == 7


def test_an_error_is_raised_where_the_result_is_waited_for():
    """Not lost in the thread."""

    def work(notify):
        notify("begun")
        raise ValueError("no")

    progress = Progress(work)
    assert list(progress.stages()) == []
    with pytest.raises(ValueError, match="no"):
        progress.result()


def test_stages_end_when_the_work_does():
    """Nobody waits longer than needed."""
    began = time.monotonic()
    assert list(Progress(lambda _notify: None).stages(patience=5)) == []
    assert time.monotonic() - began < 1
