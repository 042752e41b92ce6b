"""What is asked of something spoken of before: "那金额是多少?", "时间呢?", "And the amount?".

An amount, a time or a reason is one of something. A follow-up that names nothing else asks it of
what the question before spoke of.
"""

import re

from index.normal import fold, language_of

# What is a number of something.
AMOUNTS = (
    "金额|总额|数额|数量|数目|总数|人数|户数|次数|规模|面积|产能|产量|产值|销量|增幅|降幅|增速|涨幅|增长率|比例|"
    "占比|比重|价格|单价|费用|成本|投资额|投资"
)
# What asks for each of them, in Chinese and in English.
_CHINESE = {
    "是多少": AMOUNTS,
    "是什么时候": "时间|日期",
    "在哪里": "地点|地址|位置",
    "是什么": "原因|理由|目的|意义|作用|结果|背景|依据|标准|内容|名称|名字|主题|特点",
}
_ENGLISH = {
    "How much is": "amount|number|total|scale|share|growth|rate|price|cost|capacity|output",
    "When is": "time|date",
    "Where is": "place|location|address",
    "What is": "reason|purpose|result|outcome|background|aim|name|topic",
}
_THING = re.compile(
    rf"(?:那么?|还有|以及|具体的?|[\s,，])*总?(?P<name>{'|'.join(_CHINESE.values())})"
    r"(?:[是为有在]?(?:多少|几[个家人]?|什么(?:时候)?|哪些|哪里|哪儿|怎么样|如何))?呢?\W*"
)
_ENGLISH_THING = re.compile(
    r"(?:and|what about|how about|what(?:'s| is| was| were| are))?\s*the\s+"
    rf"(?P<name>{'|'.join(_ENGLISH.values())})s?\W*",
    re.IGNORECASE,
)


def attribute_in(question: str) -> str:
    """Return the attribute that is all a question names, "" when it names something else."""
    folded = fold(question).strip()
    match = _THING.fullmatch(folded) or _ENGLISH_THING.fullmatch(folded)
    return match["name"].lower() if match else ""


def asked_of(question: str, before: str) -> str:
    """Return the question for an attribute with the earlier one in front.

    "" where the question names something else, or the earlier one is in another language.
    """
    name, english = attribute_in(question), language_of(question) == "en"
    if not name or english != (language_of(before) == "en"):
        return ""
    asks = _ENGLISH if english else _CHINESE
    asked = next(words for words, names in asks.items() if name in names.split("|"))
    told = before.rstrip("?？。. ")
    return f"{told}? {asked} the {name}?" if english else f"{told} {name}{asked}?"
