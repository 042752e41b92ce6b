import doctest

from hypothesis import given
from hypothesis import strategies as st

from qa.web import markup
from qa.web.markup import button, folded, tag, text


@given(st.text(), st.text())
def test_no_word_of_anyone_becomes_markup(words, value):
    """Neither in a text nor in an attribute."""
    shown = button(words, "qa-x", data_question=value)
    inside = shown.removeprefix('<button type="button" class="qa-x" data-question="')
    assert shown != inside
    assert inside.count("<") == 3
    assert inside.count('"') == 1
    assert inside.endswith("</bdi></button>")
    assert "<" not in text(words)


def test_a_section_without_content_is_left_out():
    """No empty box that opens on nothing."""
    assert folded("题", "", "qa-x") == ""
    assert folded("题", tag("p", "1"), "qa-x").startswith('<details class="qa-x">')


def test_the_example_in_the_docstring_is_true():
    """Documentation that is run."""
    assert doctest.testmod(markup).failed == 0
