"""What each speaker does in the interview: asks, answers, or something else."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from index.normal import fold

Role = Literal["interviewer", "interviewee", "other", ""]

_ASKING_SHARE = 0.2  # of the turns of somebody who asks, at least
_ASKING = (
    r"q|question|interviewer|host|moderator|reporter|journalist|anchor|"
    r"问|提问|记者|本报记者|主持人|采访者|采访人|访问者|访者|提问者|编辑|小编|本刊|本报|本网|笔者"
)
_ANSWERING = (
    r"a|answer|interviewee|guest|respondent|答|回答|受访者|受访人|被访者|嘉宾|被采访者|回应"
)
_OTHER = r"speaker|发言人|说话人|众人|观众|网友|听众|audience|participant|旁白|翻译|司仪"
_NUMBERED = r"[\s_]*(?:[a-z]|\d{1,3}|[一二三四五六七八九十甲乙丙丁])?"
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


def role_word(name: str) -> Role:
    """Return the role that a label says itself ("记者", "Q1", "嘉宾"), if it does."""
    plain = fold(name).strip()
    for role, pattern in _ROLE_WORD.items():
        if pattern.fullmatch(plain):
            return role  # type: ignore[return-value]  # the keys are roles
    return ""


def says_asking(plain: str) -> bool:
    """Tell whether a longer label belongs to a reporter, a host or their outlet."""
    return _ASKING_PART.search(plain) is not None


def assign_roles(
    turns: Iterable[tuple[str, str]], title: str, stated: Mapping[str, Role] | None = None
) -> dict[str, Role]:
    """Return the role of each speaker: as stated, from the labels, and else from how they speak.

    `turns` are (speaker, text) in order. Who mostly asks is the interviewer, who talks most is the
    interviewee; in a meeting of many nobody is either.
    """
    stated = stated or {}
    spoken: dict[str, list[str]] = defaultdict(list)
    for name, text in turns:
        spoken[name].append(text)
    roles: dict[str, Role] = {name: stated.get(name) or role_word(name) for name in spoken}
    for name, role in roles.items():
        if not role and says_asking(fold(name)):
            roles[name] = "interviewer"
    unknown = [name for name, role in roles.items() if not role]
    if any(stated.get(name) == "interviewee" for name in roles):
        # Nobody else is made a guest.
        return roles | {
            name: "interviewer" if _asking(spoken[name]) >= _ASKING_SHARE else "other"
            for name in unknown
        }
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
    asking = {name: _asking(spoken[name]) for name in names}
    guest = max(names, key=lambda name: sizes[name])
    interview = re.search(r"访|訪|interview|conversation|对谈|對談|q&a", fold(title), re.IGNORECASE)
    asker = max(
        (name for name in names if name != guest), key=lambda name: asking[name], default=""
    )
    crowd = len(names) > 6 and not interview
    if crowd or not asker or asking[asker] < max(_ASKING_SHARE, asking[guest]):
        only: Role = "interviewee" if len(names) == 1 else "other"
        return dict.fromkeys(names, only)
    return {
        name: "interviewee"
        if name == guest
        else "interviewer"
        if asking[name] >= _ASKING_SHARE and asking[name] > asking[guest]
        else "other"
        for name in names
    }


def _asking(turns: Sequence[str]) -> float:
    return sum(asks(text) for text in turns) / len(turns)


def asks(text: str) -> bool:
    """Tell whether a turn ends with a question."""
    return re.search(r"[?？]|[吗嗎呢]\W*$", text[-60:]) is not None
