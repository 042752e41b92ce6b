from hypothesis import given
from hypothesis import strategies as st

from index.printed import Line, paragraphs_of


def lines(*rows, size=10.0, wide=200.0):
    """Return lines 15 points apart; a row is (text, indent, width)."""
    return [
        Line(text, 50 + indent, 50 + (width or wide), 700 - 15 * n, 710 - 15 * n, size, (1, 0))
        for n, (text, indent, width) in enumerate(rows)
    ]


def test_full_lines_go_on():
    """Words are parted by a blank, Chinese characters by nothing, hyphens are taken back."""
    assert paragraphs_of(lines(("one two", 0, 0), ("three.", 0, 40))) == "one two three.\n"
    assert paragraphs_of(lines(("我们的家", 0, 0), ("乡很美。", 0, 40))) == "我们的家乡很美。\n"
    assert paragraphs_of(lines(("the har-", 0, 0), ("bour.", 0, 40))) == "the harbour.\n"


def test_an_indent_or_a_short_line_begins_a_paragraph():
    """Both ways of printing paragraphs are known."""
    assert paragraphs_of(lines(("春天来了。", 0, 0), ("夏天来了。", 20, 0))).count("\n\n") == 1
    short = lines(("Spring has come.", 0, 90), ("Summer comes next year.", 0, 0))
    assert paragraphs_of(short).count("\n\n") == 1


def test_larger_type_is_a_heading():
    """It is marked as in Markdown."""
    head = Line("The harbour", 50, 150, 730, 746, 16.0, (1, 0))
    assert paragraphs_of([head, *lines(("It opened in spring.", 0, 0))]) == (
        "## The harbour\n\nIt opened in spring.\n"
    )


@given(
    st.lists(st.tuples(st.text("春夏abc。", min_size=1), st.integers(0, 60), st.integers(70, 250)))
)
def test_no_character_is_lost(rows):
    """Whatever the layout, every character of every line is in the text."""
    text = paragraphs_of(lines(*rows))
    assert "".join(text.split()) == "".join("".join(text for text, *_ in rows).split())
