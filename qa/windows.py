"""A passage → the pieces that the reader reads at once.

Attention costs grow with the square of the length, and the reader was trained on pieces of this
size: longer passages are cut between sentences, or between clauses where a newspaper sentence has
no end.
"""

from index.blocks import Span
from index.normal import width
from index.passages import clauses, sentences

# In reading width: about 220 characters of Chinese, 110 words of English.
LONGEST = 660


def reading_windows(text: str, longest: int = LONGEST) -> list[Span]:
    """Return the spans of the windows, in order; together they hold every sentence.

    Their reading width is at most `longest` but for a clause that is wider by itself.
    """
    pieces = []
    for sentence in sentences(text):
        whole = width(text[slice(*sentence)]) <= longest
        pieces.extend([sentence] if whole else clauses(text, sentence))
    spans: list[Span] = []
    for start, end in pieces:
        if spans and width(text[spans[-1][0] : end]) <= longest:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def reading_text(heading: str, text: str) -> str:
    """Return what the reader reads of a window: its heading, if any, on a line of its own."""
    return f"{heading}\n{text}" if heading else text
