"""A unit in a question → the family of units that its amount must have.

"驻企特派员一共有多少名?" is like nothing so much as "分12批派出驻企特派员", but batches are not
people. Which unit of a family is used is a matter of taste (家, 户), the family is not: of 746
answers of public question sets that have a unit where one is asked for, 738 have one of its family.
"""

import re

from index.normal import fold

# What a number of things is counted in: a class of characters, to be put in brackets.
MEASURES = "个家项条只套件名人位次年天吨座户封种类批期门款"
_FAMILIES = {
    "people": "名|位|人|口|员",
    "turns": "批|次|届|期|场|轮|回|遍|趟",
    "houses": "家|户",
    "time": "年|个?月|天|日|小时|分钟|秒|周|岁|世纪",
    "money": "元|美元",
    "weight": "吨|公斤|千克|克|斤|磅",
    "length": "米|公里|千米|厘米|英里|英尺|里",
    "area": "亩|公顷|平方",
    "things": (
        "件|套|只|条|项|座|台|辆|架|艘|部|本|张|份|封|种|类|款|门|篇|枚|幅|首|间|所|处|栋|棵|株|颗|"
        "头|匹|片|粒|剂"
    ),
}
_UNIT = "|".join(f"(?P<{family}>{units})" for family, units in _FAMILIES.items())
_ASKED = re.compile(
    rf"(?:多少|(?<![好十百千万年两哪这那此前近])几)(?:多|余)?[万亿千百]?(?:{_UNIT})"
)
_GIVEN = re.compile(rf"[\d.,一二三四五六七八九十百千万亿两零〇]+[余多来几]? ?个?(?:{_UNIT})")
_ASKS = re.compile(r"多少|几(?!乎)|哪|什么|谁|怎|如何|为何")


def without_unit(question: str) -> str:
    """Return a question for an amount without the unit: another thing may have another.

    >>> without_unit("口罩调拨了多少只?")
    '口罩调拨了多少?'
    """
    match = _ASKED.search(fold(question))
    # 第几座 asks for a place in an order, 多少钱 for no unit.
    if match is None or question[: match.start()].endswith("第") or match["time"]:
        return question
    return f"{question[: match.start()]}多少{question[match.end() :]}"


def counts_another(question: str, words: str) -> bool:
    """Tell whether all amounts in the words are of another family than the one asked for.

    False where the question names no unit or asks for something else, too, or where the words have
    no amount with a unit.
    """
    asked = _ASKED.search(fold(question))
    if asked is None or len(_ASKS.findall(fold(question))) > 1:
        return False
    given = {match.lastgroup for match in _GIVEN.finditer(fold(words))}
    if "人次" in fold(words):
        given |= {"people", "turns"}
    return bool(given) and asked.lastgroup not in given
