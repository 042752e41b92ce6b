"""txtai: an Embeddings database with its defaults.

What it gives for a question is passages; its answers come from a question-answering or language
model, which is not bundled. The score is the similarity of the best passage.
"""

import sys
from pathlib import Path

from benchmarks.peers.contract import DEPTH, ENCODER, Asked, main, read_lines


class Txtai:
    """An embeddings database."""

    def __init__(self) -> None:
        from txtai import Embeddings

        # It calls encode_query and encode_document, which bring the model's own prompts.
        self._embeddings = Embeddings(
            path=ENCODER,
            method="sentence-transformers",
            vectors={"trust_remote_code": True},
        )

    def ingest(self, passages: Path, index: Path) -> None:
        """Embed, index and save."""
        self._embeddings.index((each["id"], each["text"]) for each in read_lines(passages))
        self._embeddings.save(str(index))

    def open(self, index: Path) -> None:
        """Load the saved database."""
        self._embeddings.load(str(index))

    def ask(self, question: str) -> Asked:
        """Return the nearest passages."""
        found = self._embeddings.search(question, DEPTH)
        return Asked([name for name, _ in found], float(found[0][1]))


if __name__ == "__main__":
    sys.exit(main(Txtai, ["txtai", "sentence-transformers"]))
