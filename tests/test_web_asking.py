import asyncio
import time
from threading import Event, Lock, Thread

import pytest

from index.errors import InterviewError
from qa.web import asking
from qa.web.asking import Asker, Busy
from qa.web.loading import LazyAssistant
from qa.web.metrics import Metrics
from tests.fake_assistant import FakeAssistant


class Slow(FakeAssistant):
    """Notes what it is asked, and how much at the same time; waits for `gate`."""

    def __init__(self):
        super().__init__()
        self.asked, self.now, self.most = [], 0, 0
        self.gate, self.lock = Event(), Lock()

    def ask(self, question, history=(), interview=None):
        with self.lock:
            self.asked.append(question)
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.gate.wait(20)
        with self.lock:
            self.now -= 1
        return super().ask(question, history, interview)


def asker_of(assistant, **settings):
    lazy = LazyAssistant(lambda: assistant)
    lazy.get(10)
    return Asker(lazy, Metrics(), **settings)


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_no_more_than_the_pool_holds_are_answered_at_once_in_their_order():
    """Nobody overtakes: whoever asked first is answered first."""
    slow = Slow()
    asker = asker_of(slow, at_once=2)
    threads = [Thread(target=asker.ask, args=(f"问{n}?",)) for n in range(8)]
    for number, thread in enumerate(threads):
        thread.start()
        until(lambda number=number: asker._pool._work_queue.qsize() == max(0, number - 1))
    slow.gate.set()
    for thread in threads:
        thread.join(20)
    assert slow.most == 2
    assert sorted(slow.asked[:2]) == ["问0?", "问1?"]
    assert [int(each[1]) for each in slow.asked] == pytest.approx(range(8), abs=1)


def test_who_waits_too_long_is_told_and_the_question_is_dropped(monkeypatch):
    """In a thread and in the event loop alike."""
    monkeypatch.setattr(asking, "_LONGEST_WAIT", 0.2)
    slow = Slow()
    asker = asker_of(slow, at_once=1)
    first = asker._pool.submit(slow.ask, "先?")
    with pytest.raises(Busy, match="Too many questions"):
        asker.ask("后?")
    with pytest.raises(Busy):
        asyncio.run(asker.answer("后?"))
    slow.gate.set()
    first.result(20)
    assert asker.ask("又?").answerable
    assert slow.asked == ["先?", "又?"]
    assert b'interview_errors_total{kind="Busy"} 2.0' in asker.metrics.text()


def test_waiting_questions_do_not_hold_up_the_server():
    """In the event loop a hundred may wait, and other work goes on."""
    slow = Slow()
    asker = asker_of(slow, at_once=1)

    async def run():
        waiting = [asyncio.create_task(asker.answer(f"问{n}?")) for n in range(100)]
        await asyncio.sleep(0.1)
        assert not any(each.done() for each in waiting)
        slow.gate.set()
        return await asyncio.gather(*waiting)

    assert [answer.question for answer in asyncio.run(run())] == [f"问{n}?" for n in range(100)]


def test_an_askers_slip_is_no_error_of_the_server():
    """An empty question and an unknown interview are not counted as errors."""
    asker = asker_of(FakeAssistant())
    for given in (("", (), None), ("好?", (), "nobody")):
        with pytest.raises(InterviewError):
            asker.ask(*given)
    assert b"interview_errors_total{" not in asker.metrics.text()
