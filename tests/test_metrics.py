from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from qa.abstention import Abstention
from qa.answer import Answer
from qa.web.metrics import Metrics

ANSWER = Answer("多少?", True, "5万个 [1]", 0.9, timings_ms={"total": 1500.0})


def counted(metrics):
    """Return the counters by name and labels, without the times at which they were made."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_answers_are_counted_by_what_became_of_the_question():
    """Each of the three ways of not knowing has a counter of its own beside the answered ones."""
    metrics = Metrics()
    for kind in ("never", "touched", "touched", "unsure"):
        metrics.answered(Answer("多少?", False, "没有。", 0.1, abstention=Abstention(kind)))
    metrics.answered(ANSWER)
    outcomes = {"answered": 1, "never": 1, "touched": 2, "unsure": 1}
    found = counted(metrics)
    assert {
        name[1]: value for name, value in found.items() if name[0] == "interview_answers_total"
    } == outcomes


def test_stages_are_timed_in_seconds():
    """Prometheus counts in seconds what an answer gives in milliseconds."""
    metrics = Metrics()
    metrics.answered(ANSWER)
    found = counted(metrics)
    assert found["interview_stage_seconds_sum", "total"] == 1.5
    assert found["interview_stage_seconds_bucket", "1.0", "total"] == 0
    assert found["interview_stage_seconds_bucket", "2.5", "total"] == 1


def test_errors_are_counted_by_kind_and_their_words_are_not_kept():
    """What an error says may repeat what was asked."""
    metrics = Metrics()
    metrics.failed(ValueError("谁赢了?"))
    assert counted(metrics)["interview_errors_total", "ValueError"] == 1
    assert "谁赢了" not in metrics.text().decode()


@given(st.text(), st.text(), st.text())
def test_nothing_that_was_asked_or_answered_changes_what_is_told(question, answer, understood):
    """Two answers that differ in words alone give the same text."""
    plain, other = Metrics(), Metrics()
    plain.answered(ANSWER)
    timings = {"total": 1500.0}
    other.answered(Answer(question, True, answer, 0.5, timings_ms=timings, understood=understood))
    assert counted(other) == counted(plain)


def test_two_applications_count_apart():
    """An application in the same process starts from nothing."""
    first, second = Metrics(), Metrics()
    first.answered(ANSWER)
    assert ("interview_answers_total", "answered") not in counted(second)
