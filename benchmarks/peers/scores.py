"""Which questions and passages are used, and what came back scored, alike for every system."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from qa.evaluate import auroc, plain

Entry = Mapping[str, Any]
Scores = dict[str, float | None]


def spread(entries: Sequence[Entry], count: int) -> list[Entry]:
    """Return at most so many entries, evenly spaced, in their order."""
    if len(entries) <= count:
        return list(entries)
    return [entries[number * len(entries) // count] for number in range(count)]


def standing_alone(questions: Sequence[Entry]) -> list[Entry]:
    """Return the questions that every system can be asked: no conversation, no restriction."""
    return [each for each in questions if not each.get("history") and not each.get("scope")]


def sample(passages: Sequence[Entry], questions: Sequence[Entry], count: int) -> list[Entry]:
    """Return so many passages: those that answer the questions, and others evenly spaced."""
    gold = {name for each in questions for name in each.get("gold", ())}
    others = [each for each in passages if each["id"] not in gold]
    kept = {each["id"] for each in spread(others, max(count - len(gold), 0))} | gold
    return [each for each in passages if each["id"] in kept]


def score(questions: Sequence[Entry], asked: Sequence[Entry], texts: Mapping[str, str]) -> Scores:
    """Return recall, answers and abstention; None for what a system does not have.

    `answer in first` tells how often the first passage holds an answer: the most that a reader
    behind it could quote from there. AUROC asks whether the system is surer of questions that have
    an answer than of those that have none.
    """
    given = {each["id"]: each for each in asked}
    yes = [(each, given[each["id"]]) for each in questions if each.get("answerable", True)]
    no = [given[each["id"]] for each in questions if not each.get("answerable", True)]
    graded = [(each, got) for each, got in yes if each.get("gold")]
    worded = [(each, got) for each, got in yes if each.get("answers")]
    answers = all(each["answer"] is not None for each in asked)
    return {
        "recall@1": _share([_found(each, got["hits"][:1]) for each, got in graded]),
        "recall@5": _share([_found(each, got["hits"][:5]) for each, got in graded]),
        "answer in first": _share(
            [
                _holds(each, " ".join(texts[name] for name in got["hits"][:1]))
                for each, got in worded
            ]
        ),
        "answer hit": _share([_holds(each, got["answer"]) for each, got in worded if answers]),
        "refused": _share([not got["answer"] for got in no if answers]),
        "falsely refused": _share([not got["answer"] for _, got in yes if answers]),
        "auroc": auroc([got["score"] for _, got in yes], [got["score"] for got in no]),
    }


def _found(entry: Entry, hits: Sequence[str]) -> bool:
    return not {*entry["gold"]}.isdisjoint(hits)


def _holds(entry: Entry, text: str) -> bool:
    given = plain(text)
    return any(plain(answer) in given for answer in entry["answers"])


def _first(got: Entry, texts: Mapping[str, str]) -> str:
    return texts[got["hits"][0]] if got["hits"] else ""


def _share(flags: Sequence[bool]) -> float | None:
    return fmean(flags) if flags else None
