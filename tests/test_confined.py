import resource

import pytest
from made_bombs import small_page, swelling_page, swelling_widths

from index.confined import read_confined
from index.documents import Content, Document
from index.errors import SourceError
from index.pdf import read_here, read_pdf

LIMIT = 256 << 20


def largest_child():
    """Return the bytes that the largest process this one has waited for took."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def content(data):
    return Content("page.pdf", "/talks/page.pdf", data)


def ends_its_process(_content):
    """A loader whose library brings the whole process down."""
    import os

    os.abort()


def breaks(_content):
    """A loader with a defect."""
    raise ValueError("something odd")


def surrogate(_content):
    """A loader that gives what is not quite text."""
    return Document("any name", "a\ud800b\n\u2028", "utf-8", notes=("one", "two"))


def test_what_was_read_arrives_as_it_was_read():
    """A page's text comes out of the other process, lone surrogates and notes included."""
    assert read_pdf(content(small_page("Hello there"))).text == "Hello there\n"
    found = read_confined(surrogate, content(b""))
    assert (found.name, found.text, found.notes) == ("page.pdf", "a\ud800b\n\u2028", ("one", "two"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: swelling_page(8 << 30),
        lambda: swelling_page(8 << 30, whole=False),
        swelling_widths,
    ],
    ids=["whole", "cut off", "widths"],
)
def test_a_small_file_that_swells_to_gigabytes_is_refused(make):
    """Some kilobytes that unpack to eight gigabytes are refused in one sentence, in bounds."""
    data, before = make(), largest_child()
    assert len(data) < 100_000
    with pytest.raises(SourceError, match=r"takes more than 256 MB of memory") as raised:
        read_confined(read_here, content(data), LIMIT)
    assert str(raised.value).startswith("/talks/page.pdf")
    assert "\n" not in str(raised.value)
    assert largest_child() <= max(LIMIT, before)


def test_the_limit_is_the_one_asked_for():
    """What unpacks to 64 MB is read with one limit and refused with a smaller one."""
    data = swelling_page(64 << 20)
    with pytest.raises(SourceError, match="takes more than 100 MB"):
        read_confined(read_here, content(data), 100 << 20)
    with pytest.raises(SourceError, match="has no text"):
        read_pdf(content(data))


def test_a_process_that_dies_is_one_sentence():
    """A loader that takes its process down leaves ours standing."""
    with pytest.raises(SourceError, match=r"/talks/page.pdf takes more than"):
        read_confined(ends_its_process, content(b""))


def test_a_defect_is_named():
    """What a loader did not expect is told with the file."""
    with pytest.raises(SourceError, match=r"page.pdf cannot be read \(ValueError: something odd"):
        read_confined(breaks, content(b""))
