"""Who speaks: labels at the head of a block, and the role behind each label.

"于海田:", "记者：", "Q:", "**Audrey Tang**:", "[00:01:02] Host:" and "### 唐鳳：" are labels.
"时间：", "一是：" and "问题是：" are not: a label is short, looks like a name, and comes back.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.blocks import Block
from index.normal import fold, is_han

Role = Literal["interviewer", "interviewee", "other", ""]

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?"
_TIME = rf"(?:[\[(（【]?{_CLOCK}[\])）】]?\s*(?:[-–>]+\s*{_CLOCK})?\s*)?"
_LABEL = re.compile(
    rf"{_TIME}(?P<open>\*\*|__|[【\[])?(?P<name>[^:：*\[\]【】\n,，。！？!?;；]{{1,48}}?)\s*"
    r"(?:[:：]\s*(?:\*\*|__|[】\]])?|(?:\*\*|__|[】\]])\s*[:：])[ \t]*"
)
_ASKING = (
    r"q|question|interviewer|host|moderator|reporter|journalist|anchor|"
    r"问|提问|记者|本报记者|主持人|采访者|采访人|访问者|访者|提问者|编辑|小编|本刊|本报|本网|笔者"
)
_ANSWERING = (
    r"a|answer|interviewee|guest|respondent|答|回答|受访者|受访人|被访者|嘉宾|被采访者|回应"
)
_OTHER = r"speaker|发言人|说话人|众人|观众|网友|听众|audience|participant|旁白|翻译|司仪"
_NUMBERED = r"\s*(?:[a-z]|\d{1,3}|[一二三四五六七八九十甲乙丙丁])?"
_ROLE_WORD = {
    "interviewer": re.compile(rf"(?:{_ASKING}){_NUMBERED}", re.IGNORECASE),
    "interviewee": re.compile(rf"(?:{_ANSWERING}){_NUMBERED}", re.IGNORECASE),
    "other": re.compile(rf"(?:{_OTHER}){_NUMBERED}", re.IGNORECASE),
}
# Inside a longer label: 张三(主持人), 新华社记者, 齐鲁晚报·齐鲁壹点, BBC News.
_ASKING_PART = re.compile(
    r"记者|主持|采访|[早晚日周时]报|新闻|周刊|杂志|通讯社|电视台|电台|广播|[^会]社$|网$|卫视|传媒|"
    r"\b(?:news|times|post|magazine|radio|tv|reporter|host|moderator|interviewer|journalist)\b",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"(?:时间|地点|日期|来源|编者按|编者的话|按语|编后|注|备注|附|图|表|题目|标题|摘要|关键词|作者|文|摄影|责编|编辑|电话|"
    r"地址|邮箱|网址|主题|主办|主办单位|承办|目录|提要|导读|导语|背景|结论|小结|总结|例如|比如|另外|此外|其中|首先|其次|再次|"
    r"最后|第.{1,3}|其.|.{1,3}是|.*(?:就是|的是|问题是|来说|来讲|而言|说|道|表示|认为|指出|强调|提出|提议|如下|包括|以下|"
    r"之一|方面|结果|原则|答案|问题|意思|例子|效果|重点|想法)|note|notes|date|time|place|location|venue|source|title|"
    r"subject|topic|abstract|summary|keywords|photo|photograph|caption|editor.?s? note|"
    r"for example|e\.g\.|i\.e\.|"
    r"https?|tel|email|e-mail|ps|p\.s\.)",
    re.IGNORECASE,
)
_TITLES = "长记书任授师生士员总裁理席董监员导演家人者"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as labelled, and what they do in the interview."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the head of a block; what is said starts `length` characters in."""

    name: str
    length: int


def _candidate(block: Block) -> Label | None:
    match = _LABEL.match(block.text)
    if match is None or "//" in block.text[match.end("name") : match.end("name") + 3]:
        return None
    return Label(match["name"].strip(), match.end())


def role_word(name: str) -> Role:
    """Return the role that a label says itself ("记者", "Q1", "嘉宾"), if it does."""
    plain = fold(name).strip()
    for role, pattern in _ROLE_WORD.items():
        if pattern.fullmatch(plain):
            return role  # type: ignore[return-value]  # the keys are roles
    return ""


