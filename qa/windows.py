"""A passage → the pieces that the reader reads at once.

Attention costs grow with the square of the length, and the reader was trained on pieces of about
200 characters: longer passages are cut between sentences, or between clauses where a newspaper
sentence has no end.
"""

from index.blocks import Span
from index.passages import clauses, sentences

LONGEST = 200


def reading_windows(text: str, longest: int = LONGEST) -> list[Span]:
    """Return the spans of the windows, in order; together they hold every sentence.

    Lengths are at most `longest` characters but for a clause that is longer by itself.
    """
    pieces = []
    for sentence in sentences(text):
        whole = sentence[1] - sentence[0] <= longest
        pieces.extend([sentence] if whole else clauses(text, sentence))
    spans: list[Span] = []
    for start, end in pieces:
        if spans and end - spans[-1][0] <= longest:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def reading_text(heading: str, text: str) -> str:
    """Return what the reader reads of a window: its heading, if any, on a line of its own."""
    return f"{heading}\n{text}" if heading else text
