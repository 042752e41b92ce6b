from hypothesis import given
from hypothesis import strategies as st

from index.blocks import trimmed, within

SPANS = st.lists(st.integers(1, 20), min_size=1, max_size=6).flatmap(
    lambda sizes: st.lists(st.integers(0, 9), min_size=len(sizes), max_size=len(sizes)).map(
        lambda gaps: spans_of(sizes, gaps)
    )
)


def spans_of(sizes, gaps):
    """Return spans of these sizes with these gaps before them."""
    spans, at = [], 0
    for size, gap in zip(sizes, gaps, strict=True):
        spans.append((at + gap, at + gap + size))
        at += gap + size
    return tuple(spans)


@given(SPANS, st.data())
def test_a_part_of_a_text_is_the_same_characters_of_the_source(spans, data):
    """Offsets in a text made of spans map to exactly those characters, across any page break."""
    source = "".join(chr(0x4E00 + n) for n in range(spans[-1][1]))
    text = "".join(source[a:b] for a, b in spans)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = within(spans, start, end)
    assert "".join(source[a:b] for a, b in found) == text[start:end]
    assert all(a < b for a, b in found)


@given(st.text(max_size=30), st.data())
def test_white_space_at_the_ends_is_left_out(text, data):
    """The trimmed span lies in the span and holds what stripping leaves."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = trimmed(text, start, end)
    assert start <= first <= last <= end
    assert text[first:last] == text[start:end].strip()
