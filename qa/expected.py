"""What kind of thing a question asks for, and whether words hold one.

"5G基站一共花了多少钱?" is like nothing so much as "开通5G基站超过5万个", and a reader takes the
number that it finds. A price has money in it, an age years, a time a time: words that hold no such
thing do not answer, however alike they are. Kinds that words express in too many ways (who, where,
why) are left to the reader.
"""

import re
from dataclasses import dataclass

from index.normal import fold


@dataclass(frozen=True, slots=True)
class _Kind:
    asks: re.Pattern[str]
    holds: re.Pattern[str]


_MONEY = _Kind(
    re.compile(
        r"(?:补贴|补助|奖励|资助|拨款|花费?|赚|捐款?|投资?|融资|贷款?)了?多少(?=\W*$)|"
        r"多少钱|几(?:元|[块毛]钱)|什么价|多少(?:万|亿|美|日|欧)*元|"
        r"(?:薪|工资|薪水|收入|营收|利润|票房|[学花租]?费用?|成本|预算|资金|金额|产值|身价|市值|奖金|租金|[价房票]价|"
        r"价[格钱]|投资额?|款项?)(?:总额)?(?:一共|总共|大约|大概)?(?:是|为|有|达到?)?多少"
        r"(?![家个人名次件条项笔倍%])|"
        r"\b(?:the|what) prices? |"
        r"\bhow much (?:money|cash|(?:\w+ ){0,2}(?:cost|price|salary|budget))|"
        r"\bhow much (?:do|does|did|is|was|were|will|would) .*\b"
        r"(?:cost|costs|earn|earns|pay|paid|spend|spent|price|worth|charge)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"元|块|钱|美金|美刀|人民币|英镑|卢比|法郎|卢布|[费价薪票]|分文|投资|融资|贷|资金|收入|预算|"
        r"无需|不用|不要|不收|[$¥€£]|[万亿](?![余多]?[个家项条只套件名人位次吨座户台辆部])|\b(?:dollars?|bucks|euros?|pounds?|yuan|rmb|yen|cents?|free|usd|money|"
        r"(?:milli|billi|trilli)on)\b",
        re.IGNORECASE,
    ),
)
_AGE = _Kind(
    re.compile(r"多少岁|几岁|多大(?:年纪|岁数)|年龄(?:是|有)?多|\bhow old\b", re.IGNORECASE),
    re.compile(
        r"岁|年龄|年纪|出生|生于|诞生|[0-9]后|成立|创[办立建]|\bborn\b|\byears? old\b|"
        r"\bage[ds]?\b|\bfounded\b|\bbirthday\b|\bcentur|\b\d{1,4}\b",
        re.IGNORECASE,
    ),
)
_DIGITS = "0-9零一二两三四五六七八九十百千万亿〇"
_AMOUNT = _Kind(
    re.compile(
        r"多少|(?<![好十百千万年两哪这那此前近])几[个家项条只套件名人位次年天吨座户封种类批期门款元岁米层倍届]|"
        r"\bhow many\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[{_DIGITS}]|半|几|数|多|少|全|所有|每|无|没|不|双|单|各|唯一|首|翻番|"
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|half|third|"
        r"quarter|hundreds?|thousands?|millions?|billions?|many|most|few|fewer|several|all|none|no|"
        r"every|both|single|double|twice|zero|couple|majority|lots?|some|a|an|only|\w+teen|"
        r"\w*(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)y\w*)\b",
        re.IGNORECASE,
    ),
)
_SHARE = _Kind(
    re.compile(
        r"百分之几|几成|百分比|(?:[率重]|占比|比例|增速|涨幅|降幅)(?:是|为|有|达到?)?多少(?=\W*$)|"
        r"\bwhat (?:percentage|share|proportion)\b|\bwhat percent\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[%％‰倍]|百分|分之|[{_DIGITS}]成|折|半|[{_DIGITS}]点[{_DIGITS}]|全部|所有|"
        r"\b(?:per ?cent\w*|half|third|quarter|fifth|tenth|all|none|most|majority|doubled?|triple|"
        r"times)\b",
        re.IGNORECASE,
    ),
)
_DAY = _Kind(
    re.compile(
        r"日期(?:是|为)?(?=\W*$)|哪一?[天日]|几[日号]|\b(?:what|which) (?:date|day)\b",
        re.IGNORECASE,
    ),
    re.compile(
        # A month says when, a year alone does not say which day.
        rf"[{_DIGITS}][日号月]|(?:星期|周|礼拜)[一二三四五六日天末]|[0-9]{{1,2}}[./-][0-9]{{1,2}}|"
        r"元旦|除夕|初[一二三四五六七八九十]|[节诞旦夕]|昨|[今明][天早晚]|[当同次隔翌][天日]|"
        r"\b(?:\w+day|today|tomorrow|eve|christmas|\d+(?:st|nd|rd|th)|"
        r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)\b",
        re.IGNORECASE,
    ),
)
_TIME = _Kind(
    re.compile(
        r"什么时[候间]|何时|哪一?年|几月|几点|(?:时间|年份)(?:是|为)?(?=\W*$)|"
        r"\bwhat (?:year|time)\b|^when (?:did|do|does|is|are|was|were|will|has|had|can)\b|"
        r"\bwhich (?:year|month)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[{_DIGITS}年月日号天周时点分秒岁夜晚早晨午春夏秋冬节前后初末底昨今明期代间刚现当每曾将未]|小时|"
        r"\b(?:\d+|when|while|after|before|during|since|until|ago|now|then|today|yesterday|tomorrow|"
        r"last|next|first|year|month|week|day|night|morning|evening|summer|winter|spring|autumn|"
        r"fall|century|decade|early|late|soon|always|never|\w+day|january|february|march|april|may|"
        r"june|july|august|september|october|november|december)",
        re.IGNORECASE,
    ),
)
_ANOTHER = re.compile(r"哪|什么|谁|怎|如何|为何|\b(?:who|which|where|why)\b", re.IGNORECASE)
# The first kind that a question asks for is the one: a price is an amount, too.
_KINDS = (_MONEY, _AGE, _DAY, _TIME, _SHARE, _AMOUNT)


def holds_what_is_asked(question: str, words: str) -> bool:
    """Tell whether words hold a thing of the kind that a question asks for.

    True where the question asks for no kind that can be told from the words, or for something else
    besides.
    """
    kind = _asked_for(fold(question))
    return kind is None or kind.holds.search(fold(words)) is not None


def _asked_for(question: str) -> _Kind | None:
    for kind in _KINDS:
        if match := kind.asks.search(question):
            rest = question[: match.start()] + question[match.end() :]
            return None if _ANOTHER.search(rest) else kind
    return None
