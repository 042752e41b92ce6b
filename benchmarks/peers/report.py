"""The figures of all systems as a Markdown table, each beside its ratio to this project's."""

from collections.abc import Mapping

# Column, figure, digits, and whether its ratio to the first row says something.
_COLUMNS = (
    ("ingest, passages/s", "passages_per_s", 1, True),
    ("processor ms a passage", "processor_ms_a_passage", 1, True),
    ("start to first answer, s", "first_answer_s", 1, True),
    ("question p50, ms", "p50_ms", 1, True),
    ("question p95, ms", "p95_ms", 1, True),
    ("processor ms a question", "processor_ms", 1, True),
    ("peak MB, ingest", "ingest_mb", 0, True),
    ("peak MB, asking", "ask_mb", 0, True),
    ("recall@1", "recall@1", 3, False),
    ("recall@5", "recall@5", 3, False),
    ("answer in 1st passage", "answer in first", 3, False),
    ("answer hit", "answer hit", 3, False),
    ("unanswerable refused", "refused", 3, False),
    ("falsely refused", "falsely refused", 3, False),
    ("AUROC", "auroc", 3, False),
)

Figures = Mapping[str, float | None]


def markdown(rows: Mapping[str, Figures]) -> str:
    """Return one table; ratios in brackets are to the first row."""
    first = next(iter(rows.values()))
    lines = [
        "| system | " + " | ".join(title for title, *_ in _COLUMNS) + " |",
        "|---|" + "---:|" * len(_COLUMNS),
    ]
    for label, figures in rows.items():
        cells = [
            _cell(figures.get(name), digits, first.get(name) if ratio else None)
            for _, name, digits, ratio in _COLUMNS
        ]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float | None, digits: int, base: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.{digits}f}" + (f" (×{value / base:.2f})" if base else "")
