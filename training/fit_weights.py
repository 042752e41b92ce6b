"""Fit the weights of `qa/rescoring.py` and `qa/confidence.py` on the development sets.

    python -m training.fit_weights EVAL --scratch DIR [--limit 250]

Every question is searched and its first passages are read once; then the weights are tried on what
was found. Ranking: the pair of weights with the best recall@1, each set counting the same.
Confidence: a logistic model of "the first passage answers" (Platt 1999), each set and each outcome
counting the same. Few sets ask what is not answered, so every answered question is asked once more
of the passages that do not answer it. The default interview's own questions take no part.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.dev_sets import usable
from index.build import ingest
from index.encoder import load_encoder
from index.store import Store
from qa.coverage import coverage
from qa.evaluate import auroc, read_questions, scope_of
from qa.finding import Finder, FindingSettings
from qa.question import Question, is_foreign, read_question
from qa.reader import load_reader
from qa.rescoring import RescoringSettings
from qa.retriever import Ranked
from qa.stopwatch import Stopwatch

RANKED = ("cmrc2018_dev", "drcd_test", "rgb_zh", "authored_interview")
FOREIGN = ("xquad_en2zh", "interview_bi_en2zh")
JUDGED = (
    "cmrc_unans",
    "rgb_zh",
    "rgb_zh_reject",
    "drcd_test",
    "odsqa_asr",
    "xquad_zh2zh",
    "xquad_en2zh",
    "authored_interview",
)
# All passages are read, and none moves.
_EVERYTHING = RescoringSettings(
    answerable=0.0, foreign=0.0, glossed=0.0, span=0.0, lead=float("inf")
)
FEATURES = ("answerable", "foreign", "glossed")


# Of the reader's logit, its span, and the share of words with a translation.
Weights: TypeAlias = tuple[float, float, float]


@dataclass
class Asked:
    """One question: its candidates' scores without the reader, features, and which are right."""

    answerable: bool
    scores: list[float] = field(default_factory=list)
    features: list[list[float]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def collect(name: str, folder: Path, scratch: Path, limit: int) -> Iterator[Asked]:
    """Search and read for the questions of one set."""
    encoder = load_encoder()
    ingest([folder / f"{name}.passages.jsonl"], scratch / name, encoder)
    settings = FindingSettings(rescoring=_EVERYTHING)
    questions = usable(read_questions(folder / f"{name}.questions.jsonl"))
    step = max(1, len(questions) // limit)
    with Store.open(
        scratch / name, encoder_fingerprint=encoder.fingerprint, dimension=encoder.dimension
    ) as store:
        finder = Finder(store, encoder, load_reader(encoder), settings)
        for entry in questions[::step]:
            if entry.get("history"):
                continue
            question = read_question(entry["question"])
            found = finder.find(question, scope_of(entry), Stopwatch())
            gold = set(entry.get("gold", ()))
            asked = Asked(bool(entry.get("answerable", True)))
            for each in found.ranked:
                if each.reading is not None:
                    asked.scores.append(each.score)
                    asked.features.append(_features(question, each))
                    asked.right.append(each.passage.paragraph.id in gold)
            if asked.scores:
                yield asked


def _features(question: Question, each: Ranked) -> list[float]:
    """Return the reader's scores and what stands beside them, FEATURES behind the span's score."""
    reading, text = each.reading, each.passage.paragraph.text
    if reading is None:
        return []
    foreign = is_foreign(question, text)
    share = coverage(question, text) - 0.5 if foreign else 0.0
    span = max(reading.span_score, -10.0)
    return [span, reading.score, float(foreign), share]


def recall(asked: Sequence[Asked], answerable: float, span: float, glossed: float) -> float:
    """Return recall@1 over the answerable questions with these weights."""
    right = [
        each.right[int(np.argmax(weighted(each, answerable, span, glossed)))]
        for each in asked
        if each.answerable
    ]
    return float(np.mean(right)) if right else 0.0


def weighted(asked: Asked, answerable: float, span: float, glossed: float) -> NDArray[np.float64]:
    """Return the candidates' scores with the reader's share."""
    features = np.array(asked.features)
    scores: NDArray[np.float64] = (
        np.array(asked.scores)
        + answerable * features[:, 1]
        + span * features[:, 0]
        + glossed * features[:, 3]
    )
    return scores


def fit_ranking(
    sets: dict[str, list[Asked]], spans: Sequence[float], shares: Sequence[float] = (0.0,)
) -> Weights:
    """Return the best weights of the logit, the span and the share, and print what they give."""
    grid = product((0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8), spans, shares)
    best = max(grid, key=lambda them: np.mean([recall(each, *them) for each in sets.values()]))
    for name, asked in sets.items():
        print(f"{name}: recall@1 {recall(asked, 0, 0, 0):.3f} -> {recall(asked, *best):.3f}")
    print(f"ranking: answerable={best[0]} span={best[1]} glossed={best[2]}")
    return best


def firsts(asked: Sequence[Asked], best: Weights) -> tuple[Any, Any]:
    """Return features of each question's first passage, and whether it answers.

    Those with an answer come a second time, without the passages that hold it.
    """
    rows, labels = [], []
    for each in asked:
        scores = weighted(each, *best)
        first = int(np.argmax(scores))
        rows.append(each.features[first][1:])
        labels.append(each.answerable and (each.right[first] or not any(each.right)))
        if any(each.right) and not all(each.right):
            rest = int(np.argmax(np.where(each.right, -np.inf, scores)))
            rows.append(each.features[rest][1:])
            labels.append(False)
    return np.array(rows), np.array(labels)


def fit_confidence(sets: dict[str, list[Asked]], best: Weights, foreign: Weights) -> None:
    """Fit the logistic model, print it, its AUROC and what thresholds give."""
    from sklearn.linear_model import LogisticRegression

    parts = {
        name: firsts(asked, foreign if name in FOREIGN else best) for name, asked in sets.items()
    }
    rows = np.concatenate([x for x, _ in parts.values()])
    labels = np.concatenate([y for _, y in parts.values()])
    weights = np.concatenate([np.full(len(y), 1 / len(y)) for _, y in parts.values()])
    for value in (False, True):
        weights[labels == value] /= weights[labels == value].sum()
    model = LogisticRegression(C=100.0, max_iter=1000).fit(
        rows, labels, weights * len(labels) / weights.sum()
    )
    print(f"confidence: bias={model.intercept_[0]:.3f} ", end="")
    print(" ".join(f"{n}={w:.3f}" for n, w in zip(FEATURES, model.coef_[0], strict=True)))
    for name, (x, y) in parts.items():
        sure = model.predict_proba(x)[:, 1]
        yes, no = sure[y], sure[~y]
        shares = ", ".join(
            f"{at:.2f}: refused {np.mean(no < at) if len(no) else 0:.2f}"
            f"/{np.mean(yes < at) if len(yes) else 0:.2f}"
            for at in (0.3, 0.4, 0.5, 0.6)
        )
        print(f"{name}: auroc {auroc(yes.tolist(), no.tolist())} {shares}")


def main(argv: Sequence[str] | None = None) -> None:
    """Print the fitted weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("eval", type=Path)
    parser.add_argument("--scratch", type=Path, default=Path("scratch/eval"))
    parser.add_argument("--limit", type=int, default=250)
    parser.add_argument("--keep", type=Path, help="also write what was found as JSON")
    options = parser.parse_args(argv)
    sets = {
        name: list(collect(name, options.eval / "sets", options.scratch, options.limit))
        for name in dict.fromkeys([*RANKED, *FOREIGN, *JUDGED])
    }
    if options.keep:
        options.keep.write_text(
            json.dumps({n: [vars(each) for each in asked] for n, asked in sets.items()})
        )
    best = fit_ranking({name: sets[name] for name in RANKED}, (0.0, 0.02, 0.05, 0.1, 0.2))
    of_foreign = {name: sets[name] for name in FOREIGN}
    foreign = fit_ranking(of_foreign, (best[1],), (0.0, 1.0, 2.0, 3.0, 4.0))
    fit_confidence({name: sets[name] for name in JUDGED}, best, foreign)


if __name__ == "__main__":
    main()
