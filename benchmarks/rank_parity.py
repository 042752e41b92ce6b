"""Whether both stores rank alike: python -m benchmarks.rank_parity DIR --only NAME ….

Each set's passages go into a folder and into a collection of a Milvus server, with the same
vectors; then the same questions are searched in both, dense and full text fused, without the
reader. Told are recall@1 and @5 of each, how often the first passage is the same one, and how many
of the first five are. Without `--server` a milvus-lite server is started for it.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.dev_sets import names_in, usable
from index.build import ingest
from index.encoder import Encoder, Progress, Vectors, load_encoder
from index.store import Store
from qa.evaluate import read_questions, scope_of
from qa.question import read_question
from qa.retriever import Retriever

_TOP = 5


@dataclass(slots=True)
class Once:
    """An encoder that embeds each passage once, however many stores ask for it."""

    encoder: Encoder
    _known: dict[str, Vectors] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The encoder's own."""
        return self.encoder.fingerprint

    @property
    def dimension(self) -> int:
        """The encoder's own."""
        return self.encoder.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of questions, [n, dimension]."""
        return self.passages_by(self.encoder.queries, texts, "?")

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return unit vectors of passages, [n, dimension]."""
        found = self.passages_by(self.encoder.passages, texts, "")
        if progress is not None:
            progress(len(texts))
        return found

    def passages_by(self, embed: Any, texts: Sequence[str], mark: str) -> Vectors:
        """Return the vectors of texts, embedding only those that are new."""
        new = [text for text in dict.fromkeys(texts) if mark + text not in self._known]
        if new:
            self._known |= {mark + t: v for t, v in zip(new, embed(new), strict=True)}
        return np.stack([self._known[mark + text] for text in texts])


def first_passages(
    store: Store, encoder: Encoder, questions: Sequence[dict[str, Any]]
) -> list[list[str]]:
    """Return the ids of the first passages of each question."""
    retriever = Retriever(store, encoder)
    found = (
        retriever.retrieve(read_question(each["question"]), _TOP, scope_of(each))
        for each in questions
    )
    return [[ranked.passage.paragraph.id for ranked in each.ranked] for each in found]


def compared(
    ours: Sequence[Sequence[str]],
    theirs: Sequence[Sequence[str]],
    questions: Sequence[dict[str, Any]],
) -> dict[str, float]:
    """Return both recalls and how much of the two rankings is the same."""
    figures: dict[str, float] = {"questions": len(questions)}
    for name, ranking in (("folder", ours), ("milvus", theirs)):
        for top in (1, _TOP):
            hits = [
                bool(set(each["gold"]) & set(ids[:top]))
                for each, ids in zip(questions, ranking, strict=True)
            ]
            figures[f"{name} recall@{top}"] = float(np.mean(hits))
    pairs = list(zip(ours, theirs, strict=True))
    figures["same first"] = float(np.mean([one[:1] == two[:1] for one, two in pairs]))
    shares = [len(set(one) & set(two)) / max(len(one), 1) for one, two in pairs]
    figures[f"same of first {_TOP}"] = float(np.mean(shares))
    return figures


def measure(
    name: str, sets: Path, places: Sequence[str], encoder: Encoder, limit: int | None
) -> Any:
    """Return the figures of one set, with the folder and the server given as index addresses."""
    questions = usable(read_questions(sets / f"{name}.questions.jsonl"))
    questions = [each for each in questions if each.get("gold")][:limit]
    rankings = []
    for place in places:
        ingest([sets / f"{name}.passages.jsonl"], place, encoder)
        with Store.open(place, encoder_fingerprint=encoder.fingerprint) as store:
            rankings.append(first_passages(store, encoder, questions))
            units = store.counts()[2]
    return {"units": units} | compared(*rankings, questions)


@contextmanager
def _server(uri: str | None) -> Iterator[str]:
    if uri:
        yield uri
        return
    from tests.milvus_server import milvus_server

    with tempfile.TemporaryDirectory() as folder, milvus_server(Path(folder)) as started:
        yield started


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line of JSON for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval", type=Path, help="the folder with sets/")
    parser.add_argument("--only", nargs="*", default=["xquad_zh2zh", "cmrc_unans", "expmrc_c3"])
    parser.add_argument("--limit", type=int, help="questions of each set")
    parser.add_argument("--server", metavar="URI", help="a Milvus server, http://HOST:PORT")
    options = parser.parse_args(argv)
    encoder = Once(load_encoder())
    with _server(options.server) as uri, tempfile.TemporaryDirectory() as folder:
        for name in names_in(options.eval / "sets", options.only):
            places = [f"{folder}/{name}", f"milvus+{uri}/parity_{name}?index=FLAT"]
            figures = measure(name, options.eval / "sets", places, encoder, options.limit)
            rounded = {key: round(value, 3) for key, value in figures.items()}
            print(json.dumps({"set": name, **rounded}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
