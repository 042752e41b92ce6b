"""Pieces of a text that a page or screen has cut → the text, blanks where scripts need them."""

import re
from collections.abc import Sequence

_HYPHENATED = re.compile(r"[^\W\d_]-$")


def is_wide(char: str) -> bool:
    """Tell whether a character is of a script that is written without blanks."""
    return char > "\u2e7f"


def between(before: str, after: str) -> str:
    """Return a blank where the scripts of the words on both sides need one."""
    sides = (
        next((char for char in reversed(before[-20:]) if char.isalnum()), " "),
        next((char for char in after[:20] if char.isalnum()), " "),
    )
    return "" if any(map(is_wide, (before[-1], after[0], *sides))) else " "


def joined(words: Sequence[str]) -> str:
    """Put words together as a line of text."""
    line = ""
    for word in filter(None, words):
        line += (between(line, word) if line else "") + word
    return line


def unwrapped(lines: Sequence[str]) -> str:
    """Put printed lines together; a hyphen at the end of one parts no word that goes on."""
    text = ""
    for line in filter(None, lines):
        if text and _HYPHENATED.search(text) and line[0].islower():
            text = text[:-1] + line
        else:
            text += (between(text, line) if text else "") + line
    return text
