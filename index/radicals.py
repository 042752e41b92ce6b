"""Radicals that stand for characters → the characters.

Many programs write the letters of a PDF as the signs for radicals that look the same: 大 as U+2F24.
Nobody types those, so no search would find them.
"""

import unicodedata

# These have no compatibility mapping of their own.
_SUPPLEMENT = dict(
    zip(
        "⺁⺅⺆⺈⺉⺋⺌⺎⺐⺒⺓⺔⺗⺘⺙⺛⺝⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺮⺯⺰⺱⺲⺳⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗"
        "⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂亻冂刀刂卩小兀尣巳幺彑心扌攵旡月母民氵氺灬爫爫丬牛犭王罒示礻竹糸纟罓罒罒羊羊羊耂肀月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨"
        "青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_TABLE = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | _SUPPLEMENT
    # 户, as most fonts have it, not 戶.
    | {"⼾": "户", "⸺": "——", "⸻": "———"}
)


def without_radicals(text: str) -> str:
    """Return a text in which characters are written as such.

    >>> without_radicals("⼤⻓")
    '大长'
    """
    return text.translate(_TABLE)
