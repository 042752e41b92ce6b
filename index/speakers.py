"""Who speaks: labels at the head of a block, and the role behind each label.

"于海田:", "记者：", "Q:", "**Audrey Tang**:", "[00:01:02] Host:" and "### 唐鳳：" are labels.
"时间：", "一是：" and "问题是：" are not: a label is short, looks like a name, and comes back.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.blocks import Block
from index.clock import CLOCK, seconds
from index.normal import fold, is_han
from index.roles import Role, role_word, says_asking

_TIME = rf"(?:[\[(（【]?(?P<time>{CLOCK})[\])）】]?\s*(?:[-–>]+\s*{CLOCK}[\])）】]?)?\s*)?"
_NAME = r"(?P<name>[^:：*\[\]【】\n,，。！？!?;；]{1,48}?)"
_LABEL = re.compile(
    rf"{_TIME}(?P<open>\*\*|__|[【\[])?{_NAME}\s*"
    r"(?:[:：]\s*(?:\*\*|__|[】\]])?|(?:\*\*|__|[】\]])\s*[:：])[ \t]*"
)
# Recognisers put the name and the time on a line of their own: "发言人 1  00:05", "Ann Lee [0:12]".
_TIMED_LABEL = re.compile(rf"(?:\*\*|__)?{_NAME}(?:\*\*|__)?[\s(（\[]+(?P<time>{CLOCK})[)）\]]?\s*")
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
    """A label at the head of a block: `name` begins `start` characters in, what is said `length`.

    `time` is the second of the recording that it names.
    """

    name: str
    length: int
    start: int = 0
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """What is known of labels beforehand: `only` these, `also` these, `never` these."""

    only: frozenset[str] | None = None
    also: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def _heading_label(text: str) -> Label:
    name = text.rstrip(":： ").strip("*_ ")
    return Label(name, len(text), text.find(name))


def _candidate(block: Block) -> Label | None:
    # First: a clock has a colon of its own, which would end a name.
    match = _TIMED_LABEL.fullmatch(block.text) or _LABEL.match(block.text)
    if match is None or "//" in block.text[match.end("name") : match.end("name") + 3]:
        return None
    time = seconds(match["time"]) if match["time"] else None
    name = match["name"]
    return Label(name.strip(), match.end(), match.end("name") - len(name.lstrip()), time)


def looks_like_name(name: str) -> bool:
    """Tell whether a text could be somebody's name or an institution's."""
    plain = fold(name).strip()
    if not plain or _NOT_NAMES.fullmatch(plain) or plain[0].isdigit():
        return False
    han = sum(is_han(char) for char in plain)
    if han:
        return han <= 4 or (
            han <= 16 and (plain[-1] in _TITLES or says_asking(plain) or "·" in plain)
        )
    words = plain.split()
    return len(words) <= 5 and all(
        word[0].isupper() or word in {"de", "van", "von"} for word in words
    )


def find_labels(blocks: Sequence[Block], naming: Naming | None = None) -> dict[int, Label]:
    """Return the label of each block that starts with one, by the block's number.

    Where Markdown headings name the speakers, only those count: what looks like a label inside the
    speech of a transcript is a quotation or a list.
    """
    naming = naming or Naming()
    headings = {
        number: _heading_label(block.text)
        for number, block in enumerate(blocks)
        if block.markup == "heading" and block.text.rstrip().endswith((":", "："))
    }
    if len(headings) > 1:
        return {n: label for n, label in headings.items() if label.name not in naming.never}
    candidates = {
        number: label
        for number, block in enumerate(blocks)
        if block.markup in {"", "item"} and (label := _candidate(block))
    }
    names = _names(Counter(label.name for label in candidates.values()), naming)
    return {number: label for number, label in candidates.items() if label.name in names}


def _names(counts: Counter[str], naming: Naming) -> frozenset[str]:
    """Return which of the would-be labels, each with how often it comes, name speakers."""
    if naming.only is not None:
        return naming.only
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
        names = set()
    return frozenset(names - naming.never | naming.also)
