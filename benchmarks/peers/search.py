"""This project's search alone, without reading: what the peers do for a question, and no more."""

import sys
from pathlib import Path

from benchmarks.peers.assistant import PACKAGES, Ours
from benchmarks.peers.contract import Asked, main


class Search(Ours):
    """The retriever over the index that the assistant made."""

    def open(self, index: Path) -> None:
        """Open the index and the encoder, not the reader."""
        from qa.assistant import Assistant, Settings
        from qa.finding import FindingSettings

        settings = Settings(FindingSettings(ranking_only=True), reading=False)
        self._assistant = Assistant.open(index, settings=settings)

    def ask(self, question: str) -> Asked:
        """Return the ranked passages; the score is the best one's."""
        hits = self._assistant.ask(question).hits
        return Asked([hit.passage_id for hit in hits], hits[0].score)


if __name__ == "__main__":
    sys.exit(main(Search, PACKAGES))
