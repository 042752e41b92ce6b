import sqlite3

import numpy as np
import pytest
from made_interviews import (
    DIMENSION,
    TALKS,
    filled,
    readable,
)

from index.errors import StoreError
from index.schema import DATABASE


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE embeddings SET vector = zeroblob(32)", "dense"),
        ("UPDATE embeddings SET vector = zeroblob(32)", "one interview"),
        ("UPDATE paragraphs SET body = CAST(x'78' || substr(body, 3) AS BLOB)", "passages"),
        ("UPDATE interviews SET text = zeroblob(100)", "interview"),
    ],
)
@pytest.mark.parametrize("examined", [True, False])
def test_changed_bytes_are_noticed(tmp_path, monkeypatch, statement, read, examined):
    """Content that is not what was written is reported as damage, never served.

    A large index, which is not examined when it is opened, notices it where it is read.
    """
    if not examined:
        monkeypatch.setattr("index.soundness._EXAMINED", -1)
    directory = filled(tmp_path / "index", TALKS)
    with sqlite3.connect(directory / DATABASE) as db:
        db.execute(statement)
        db.execute("UPDATE meta SET identity = 'changed'")
    vector = np.ones(DIMENSION, np.float32)
    reads = {
        "dense": lambda store: store.search_dense(vector, 5),
        "one interview": lambda store: store.search_dense(vector, 5, "school"),
        "passages": lambda store: store.passages([1]),
        "interview": lambda store: store.interview("school"),
    }

    def use():
        with readable(directory) as store:
            assert not examined
            reads[read](store)

    with pytest.raises(StoreError, match=r"damaged.*ingest\.py"):
        use()
