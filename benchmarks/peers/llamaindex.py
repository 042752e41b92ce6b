"""LlamaIndex: a VectorStoreIndex with its default splitter and store, kept on disk.

What it gives for a question is passages; its answers come from a language model, which is not
bundled. The score is the similarity of the best passage.
"""

import sys
from pathlib import Path

from benchmarks.peers.contract import (
    DEPTH,
    ENCODER,
    PASSAGE,
    QUERY,
    Asked,
    distinct,
    main,
    read_lines,
)


class LlamaIndex:
    """A vector store index over embedded documents."""

    def __init__(self) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._embedding = HuggingFaceEmbedding(
            model_name=ENCODER,
            trust_remote_code=True,
            query_instruction=QUERY,
            text_instruction=PASSAGE,
        )

    def ingest(self, passages: Path, index: Path) -> None:
        """Split, embed, index and save."""
        from llama_index.core import Document, VectorStoreIndex

        documents = [
            Document(text=each["text"], doc_id=each["id"]) for each in read_lines(passages)
        ]
        made = VectorStoreIndex.from_documents(documents, embed_model=self._embedding)
        made.storage_context.persist(str(index))

    def open(self, index: Path) -> None:
        """Load the saved index."""
        from llama_index.core import StorageContext, load_index_from_storage

        storage = StorageContext.from_defaults(persist_dir=str(index))
        loaded = load_index_from_storage(storage, embed_model=self._embedding)
        self._retriever = loaded.as_retriever(similarity_top_k=DEPTH)

    def ask(self, question: str) -> Asked:
        """Return the nearest passages."""
        found = self._retriever.retrieve(question)
        return Asked(distinct([each.node.ref_doc_id for each in found]), float(found[0].score))


if __name__ == "__main__":
    sys.exit(main(LlamaIndex, ["llama-index-core", "sentence-transformers"]))
