import json
import re
from html import unescape

from qa.web.embedding import STATIC
from qa.web.words import words_html


def test_every_word_that_the_script_shows_is_there_in_every_language():
    """In no language is one missing, and none says what another says."""
    words = json.loads(unescape(re.search('data-words="([^"]*)"', words_html())[1]))
    assert list(words) == ["zh-Hans", "zh-Hant", "en"]
    named = set(re.findall(r'name: "(\w+)"', (STATIC / "connection.js").read_text()))
    shown = set(re.findall(r"words\(\)\.(\w+)", (STATIC / "lane.js").read_text()))
    assert {"lost", "too_often", "problem", "resend"} <= named | shown
    for known in words.values():
        assert named | shown <= set(known)
        assert len(set(known.values())) == len(known)
