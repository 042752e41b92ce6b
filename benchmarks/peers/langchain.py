"""LangChain: its text splitter, sentence-transformers embeddings and FAISS, as its tutorials do it.

What it gives for a question is passages; its answers come from a language model, which is not
bundled. The score is the negative distance of the best passage.
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

# The sizes of LangChain's own retrieval tutorial.
_CHUNK, _OVERLAP = 1000, 200


class LangChain:
    """A FAISS vector store over embedded documents."""

    def __init__(self) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        self._embeddings = HuggingFaceEmbeddings(
            model_name=ENCODER,
            model_kwargs={"trust_remote_code": True},
            encode_kwargs={"prompt": PASSAGE},
            query_encode_kwargs={"prompt": QUERY},
        )

    def ingest(self, passages: Path, index: Path) -> None:
        """Split, embed, index and save."""
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
        documents = [
            Document(page_content=each["text"], metadata={"passage": each["id"]})
            for each in read_lines(passages)
        ]
        store = FAISS.from_documents(splitter.split_documents(documents), self._embeddings)
        store.save_local(str(index))

    def open(self, index: Path) -> None:
        """Load the saved store."""
        from langchain_community.vectorstores import FAISS

        self._store = FAISS.load_local(
            str(index), self._embeddings, allow_dangerous_deserialization=True
        )

    def ask(self, question: str) -> Asked:
        """Return the nearest passages."""
        found = self._store.similarity_search_with_score(question, k=DEPTH)
        hits = distinct([document.metadata["passage"] for document, _ in found])
        return Asked(hits, -float(found[0][1]))


if __name__ == "__main__":
    sys.exit(main(LangChain, ["langchain", "langchain-community", "sentence-transformers"]))
