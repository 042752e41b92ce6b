"""Haystack: sentence-transformers embedders and the in-memory document store, as pipelines.

What it gives for a question is passages; its extractive reader and its generators need a model
that is not bundled. The score is the similarity of the best passage.
"""

import sys
from pathlib import Path
from typing import Any

from benchmarks.peers.contract import DEPTH, ENCODER, PASSAGE, QUERY, Asked, main, read_lines

_FILE = "documents.json"


class Haystack:
    """An indexing pipeline and a query pipeline, each with its embedder."""

    def __init__(self) -> None:
        from haystack_integrations.components.embedders import sentence_transformers as embedders

        self._documents = embedders.SentenceTransformersDocumentEmbedder(
            model=ENCODER, prefix=PASSAGE, trust_remote_code=True
        )
        self._questions = embedders.SentenceTransformersTextEmbedder(
            model=ENCODER, prefix=QUERY, trust_remote_code=True, progress_bar=False
        )
        # Both share one loaded model.
        self._documents.warm_up()

    def ingest(self, passages: Path, index: Path) -> None:
        """Embed, write and save."""
        from haystack import Document, Pipeline
        from haystack.components.writers import DocumentWriter
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore()
        pipeline = Pipeline()
        pipeline.add_component("embedder", self._documents)
        pipeline.add_component("writer", DocumentWriter(store))
        pipeline.connect("embedder.documents", "writer.documents")
        documents = [
            Document(content=each["text"], meta={"passage": each["id"]})
            for each in read_lines(passages)
        ]
        pipeline.run({"embedder": {"documents": documents}})
        store.save_to_disk(str(index / _FILE))

    def open(self, index: Path) -> None:
        """Load the saved store and connect the query pipeline."""
        from haystack import Pipeline
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store: Any = InMemoryDocumentStore.load_from_disk(str(index / _FILE))
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._questions)
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def ask(self, question: str) -> Asked:
        """Return the nearest passages."""
        found = self._pipeline.run({"embedder": {"text": question}})["retriever"]["documents"]
        return Asked([each.meta["passage"] for each in found], float(found[0].score))


if __name__ == "__main__":
    sys.exit(main(Haystack, ["haystack-ai", "sentence-transformers"]))
