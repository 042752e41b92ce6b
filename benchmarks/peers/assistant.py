"""This project, as `ingest.py` and `python -m qa ask` run it."""

import sys
from pathlib import Path

from benchmarks.peers.contract import Asked, main
from index.errors import SourceError

PACKAGES = ["sentence-transformers", "faiss-cpu", "onnxruntime"]


class Ours:
    """The assistant with its defaults."""

    def ingest(self, passages: Path, index: Path) -> None:
        """Ingest as `ingest.py` does: sentences and windows of each passage, in one transaction.

        The time includes loading the encoder. Raises SourceError when a passage is refused.
        """
        from index.build import ingest
        from index.encoder import load_encoder

        for event in ingest([passages], index, load_encoder()).failed:
            raise SourceError(event.problem)

    def open(self, index: Path) -> None:
        """Open the index, the encoder and the reader."""
        from qa.assistant import Assistant

        self._assistant = Assistant.open(index)

    def ask(self, question: str) -> Asked:
        """Return the ranked passages and the answer, empty when it abstains."""
        from qa.answer import plain_text

        answer = self._assistant.ask(question)
        text = plain_text(answer.answer) if answer.answerable else ""
        return Asked([hit.passage_id for hit in answer.hits], answer.confidence, text)


if __name__ == "__main__":
    sys.exit(main(Ours, PACKAGES))
