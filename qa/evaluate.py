"""Question sets → figures: recall@k, MRR, answer hit, span EM and F1, refusals, AUROC, citations.

A set is a `.jsonl` file with `question`, what the passage must be (`gold` passage ids, or
`gold_quotes` it must contain), `answers` the answer must contain, `answerable`, and optionally
`history` and `scope: "document"` with `doc`.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import fmean, median
from typing import Any

from index.errors import SourceError
from qa.answer import Answer, plain_text
from qa.assistant import Assistant
from qa.span_scores import exact_match, f1

CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question; `rank` is 1-based, None when no gold passage was found."""

    kind: str
    answerable: bool
    refused: bool
    confidence: float
    rank: int | None
    graded: bool
    answer_hit: bool | None
    span_em: float | None
    span_f1: float | None
    spans_exact: bool
    milliseconds: float


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Read a question set; raises SourceError naming the line that is not a question."""
    questions = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"Cannot read the questions in {path}: {error}.") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise SourceError(f"{path} line {number} is not JSON: {error.msg}.") from None
        if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
            raise SourceError(f'{path} line {number} needs a "question" that is text.')
        questions.append(entry)
    return questions


def scope_of(entry: Mapping[str, Any]) -> str | None:
    """Return the interview a line restricts its question to.

    In a question set (a line with `gold`) `doc` only says where the answer is, unless the line
    says `scope: "document"`; in any other batch it is the restriction.
    """
    doc = entry.get("doc")
    restricted = entry.get("scope") == "document" or not {"gold", "gold_quotes"} & entry.keys()
    return doc if isinstance(doc, str) and restricted else None


def plain(text: str) -> str:
    """Return a text for comparison: NFKC (so width), case and white space folded."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def answer_hit(entry: Mapping[str, Any], answer: Answer) -> bool | None:
    """Tell whether the answer contains the expected strings, None when none are given.

    All of them for questions on the default interview and those that need several facts; any one
    where the set lists alternatives.
    """
    expected = [plain(text) for text in entry.get("answers", [])]
    if not expected:
        return None
    given = plain(plain_text(answer.answer)) if answer.answerable else ""
    every = "gold_quotes" in entry or "gold_groups" in entry
    return (all if every else any)(text in given for text in expected)


def _rank_by_id(entry: Mapping[str, Any], answer: Answer) -> int | None:
    gold = set(entry.get("gold", ()))
    return next((n for n, hit in enumerate(answer.hits, 1) if hit.passage_id in gold), None)


def _rank_by_quote(entry: Mapping[str, Any], answer: Answer) -> int | None:
    gold = [plain(text) for text in entry["gold_quotes"]]
    if entry.get("kind") == "list":
        cited = "\n".join(plain(citation.text) for citation in answer.citations)
        if all(text in cited for text in gold):
            return 1
        shown = [plain(hit.text) for hit in answer.hits]
        ranks = [next((n for n, hit in enumerate(shown, 1) if text in hit), None) for text in gold]
        return None if None in ranks else max(2, *(rank for rank in ranks if rank), 2)
    return next(
        (
            n
            for n, hit in enumerate(answer.hits, 1)
            if any(text in plain(hit.text) for text in gold)
        ),
        None,
    )


def _spans_exact(answer: Answer, source: Callable[[str], str]) -> bool:
    marks = all(f"[{citation.n}]" in answer.answer for citation in answer.citations)
    return marks and all(
        "".join(source(citation.interview)[start:end] for start, end in citation.spans)
        == citation.quote
        for citation in answer.citations
    )


def _span(
    entry: Mapping[str, Any], answer: Answer, score: Callable[[Sequence[str], str], float]
) -> float | None:
    """Score the words in bold of the first citation, None where no answer is expected."""
    expected = entry.get("answers", [])
    if not expected or not entry.get("answerable", True):
        return None
    first = answer.citations[0] if answer.citations else None
    return score(expected, first.focus or first.quote) if first else 0.0


def judge(entry: Mapping[str, Any], answer: Answer, source: Callable[[str], str]) -> Outcome:
    """Compare one answer with what its line expects; `source` gives an interview's text."""
    answerable = bool(entry.get("answerable", True))
    by_quote = "gold_quotes" in entry
    return Outcome(
        kind=str(entry.get("kind") or entry.get("type") or "all"),
        answerable=answerable,
        refused=not answer.answerable,
        confidence=answer.confidence,
        rank=(_rank_by_quote if by_quote else _rank_by_id)(entry, answer),
        graded=answerable and bool(entry.get("gold_quotes") or entry.get("gold")),
        answer_hit=answer_hit(entry, answer) if answerable else None,
        span_em=_span(entry, answer, exact_match),
        span_f1=_span(entry, answer, f1),
        spans_exact=_spans_exact(answer, source),
        milliseconds=answer.timings_ms.get("total", 0.0),
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative (ties count half)."""
    if not positive or not negative:
        return None
    ordered = sorted({*positive, *negative})
    place = {value: index for index, value in enumerate(ordered)}
    below = [0] * (len(ordered) + 1)
    for value in negative:
        below[place[value] + 1] += 1
    for index in range(len(ordered)):
        below[index + 1] += below[index]
    wins = sum((below[place[v]] + below[place[v] + 1]) / 2 for v in positive)
    return wins / (len(positive) * len(negative))


def _share(values: Iterable[bool]) -> float | None:
    flags = list(values)
    return fmean(flags) if flags else None


def summarise(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """Return the figures of a set; None where the set cannot give one."""
    graded = [outcome for outcome in outcomes if outcome.graded]
    yes = [outcome for outcome in outcomes if outcome.answerable]
    no = [outcome for outcome in outcomes if not outcome.answerable]
    figures: dict[str, float | int | None] = {"questions": len(outcomes)}
    for k in CUTOFFS:
        figures[f"recall@{k}"] = _share(o.rank is not None and o.rank <= k for o in graded)
    ranks = [1 / o.rank if o.rank and o.rank <= CUTOFFS[-1] else 0.0 for o in graded]
    figures["mrr@10"] = fmean(ranks) if ranks else None
    figures["answer_hit"] = _share(o.answer_hit for o in yes if o.answer_hit is not None)
    for name in ("span_em", "span_f1"):
        scores = [getattr(o, name) for o in yes if getattr(o, name) is not None]
        figures[name] = fmean(scores) if scores else None
    figures["refused"] = _share(o.refused for o in no)
    figures["false_refusals"] = _share(o.refused for o in yes)
    figures["auroc"] = auroc([o.confidence for o in yes], [o.confidence for o in no])
    figures["spans_exact"] = _share(o.spans_exact for o in outcomes)
    figures["p50_ms"] = median(o.milliseconds for o in outcomes) if outcomes else None
    return figures


def evaluate(
    assistant: Assistant, questions: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, float | int | None]]:
    """Ask every question; return the figures over all of them and per kind."""
    source = lru_cache(maxsize=64)(lambda name: assistant.interview(name).text)
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for entry in questions:
        answer = assistant.ask(entry["question"], entry.get("history", ()), scope_of(entry))
        outcome = judge(entry, answer, source)
        groups["all"].append(outcome)
        if outcome.kind != "all":
            groups[outcome.kind].append(outcome)
    return {kind: summarise(outcomes) for kind, outcomes in groups.items()}


def table(figures: Mapping[str, Mapping[str, float | int | None]]) -> str:
    """Return the figures as a text table, one row a kind."""
    columns = list(next(iter(figures.values()), {}))
    rows = [["", *columns]]
    for kind, values in figures.items():
        rows.append([kind, *(_cell(values[column]) for column in columns)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns) + 1)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