def looks_like_name(name: str) -> bool:
    """Tell whether a text could be somebody's name or an institution's."""
    plain = fold(name).strip()
    if not plain or _NOT_NAMES.fullmatch(plain) or plain[0].isdigit():
        return False
    han = sum(is_han(char) for char in plain)
    if han:
        return han <= 4 or (
            han <= 16 and (plain[-1] in _TITLES or _says_asking(plain) or "·" in plain)
        )
    words = plain.split()
    return len(words) <= 5 and all(
        word[0].isupper() or word in {"de", "van", "von"} for word in words
    )


def _says_asking(plain: str) -> bool:
    return _ASKING_PART.search(plain) is not None


def find_labels(blocks: Sequence[Block]) -> dict[int, Label]:
    """Return the label of each block that starts with one, by the block's number.

    Where Markdown headings name the speakers, only those count: what looks like a label inside the
    speech of a transcript is a quotation or a list.
    """
    headings = {
        number: Label(block.text.rstrip(":： ").strip("*_ "), len(block.text))
        for number, block in enumerate(blocks)
        if block.markup == "heading" and block.text.rstrip().endswith((":", "："))
    }
    if len(headings) > 1:
        return headings
    candidates = {
        number: label
        for number, block in enumerate(blocks)
        if block.markup in {"", "item"} and (label := _candidate(block))
    }
    counts = Counter(label.name for label in candidates.values())
    names = {
        name
        for name, count in counts.items()
        if role_word(name) or (count > 1 and looks_like_name(name))
    }
    if names:
        # Beside speakers who come back, somebody may speak once.
        names |= {
            name
            for name in counts
            if looks_like_name(name) and len(fold(name)) <= 3 and is_han(name[0])
        }
    # One label alone does not make an interview, unless it is a word for a speaker.
    if len(names) < 2 and not any(role_word(name) for name in names):
        return {}
    return {number: label for number, label in candidates.items() if label.name in names}


def assign_roles(turns: Iterable[tuple[str, str]], title: str) -> dict[str, Role]:
    """Return the role of each speaker from the labels, and else from how they speak.

    `turns` are (speaker, text) in order. Who mostly asks is the interviewer, who talks most is the
    interviewee; in a meeting of many nobody is either.
    """
    spoken: dict[str, list[str]] = defaultdict(list)
    for name, text in turns:
        spoken[name].append(text)
    roles: dict[str, Role] = {name: role_word(name) for name in spoken}
    for name, role in roles.items():
        if not role and _says_asking(fold(name)):
            roles[name] = "interviewer"
    unknown = [name for name, role in roles.items() if not role]
    if "interviewer" in roles.values():
        # Whoever talks most beside the interviewer is the guest; a third voice is somebody else.
        guest = max(unknown, key=lambda name: sum(map(len, spoken[name])), default="")
        known: dict[str, Role] = {name: role or "other" for name, role in roles.items()}
        if guest:
            known[guest] = "interviewee"
        return known
    return roles | _roles_by_behaviour(unknown, spoken, title)


def _roles_by_behaviour(
    names: Sequence[str], spoken: Mapping[str, Sequence[str]], title: str
) -> dict[str, Role]:
    if not names:
        return {}
    sizes = {name: sum(map(len, spoken[name])) for name in names}
    asking = {name: sum(_asks(text) for text in spoken[name]) / len(spoken[name]) for name in names}
    guest = max(names, key=lambda name: sizes[name])
    interview = re.search(r"访|訪|interview|conversation|对谈|對談|q&a", fold(title), re.IGNORECASE)
    asker = max(
        (name for name in names if name != guest), key=lambda name: asking[name], default=""
    )
    crowd = len(names) > 6 and not interview
    if crowd or not asker or asking[asker] < max(0.2, asking[guest]):
        only: Role = "interviewee" if len(names) == 1 else "other"
        return dict.fromkeys(names, only)
    return {
        name: "interviewee"
        if name == guest
        else "interviewer"
        if asking[name] >= 0.2 and asking[name] > asking[guest]
        else "other"
        for name in names
    }


def _asks(text: str) -> bool:
    return re.search(r"[?？]|[吗嗎呢]\W*$", text[-60:]) is not None
