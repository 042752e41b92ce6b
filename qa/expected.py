"""What kind of thing a question asks for, and whether words hold one.

"5G基站一共花了多少钱?" is like nothing so much as "开通5G基站超过5万个", and a reader takes the
number that it finds. A price has money in it, an age years, a time a time: words that hold no such
thing do not answer, however alike they are. Kinds that words express in too many ways (who, where,
why) are left to the reader.
"""

import re
from dataclasses import dataclass

from index.normal import fold
from qa.places import places
from qa.units import MEASURES


@dataclass(frozen=True, slots=True)
class _Kind:
    """`asks` finds the question, `holds` the thing in words from which `besides` is taken out.

    With `placed` the name of a place is such a thing, too.
    """

    asks: re.Pattern[str]
    holds: re.Pattern[str]
    besides: re.Pattern[str] | None = None
    placed: bool = False

    def held(self, words: str) -> bool:
        """Tell whether folded words hold such a thing."""
        rest = self.besides.sub(" ", words) if self.besides else words
        return self.holds.search(rest) is not None or (self.placed and any(places(words)))


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
        rf"多少|(?<![好十百千万年两哪这那此前近])几[{MEASURES}元岁米层倍届]|"
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
_PLACE_IN_ORDER = _Kind(
    re.compile(r"第几|排名多少|第多少"),
    # "三度夺冠" is the third time.
    re.compile(
        rf"第|首|头|冠|亚军|季军|[前末榜][{_DIGITS}位列茅尾首]|最|再|又|[{_DIGITS}]度|领先|居|"
        # A number alone is read with the question's word: "第几天?" "56".
        rf"^\W*[{_DIGITS}]+\W*$|\b(?:\d+(?:st|nd|rd|th)|first|second|third|\w+th|last|top|no)\b",
        re.IGNORECASE,
    ),
)
_VENUE = _Kind(
    re.compile(
        r"(?:哪里?|哪儿|何[处地]|什么地方|哪[个座]?(?:城市|地方))(?:举[办行]|召开|开幕)|"
        r"(?:举[办行]|召开)的?(?:地[点方址]?|城市)(?:是|为)?(?=\W*$)"
    ),
    # Who holds it is no place. What is written in another language is left to the reader.
    re.compile(
        r"[省市县区镇乡村州馆场厅院校园港岛国城街路楼店宫海江河湖山都京沪]|中心|大学|线上|网上|云端|[a-z]",
        re.IGNORECASE,
    ),
    placed=True,
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
# What happened did so at a time, not for one: "三个月" says how long. What may yet happen can take
# a while: "什么时候能建好?"
_POINT = _Kind(
    re.compile(
        r"(?:什么时[候间]|何时)(?!.{0,4}[能才可会要将需])|"
        r"(?:上映|发[布售行表]|开[售幕播业工通机]|举[办行]|召开|成立|建成|去世|逝世|出生|诞生|访[华问]|生效|"
        r"上[市线]|通车|签[署订]|实施|终止\w{0,2}|结束|首播|播出|发生|落成|竣工|闭幕|颁布|揭牌|投产)"
        r"的?(?:具体)?时间(?:是|为)?(?=\W*$)|^when (?:did|was|were)\b",
        re.IGNORECASE,
    ),
    _TIME.holds,
    re.compile(
        # 3月 is a month, 15年 and 光绪十年 are years.
        r"(?<![第\d])(?:(?:[几数多半两一二三四五六七八九十]{1,3}|\d{1,3}(?:\.\d)?)[多余来]?"
        r"(?:个[多半]?(?:小时|钟头|星期|月|季度|世纪)|小时|分钟|秒钟?|周(?!年)|天)|"
        r"[几数多半两]年|[\d一二三四五六七八九十]+[多余来]年)"
        r"[多来]?(?:的?时间)?(?![前后以之内初底末中起间])|"
        r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|few)\s+"
        r"(?:year|month|week|day|hour|minute)s\b(?!\s+(?:ago|later|after|before|earlier))",
        re.IGNORECASE,
    ),
)
_ANOTHER = re.compile(r"哪|什么|谁|怎|如何|为何|\b(?:who|which|where|why)\b", re.IGNORECASE)
# The first kind that a question asks for is the one: a price is an amount, too.
_KINDS = (_MONEY, _AGE, _PLACE_IN_ORDER, _VENUE, _DAY, _POINT, _TIME, _SHARE, _AMOUNT)


def holds_what_is_asked(question: str, words: str) -> bool:
    """Tell whether words hold a thing of the kind that a question asks for.

    True where the question asks for no kind that can be told from the words, or for something else
    besides.
    """
    kind = _asked_for(fold(question))
    return kind is None or kind.held(fold(words))


def _asked_for(question: str) -> _Kind | None:
    for kind in _KINDS:
        if match := kind.asks.search(question):
            rest = question[: match.start()] + question[match.end() :]
            return None if _ANOTHER.search(rest) else kind
    return None
