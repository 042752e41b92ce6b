"""The other script's forms of the characters of a text, for finding it in a page that uses them.

A page that embeds the chat may print the interview in traditional characters while we hold it in
simplified ones. Converting the quote would have to guess which form the page chose (裡 or 裏, 臺 or
台), so the page's characters are folded instead, by this table.
"""

from collections import defaultdict
from functools import cache

from index.normal import fold

# The common Chinese characters: the extensions hold hardly any that is a variant of one of them.
_FIRST, _LAST = 0x4E00, 0x9FFF


@cache
def _forms() -> dict[str, str]:
    """Return for each simplified character the other characters that fold to it."""
    forms: defaultdict[str, str] = defaultdict(str)
    for code in range(_FIRST, _LAST + 1):
        char, folded = chr(code), fold(chr(code))
        if char != folded:
            forms[folded] += char
    return dict(forms)


def variants(text: str) -> str:
    """Return pairs "from, to" of characters that fold to one that `text` folds to, in one string.

    >>> variants("台灣")
    '檯台臺台颱台灣湾'
    """
    forms = _forms()
    folded = dict.fromkeys(fold(text))
    return "".join(other + char for char in folded for other in forms.get(char, ""))
