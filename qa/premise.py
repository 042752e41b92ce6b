"""A question that takes for granted what the words that are like it do not speak of.

"为什么关停了浪潮云洲平台?" is like the sentence that tells of founding it, and asking why makes an
answer of any reason near by. Where a question says that something was closed, cancelled or given
up, what answers it has a word of ending in it, whichever one. And where a question asks what is
still to come ("明年打算建多少?"), what was done does not answer it. The hour, the day and the
weather where it is asked are in no interview.
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
_TO_COME = re.compile(
    r"明年|后年|打算(?!去)|未来|今后|将来|接下来|下一步|"
    r"\b(?:next (?:year|month|step)|in the future|(?:plan|intend|hope|going) to)\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"[将会要想拟]|明年|后年|打算|未来|今后|以后|来年|接下来|下一?步|目标[是为:]|力争|争取|计划|规划|预计|准备|希望|"
    r"继续|进一步|持续|期待|推[动进]|建设|[0-9]0年|十[四五]五|"
    r"\b(?:will|would|shall|could|can|may|might|next|future|plan\w*|intend\w*|hope\w*|going|goal\w*|"
    r"target\w*|aim\w*|expect\w*|want\w*|continu\w*|later|soon|wish\w*|need\w*|should|must)\b|['’]ll\b",
    re.IGNORECASE,
)


# Of the moment of asking no interview tells.
_NOW = re.compile(
    r"(?:现在|此刻|今天|明天|今晚)(?:是|的)?(?:几点|几月|几号|星期几|周几|礼拜几|什么日子|天气|气温)|"
    r"天气(?:怎么样|怎样|如何|好吗|预报)|"
    r"^\W*what(?:'s| is)? (?:the )?(?:time|day|date)(?: is)?(?: it| today)?(?: now| today)?\W*$|"
    r"\bwhat(?:'s| is) the weather\b|\bweather (?:forecast|today|now|tomorrow)\b",
    re.IGNORECASE,
)


def asks_about_now(question: str) -> bool:
    """Tell whether a question asks for the hour, the day or the weather where it is asked."""
    return _NOW.search(fold(question)) is not None


def takes_an_end_for_granted(question: str, words: str) -> bool:
    """Tell whether a question says that something ended of which the words say no such thing."""
    return bool(_ENDED.search(fold(question))) and not _END.search(fold(words))


def asks_what_is_to_come(question: str, words: str) -> bool:
    """Tell whether a question asks what is still to come of words that only say what was."""
    return bool(_TO_COME.search(fold(question))) and not _COMING.search(fold(words))
