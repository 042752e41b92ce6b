from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.address import MilvusAddress, is_remote, read_milvus_address
from index.errors import StoreError


@given(
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z][a-z0-9.]{0,12}(:[1-9][0-9]{0,3})?", fullmatch=True),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,12}", fullmatch=True),
)
def test_a_written_address_is_read_as_it_was(scheme, server, collection):
    """What an address is shown as can be given again and means the same place."""
    address = MilvusAddress(f"{scheme}://{server}", collection, "AUTOINDEX")
    assert read_milvus_address(str(address)) == address
    assert is_remote(str(address))


@pytest.mark.parametrize(
    ("ending", "vector_index"),
    [
        ("", "AUTOINDEX"),
        ("?index=HNSW", "HNSW"),
        ("/?index=FLAT", "FLAT"),
        ("?index=", "AUTOINDEX"),
    ],
)
def test_the_vector_index_may_be_chosen(ending, vector_index):
    """The server chooses where the address names none; the collection's name is the same."""
    address = read_milvus_address(f"milvus+http://host:19530/talks{ending}")
    assert (address.collection, address.vector_index) == ("talks", vector_index)


@pytest.mark.parametrize(
    "address",
    [
        "milvus+ftp://host/talks",
        "milvus+host/talks",
        "milvus+http:///talks",
        "milvus+http://host",
        "milvus+http://host/",
        "milvus+http://host/a/b",
        "milvus+http://host/a b",
        "milvus+http://host/1talks",
        "milvus+http://host:99999/talks",
        "milvus+http://[::1/talks",
        "milvus+http://h／x/talks",
        "milvus+http://:secret@host/talks",
        "milvus+http://@host/talks",
        "milvus+http://host/港口",
        "milvus+http://ann:secret@host/talks",
    ],
)
def test_what_cannot_be_an_address_is_told_with_how_to_write_one(address):
    """Another scheme, no server, a name that the server refuses, or a login that others see."""
    with pytest.raises(StoreError, match=r"write milvus\+http://HOST:PORT/COLLECTION") as raised:
        read_milvus_address(address)
    assert f"'{address}'" in str(raised.value)


@pytest.mark.parametrize("folder", ["index", "milvus", "data/milvus+http", "http://host/talks"])
def test_a_folder_is_no_server(folder):
    """Only the scheme makes an address a server's, whether given as a text or as a path."""
    assert not is_remote(folder)
    assert not is_remote(Path(folder))
