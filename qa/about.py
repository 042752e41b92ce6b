"""Questions about the interview itself: who is interviewed, who asked, the title, the photographer.

Retrieval is bad at these ("记者" stands in every byline and in no answer), and the parser already
knows. A question is recognised by what it asks for; the answer is the line that states the fact.
"""

import re
from collections.abc import Iterator, Sequence

from index.grams import terms
from index.normal import fold
from index.passages import sentences
from index.transcript import Fact, Interview

_EVENT = "采访|专访|访谈|访问|对谈|报道|文章|对话|会议|活动"
_WHO = "谁|叫啥|是啥|哪位|哪些人|哪几位|什么人|(?:叫)?(?:什么|啥)名字|名字|姓名|叫什么|何人"
# What a question must look like to ask for each kind of fact, on the folded, lower-case text.
# Order matters: the first kind that matches is the one asked for.
_ASKS: tuple[tuple[str, str], ...] = (
    (
        "photographer",
        (
            rf"(照片|图片|相片|配图|摄影|拍摄)[^,。]*({_WHO})|({_WHO})[^,。]*(拍[的了]|拍照|拍摄|摄影|摄的)"
            r"|^\W*(拍照|拍摄|摄影)的?(人|者|师|记者)\W*$"
            r"|\bwho\b.*\b(took|shot|take|made)\b.*\b(photo|picture|image)|\bphotographer\b"
            r"|\bwho\b.*\bphotographed\b"
        ),
    ),
    ("correspondent", rf"通讯员.*({_WHO})|({_WHO}).*通讯员|\bcorrespondents?\b"),
    (
        "position",
        (
            r"(什么|啥|何|哪个|哪些)(职务|职位|职业|头衔|身份|官|工作单位)|(职务|职位|头衔)(是|为|叫)"
            r"|(所在|任职|就职|供职|负责|领导|工作)的?(部门|单位|机构|机关)[^,。]*(什么|哪)"
            r"|在?(哪个|什么|哪家)(部门|单位|机构|机关)(工作|任职|就职|供职)"
            r"|\b(which|what) (department|organi[sz]ation|office|agency)\b.*\b(he|she)\b.*"
            r"\b(work|lead|run|head)"
            r"|\b(position|job|role|title|post)\b.*\b(he|she|hold|interviewee|guest)\b"
            r"|\b(his|her|interviewee'?s?|guest'?s?)\b.*\b(position|job|role|title|post)\b"
        ),
    ),
    (
        "interviewee",
        (
            rf"(受访者|受访人|受访对象|被采访者?|被访者?|被专访|接受({_EVENT}))[^,。]*({_WHO})"
            rf"|({_WHO})[^,。]*(受访|被采访|被访|接受了?({_EVENT}))"
            rf"|({_EVENT})的?(对象|嘉宾|主人公|人物)|嘉宾[^,。]*({_WHO})|({_WHO})[^,。]*嘉宾"
            rf"|(采访|专访|访问)(的|了)(是|人是)?({_WHO})"
            r"|\bwho\b.*\b(interviewed|interviewee|guest|being interviewed)\b|\binterviewee\b"
            r"|\bwho (did|does|do)\b.*\b(interview|talk to|speak to|speak with)\b"
        ),
    ),
    (
        "reporter",
        (
            rf"(记者|采访者|采访人|访问者|提问者|主持人|作者)[^,。]*({_WHO})|({_WHO})[^,。]*(记者|采访者|作者)"
            rf"|({_WHO})(在|来|去|负责)?(做|写|进行)?(的|了)?(这次|这篇|本次|这个)?({_EVENT}|提问|撰稿|写的)"
            r"|\bwho\b.*\b(wrote|reported|conducted|asked|interviews)\b"
            r"|\b(reporter|journalist|interviewer|author)s?\b"
        ),
    ),
    ("subtitle", r"副标题|副题|\bsubtitle\b|\bsubheading\b"),
    (
        "title",
        rf"(标题|题目|篇名|题名)|({_EVENT})(的)?(名称|名字|叫什么)|\b(title|headline)\b",
    ),
    (
        "column",
        (
            r"(栏目|专栏)[^,。]*(什么|哪|名|叫)|(什么|哪个|哪一个)(栏目|专栏)|\b(column|series|programme)\b.*"
            r"|\bwhich (column|series)\b"
        ),
    ),
    (
        "outlet",
        (
            r"(哪家|哪个|什么|哪些|哪一家)(报纸|报社|媒体|报|杂志|电视台|平台)|(报纸|媒体|报社)[^,。]*(叫什么|名)"
            r"|\b(which|what) (newspaper|outlet|media|paper|magazine|publication|broadcaster)\b"
        ),
    ),
    (
        "date",
        (
            rf"({_EVENT})[^,。]*(时间|日期|哪天|哪一天|什么时候|何时|哪年)|(什么时候|何时|哪天)[^,。]*({_EVENT})"
            r"|\b(when|what date|which day)\b.*\b(interview|conversation|meeting|talk)"
        ),
    ),
    (
        "place",
        (
            rf"({_EVENT})[^,。]*(地点|哪里|哪儿|什么地方|在哪)|(哪里|哪儿|什么地方)[^,。]*({_EVENT})"
            r"|\bwhere\b.*\b(interview|conversation|meeting|talk)"
        ),
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _ASKS)
_HOLDER = re.compile(
    rf"(?:请问)?(?:这个|这位|该|那个)?([一-鿿]{{2,20}}?)(?:的?(?:名字|姓名))?(?:是|叫)?(?:{_WHO})(?:呀|啊|呢)?\W*"
    rf"|谁(?:是|当|任|担任)(?:了|的)?([一-鿿]{{2,20}}?)(?:呀|啊|呢)?\W*"
)
# What may stand beside the request; anything else means that the question is about the content.
_FRAME = re.compile(
    r"请问|请|一下|告诉我|想知道|这次|本次|这篇|这个|该|此次|当时|的|是|了|在|有|吗|呢|啊|与|和|"
    r"谁|啥|哪些|哪位|哪个|哪家|哪几位|什么|叫|名字|姓名|名称|担任|任|个人|人|多少|何|几|位|做|写|"
    r"齐|里|中|上|篇|张|幅|采访|专访|访谈|访问|对谈|报道|文章|对话|会议|受访者|被采访|接受|对象|嘉宾|"
    r"记者|采访者|作者|通讯员|提问|主持人|照片|图片|相片|配图|摄影|拍摄|拍|职务|职位|职业|头衔|身份|官|"
    r"标题|题目|副|栏目|专栏|系列|报纸|报社|媒体|报|杂志|时间|日期|地点|哪里|哪儿|地方|时候|哪天|"
    r"部门|单位|机构|机关|所在|任职|就职|供职|领导|工作|主人公|人物|他|她|其|您|进行|刊登|发表|登|出自|来自|属于|负责|撰稿|主|"
    r"\b(?:department|organi[sz]ation|office|agency|works?|leads?|runs?|heads?|for|who|whom|whose|what|which|when|where|is|was|were|are|did|does|do|the|a|an|of|in|on|for|"
    r"by|this|that|to|and|with|being|interview(?:s|ed|er|ers|ee|ing)?|reporters?|journalists?|"
    r"authors?|wrote|written|conducted|conduct|asked|ask|asking|questions?|took|take|taken|shot|"
    r"photo(?:s|graph|graphs|grapher|graphed)?|pictures?|image|title|headline|subtitle|column|"
    r"series|newspaper|outlet|media|paper|magazine|publication|programme|date|day|place|position|"
    r"job|role|post|hold|his|her|he|she|guest|person|name|names|named|called|article|piece|story|"
    r"conversation|meeting|talk|held|please|tell|me|it|made|speak|appear|published|part|s)\b|[^\w]"
)


def _names_in(interview: Interview) -> list[str]:
    people = [fact.value for fact in interview.facts if fact.kind == "interviewee"]
    return people + [speaker.name for speaker in interview.speakers]


def _rest(question: str, interview: Interview) -> str:
    """Return what is left of a question without its request and the names the interview gives."""
    for name in _names_in(interview):
        question = question.replace(fold(name).lower(), " ")
    return " ".join(_FRAME.sub(" ", question).split())


def _names_position(question: str, interview: Interview) -> bool:
    """Tell whether a question asks who holds the interviewee's position: "工信厅厅长叫什么?".

    What is named may be short for the position, so its characters must stand there in order.
    """
    match = _HOLDER.fullmatch(question)
    if match is None:
        return False
    named = next(filter(None, match.groups())).replace("的", "")
    positions = (fold(fact.value) for fact in interview.facts if fact.kind == "position")
    return any(_in_order(named, position) for position in positions)


def _in_order(some: str, text: str) -> bool:
    rest = iter(text)
    return all(char in rest for char in some)


def asked_fact(question: str, interview: Interview) -> str | None:
    """Return the kind of fact a question asks for, None when it asks about the content."""
    folded = fold(question).lower()
    people = [fold(name).lower() for name in _names_in(interview)]
    if any(re.fullmatch(rf"\W*{re.escape(name)}是谁\W*", folded) for name in people) or any(
        re.fullmatch(rf"\W*who(?:'s| is| was) {re.escape(name)}\W*", folded) for name in people
    ):
        return "position"
    if _names_position(folded, interview):
        return "interviewee"
    kind = next((kind for kind, pattern in _PATTERNS if pattern.search(folded)), None)
    if kind is None:
        return None
    # One character may be left: particles and slips of the keyboard should not decide.
    return kind if len(terms(_rest(folded, interview))) <= 1 else None


def person_asked_about(question: str, interview: Interview) -> str:
    """Return the interviewee's name when a question is about that person, "" when it is not.

    Also "" where several people are interviewed.
    """
    people = {speaker.name for speaker in interview.speakers if speaker.role == "interviewee"}
    people |= {fact.value for fact in interview.facts if fact.kind == "interviewee"}
    if len(people) != 1:
        return ""
    (person,) = people
    about = asked_fact(question, interview) in {"interviewee", "position"}
    return person if about or fold(person).lower() in fold(question).lower() else ""


def _stated(interview: Interview, kind: str) -> list[Fact]:
    facts = [fact for fact in interview.facts if fact.kind == kind]
    if kind == "position" and not facts:
        facts = [fact for fact in interview.facts if fact.kind == "interviewee"]
    # The same name may be stated in several lines; the first line that says it is enough.
    first = {fact.value: fact for fact in reversed(facts)}
    return [fact for fact in facts if first[fact.value] is fact]


def stated_facts(question: str, interview: Interview) -> list[Fact]:
    """Return the facts that answer a question about the interview itself, in reading order.

    Empty when the question is about something else, or when the interview does not state it.
    """
    kind = asked_fact(question, interview)
    return sorted(_stated(interview, kind), key=_place) if kind else []


def _place(fact: Fact) -> tuple[int, int]:
    return fact.paragraph, fact.start


def fact_spans(
    interview: Interview, facts: Sequence[Fact]
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (paragraph number, quote start, quote end, focus start, focus end), one a paragraph."""
    for number in dict.fromkeys(fact.paragraph for fact in facts):
        here = [fact for fact in facts if fact.paragraph == number]
        low, high = min(fact.start for fact in here), max(fact.end for fact in here)
        text = interview.paragraphs[number - 1].text
        covering = [span for span in sentences(text) if span[1] > low and span[0] < high]
        yield number, covering[0][0], covering[-1][1], low, high
