"""Words that tell nothing: a page's date, its keywords, what stands behind another label, adverbs.

A search engine's excerpt begins with the day it was printed ("Nov 17, 2022 ... "), a page ends
with its keywords ("安倍晋三 吉田茂 日本政府 国葬"), and credits and tables name what they say
before they say it ("导演: 辛爽 主演: 范伟"). A reader that is asked when, where or who takes what
stands near.
"""

import re

from index.blocks import Span
from index.normal import fold, is_han
from index.passages import sentences

_DATELINE = re.compile(
    r"\W*(?:[A-Z][a-z]{2,8}\.? \d{1,2}, |(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?)"
    r"(?:(?:19|20)\d\d|\d{1,2}日?)\s*(?:\.{3}|…|[-–—·|])"
)
# "新华社巴格达7月11日电": where and when it was sent.
_TELEGRAM = re.compile(
    r"[^\W\d]{0,4}(?:[社网]|[日晚时]报)[^\W\d]{0,8}(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:电|讯|消息)"
)
_SPEAKER = re.compile(
    r"(?:^|\n)\s*(?:发言人|说话人|主持人|嘉宾|记者|受访者|speaker)\s*\d*\s*[:：]", re.IGNORECASE
)
# Words without a number or any of the small ones that make a sentence, at least as many: a table's
# row says something.
_KEYWORD, _FEWEST = re.compile(r"[^\W\d的了是在和与我你他不就也有]{1,10}"), 5
# Adverbs: they say how or when, not what.
_ADVERBS = re.compile(
    "(?:双双|相继|先后|陆续|纷纷|逐一|一一|再[次度]|正式|最终|终于|随后|已经?|即将|正在|仍然?|依然|"
    "一直|始终|曾经?|均|都|也|又|还)+"
)
_LABEL = re.compile(r"([一-鿿]{2,4})\s*[:：]\s*")


def is_furniture(question: str, text: str, span: Span) -> bool:
    """Tell whether a span of a text tells nothing that a question asks for."""
    return (
        is_dateline(text, span)
        or is_speaker(text, span)
        or is_behind_another_label(question, text, span)
        or _ADVERBS.fullmatch(fold(text[slice(*span)])) is not None
        or any(
            start <= span[0] < end and is_keywords(text[start:end])
            for start, end in sentences(text)
        )
    )


def is_dateline(text: str, span: Span) -> bool:
    """Tell whether a span only says when a text was printed, or where and when it was sent."""
    line = _DATELINE.match(text)
    return (line is not None and span[1] <= line.end()) or any(
        _is_within(span, match.span()) for match in _TELEGRAM.finditer(text)
    )


def is_speaker(text: str, span: Span) -> bool:
    """Tell whether a span is what a transcript calls a speaker without a name: "发言人4:"."""
    return any(_is_within(span, match.span()) for match in _SPEAKER.finditer(text))


def _is_within(span: Span, around: Span) -> bool:
    return around[0] <= span[0] and span[1] <= around[1]


def is_keywords(sentence: str) -> bool:
    """Tell whether a sentence is a row of Chinese keywords with blanks between them."""
    words = sentence.split()
    if len(words) < _FEWEST or not any(map(is_han, sentence)):
        return False
    return all(_KEYWORD.fullmatch(word) for word in words)


def is_behind_another_label(question: str, text: str, span: Span) -> bool:
    """Tell whether a span stands right behind a label, and a question names another of the text's.

    Labels have two to four Chinese characters and a colon.
    """
    asked, text = fold(question), fold(text)
    labels = list(_LABEL.finditer(text))
    own = next((label[1] for label in labels if label.end() == span[0]), None)
    if own is None or own in asked:
        return False
    return any(label[1] in asked for label in labels)
