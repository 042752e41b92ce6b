"""A question that takes for granted that something ended, of words that speak of no end.

"为什么关停了浪潮云洲平台?" is like the sentence that tells of founding it, and asking why makes an
answer of any reason near by. Where a question says that something was closed, cancelled or given
up, what answers it has a word of ending in it, whichever one.
"""

import re

from index.normal import fold

_ENDED = re.compile(
    r"取消|关[停闭掉]|停[止办产业用工]|叫停|退出|撤[销消出回]|废[除止]|放弃|终止|解散|倒闭|破产|下架|拆除|中断|"
    r"\b(?:clos(?:e|es|ed|ing)|shut|cancel\w*|abolish\w*|abandon\w*|quit|withdr[ae]w\w*|"
    r"terminat\w*|discontinu\w*|dissolv\w*)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"取消|关|停|退|撤|废|放弃|终|散|倒闭|破产|下架|拆|断|淘汰|不再|没有了|结束|离开|卖|亏|"
    r"\b(?:clos\w*|shut\w*|cancel\w*|abolish\w*|abandon\w*|quit\w*|withdr[ae]w\w*|terminat\w*|"
    r"discontinu\w*|dissol\w*|stop\w*|end|ended|ends|over|left|leave|leaving|gave up|give up|"
    r"gone|no longer|sold|fail\w*|bankrupt\w*)\b",
    re.IGNORECASE,
)


def takes_an_end_for_granted(question: str, words: str) -> bool:
    """Tell whether a question says that something ended of which the words say no such thing."""
    return bool(_ENDED.search(fold(question))) and not _END.search(fold(words))
