"""What the collections of an index on a Milvus server look like.

Texts arrive as words of our own cutting, so the standard analyzer only splits at blanks. Units are
partitioned by their interview; paragraphs and sentences are not, since a server may count how
common a word is partition by partition.
"""

from typing import Any

from index.milvus_rows import Table

_ID, _TEXT = 128, 65_535
# FTS5's, so that both stores weigh words alike.
_BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}

# name: (type, options); a collection needs a vector, where it has none a short one of noughts.
_Field = tuple[str, dict[str, Any]]
_INT: _Field = ("INT64", {})
_KEY: _Field = ("VARCHAR", {"max_length": _ID})
_LONG: _Field = ("VARCHAR", {"max_length": _TEXT})
_NOTHING: _Field = ("FLOAT_VECTOR", {"dim": 2})
_WORDS: _Field = (
    "VARCHAR",
    {
        "max_length": _TEXT, "enable_analyzer": True, "enable_match": True,
        "analyzer_params": {"tokenizer": "standard"},
    },
)  # fmt: skip
_FIELDS: dict[Table, dict[str, _Field]] = {
    Table.HEAD: {"data": _LONG, "nothing": _NOTHING},
    Table.SOURCES: {"batch": _INT, "key": _KEY, "data": _LONG, "nothing": _NOTHING},
    Table.INTERVIEWS: {
        "batch": _INT, "key": _KEY, "data": _LONG, "parts": _INT, "nothing": _NOTHING,
    },
    Table.PIECES: {"batch": _INT, "owner": _INT, "place": _INT, "data": _LONG, "nothing": _NOTHING},
    Table.PARAGRAPHS: {
        "batch": _INT, "interview": _INT, "number": _INT, "unit": _INT, "key": _KEY,
        "data": _LONG, "parts": _INT, "words": _WORDS, "sparse": ("SPARSE_FLOAT_VECTOR", {}),
    },
    Table.SENTENCES: {
        "batch": _INT, "interview": _INT, "paragraph": _INT,
        "words": _WORDS, "sparse": ("SPARSE_FLOAT_VECTOR", {}),
    },
    Table.UNITS: {
        "batch": _INT, "interview": ("INT64", {"is_partition_key": True}), "paragraph": _INT,
        "kind": _KEY, "first": _INT, "last": _INT, "digest": _KEY, "dense": ("FLOAT_VECTOR", {}),
    },
    Table.STAGED: {"dense": ("FLOAT_VECTOR", {})},
}  # fmt: skip
_SEARCHED = ("batch", "key", "interview", "owner", "paragraph", "digest")


def make_collection(
    client: Any, name: str, table: Table, dimension: int, vector_index: str
) -> None:
    """Make one of the collections, with its indexes."""
    from pymilvus import DataType, Function, FunctionType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    if table == Table.STAGED:
        schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=_ID)
    else:
        schema.add_field("id", DataType.INT64, is_primary=True)
    indexes = client.prepare_index_params()
    for field, (kind, options) in _FIELDS[table].items():
        size = {"dim": dimension} if field == "dense" else {}
        schema.add_field(field, DataType[kind], **options, **size)
        if field == "dense":
            indexes.add_index(field_name=field, index_type=vector_index, metric_type="IP")
        elif field == "nothing":
            indexes.add_index(field_name=field, index_type="FLAT", metric_type="L2")
        elif field == "sparse":
            indexes.add_index(
                field_name=field, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25",
                params=_BM25,
            )  # fmt: skip
            schema.add_function(
                Function(
                    name="bm25",
                    function_type=FunctionType.BM25,
                    input_field_names=["words"],
                    output_field_names=["sparse"],
                )
            )
        elif field in _SEARCHED and not options.get("is_partition_key"):
            indexes.add_index(field_name=field, index_type="INVERTED")
    client.create_collection(name, schema=schema)
    # Empty, it is indexed at once: nothing to wait for.
    client.create_index(name, indexes, sync=False)
