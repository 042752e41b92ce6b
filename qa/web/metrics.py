"""What the server counts, for Prometheus at `/metrics`; nothing here holds what anyone asked."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from qa.answer import Answer

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counters of one application, with a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._stages = Histogram(
            "interview_stage_seconds", "Time of each stage of an answer", ["stage"],
            buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._answers = Counter(
            "interview_answers", "Answers by what became of the question", ["outcome"],
            registry=self.registry,
        )  # fmt: skip
        self._errors = Counter(
            "interview_errors", "Questions that ended with an error", ["kind"],
            registry=self.registry,
        )  # fmt: skip

    def answered(self, answer: Answer) -> None:
        """Count an answer and the time of its stages."""
        outcome = answer.abstention.kind if answer.abstention else "answered"
        self._answers.labels(outcome).inc()
        self._observe(answer.timings_ms)

    def _observe(self, timings: Mapping[str, float]) -> None:
        for stage, milliseconds in timings.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def failed(self, error: Exception) -> None:
        """Count an error by its kind."""
        self._errors.labels(type(error).__name__).inc()

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
