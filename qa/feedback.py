"""What askers thought of answers, kept in a small SQLite file beside the index.

Each vote keeps the question, the answer as it was given and the index generation it came from, so
that it can be exported as a question set: what was called right becomes what is expected.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import StoreError

DEFAULT = Path("data/feedback.sqlite")
_SCHEMA = """CREATE TABLE IF NOT EXISTS votes (
    row INTEGER PRIMARY KEY, time TEXT NOT NULL, good INTEGER NOT NULL, question TEXT NOT NULL,
    interview TEXT NOT NULL, answer TEXT NOT NULL, generation INTEGER NOT NULL,
    comment TEXT NOT NULL
)"""


@dataclass(frozen=True, slots=True)
class Vote:
    """One opinion; `answer` is the Answer JSON it is about."""

    good: bool
    question: str
    answer: Mapping[str, Any]
    generation: int
    interview: str = ""
    comment: str = ""


class FeedbackStore:
    """The file of votes; each call opens it, so that many processes may share it."""

    def __init__(self, path: Path = DEFAULT) -> None:
        self._path = path

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=10)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"Cannot open the feedback file {self._path} ({error}): check the folder's rights, "
                "or name another file with --feedback."
            ) from None
        return db

    def add(self, vote: Vote) -> None:
        """Keep one vote; raises StoreError."""
        values = (
            datetime.now(UTC).isoformat(timespec="seconds"), vote.good, vote.question,
            vote.interview, json.dumps(vote.answer, ensure_ascii=False), vote.generation,
            vote.comment,
        )  # fmt: skip
        with closing(self._open()) as db, db:
            db.execute(
                "INSERT INTO votes (time, good, question, interview, answer, generation, comment) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield every vote as a line of a question set, oldest first; raises StoreError.

        An answer that was called right is the expected one; one that was called wrong leaves what
        is expected open, to be filled in by hand.
        """
        query = (
            "SELECT row, time, good, question, interview, answer, generation, comment FROM votes"
        )
        with closing(self._open()) as db:
            for row, time, good, question, interview, answer, generation, comment in db.execute(
                f"{query} ORDER BY row"
            ):
                given = json.loads(answer)
                yield {
                    "id": f"feedback-{row}", "question": question, "time": time, "good": bool(good),
                    "comment": comment, "generation": generation, "given": given["answer"],
                    **_expected(given, good=bool(good)),
                    **({"doc": interview, "scope": "document"} if interview else {}),
                }  # fmt: skip


def _expected(given: Mapping[str, Any], *, good: bool) -> dict[str, Any]:
    quotes = [citation["quote"] for citation in given["citations"]]
    if not good:
        return {"rejected_quotes": quotes}
    if not given["answerable"]:
        return {"answerable": False}
    return {"answerable": True, "gold_quotes": quotes, "answers": quotes[:1]}
