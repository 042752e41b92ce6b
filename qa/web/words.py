"""The words that the page's script shows by itself, when no answer of the server can bring them."""

import json

from qa.web.header import LANGUAGES
from qa.web.markup import tag
from qa.wording import label

_KEYS = ("loading", "searching", "waiting", "problem", "lost", "too_often", "busy", "resend")


def words_html() -> str:
    """Return an empty element that carries the words in every language, as JSON."""
    words = {code: {key: label(key, code) for key in _KEYS} for code in LANGUAGES}
    return tag("div", data_words=json.dumps(words, ensure_ascii=False))
