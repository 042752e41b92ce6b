"""Words told of someone else beside the one a question asks about.

"马克龙访华时间?" finds "梅将于1月末访华,成为继马克龙之后访华的欧洲元首": who is named after 继, or
as an exception, is who the rest is not about. And "谁枪击了安倍晋三?" finds everybody who is sad
about it ("对安倍晋三遇害深表悲痛"): who only speaks of a deed has not done it.
"""

import re

from index.normal import fold

# Who or what stands between is left out of what is told. A shorter name may be part of a word.
_LEFT_OUT = re.compile(
    r"继(?P<after>[^，。,；;]{2,14}?)(?:之后|以后|后)|除了?(?P<but>[^，。,；;]{2,20}?)(?:之?外|以外)|"
    r"(?:不同于|不像|有别于)(?P<unlike>[^，。,；;]{2,14}?)[，,]"
)
# A question that leaves something out itself means the others.
_LEAVES_OUT = re.compile("继|除|不同|不像|有别|之后|以后|[之以]外|还有|其[他它余]|别的")
# The deed is named right behind the word that asks who.
_WHO_DID = re.compile(r"谁(?P<deed>(?![是能会的在])[一-鿿]{2})")
_SPEAKS = "表示|深表|表达|致以|发表声明|回应|谴责|哀悼|慰问|祝贺|致哀|悲痛|强调|认为|指出|透露|介绍"
_SPOKE = re.compile(
    rf"(?:[^，。,；;！？!?]{{0,12}}?[对就向为因][^，。,；;！？!?]{{1,30}}?)?(?:{_SPEAKS})"
)
# Saying is a deed, too.
_ASKS_WHO_SPOKE = re.compile(
    rf"{_SPEAKS}|说|称|提|主张|批评|评|看法|意见|相信|声明|宣|指|言|讲|谈|问|答"
)


def leaves_out_who_is_asked_about(question: str, words: str) -> bool:
    """Tell whether words name something of a question only to tell of others."""
    asked, said = fold(question), fold(words)
    if _LEAVES_OUT.search(asked):
        return False
    for match in _LEFT_OUT.finditer(said):
        name = next(filter(None, match.groups()))
        elsewhere = said[: match.start()] + said[match.end() :]
        if name in asked and name not in elsewhere:
            return True
    return False


def only_speaks_of_it(question: str, sentence: str, behind: str) -> bool:
    """Tell whether who is pointed at speaks of what a question asks who did.

    `behind` is what stands right behind the pointed words in their sentence.
    """
    asked = _WHO_DID.search(fold(question))
    if asked is None or _ASKS_WHO_SPOKE.search(fold(question)):
        return False
    return asked["deed"] not in fold(sentence) and _SPOKE.match(fold(behind)) is not None
