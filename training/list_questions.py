"""Texts that list things → training lines that ask for what they list.

    python -m training.list_questions LINES … OUTPUT [--most 4000]

People who write questions for a text seldom ask for its lists, and people who ask an interview do
("有哪些措施?", "包括什么?"). A text that lists three things or more says itself what they are: the
words before 包括, the noun behind 等, the sentence that announces 一是. That makes the question,
the list is the answer. LINES are training files, whose contexts are read and whose questions are
not; a context gives two questions at most.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.blocks import Span

_BREAKS = r"、，,。；;：:！!？?\s（()）《》“”\""
_THING = rf"[^{_BREAKS}和及等]{{2,12}}"
# The first thing begins where a verb ends, which only its absence from the thing can show.
_FIRST = rf"[^{_BREAKS}和及等的在是了有对将把被从与为]{{2,8}}"
_THINGS = rf"{_FIRST}(?:、{_THING})+(?:(?:、|和|及|以及|与){_THING})?"
_CLAUSE = r"[^，,。；;：:！!？?\s]"
_BEGIN = r"(?<![^、，,。；;：:！!？?\s])"
_WHAT = rf"{_BEGIN}(?P<what>[^{_BREAKS}]{{2,16}}?)(?:主要|一般|大致|通常|目前|一共|共)?"
_VERB = (
    "在|对|为|向|从|是|有|推动|推进|加强|开展|通过|围绕|涉及|针对|面向|覆盖|发展|支持|获得|生产|"
    "提供|建设|来自|利用|采用|成立|设立|参加|赢得|建立|实施|引进|出版|研究|使用|击败|担任"
)
_NUMBER = "[三四五六七八九十]"
_KIND = r"(?:个方面|大方面|方面|点|项|条|种|类|个|大)"
_POINTING = re.compile(
    r"^(?:[这那其它他她此该我你也都还就而但并则又或以如等当对]|甚至|有些|目前|包括|后来|自己|可以)"
)
_HANGING = re.compile(r"(?:[中等在不可]|其中|甚至)$")
_TELLING = {
    "包括": ("{what}包括哪些?", "{what}有哪些?", "{what}包括什么?"),
    "包含": ("{what}包含哪些?", "{what}包括什么?"),
    "涵盖": ("{what}涵盖哪些方面?", "{what}包括哪些?"),
    "分为": ("{what}分为哪几种?", "{what}分为哪些?", "{what}怎么分?"),
}
_TOLD = re.compile(rf"{_WHAT}(?P<verb>包括|包含|涵盖|分为)(?:了|有|着)?(?P<list>{_THINGS})")
_KINDS = re.compile(
    rf"{_BEGIN}(?P<before>{_CLAUSE}{{2,16}}(?:{_VERB})了?)(?P<list>{_THINGS})等"
    rf"(?:(?P<count>{_NUMBER}个)|多个|几个)?(?P<noun>(?![的也都各人])[一-鿿]{{2,4}})"
    rf"(?P<after>[，。；]|{_CLAUSE}{{1,14}}[，。；])"
)
_POINTS = re.compile(
    rf"{_BEGIN}(?P<what>{_CLAUSE}{{4,30}}?)(?P<count>{_NUMBER})(?P<kind>{_KIND}){_CLAUSE}{{0,6}}[：:，,。]"
    rf"(?P<list>(?:一是|第一|首先).{{6,}})",
    re.DOTALL,
)
_PER_CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A question and the place of the list that answers it."""

    question: str
    span: Span


def listed(text: str, chance: random.Random) -> Iterator[Listed]:
    """Yield the questions that a text's lists answer; `chance` draws the wording."""
    for match in _TOLD.finditer(text):
        what = match["what"]
        if not _POINTING.search(what) and not _HANGING.search(what):
            wording = chance.choice(_TELLING[match["verb"]])
            yield Listed(wording.format(what=what), match.span("list"))
    for match in _KINDS.finditer(text):
        if not _POINTING.search(match["before"]):
            which = f"哪{match['count'] or '些'}"
            after = match["after"].rstrip("，。；")
            question = f"{match['before']}{which}{match['noun']}{after}?"
            yield Listed(question, match.span("list"))
    for match in _POINTS.finditer(text):
        if not _POINTING.search(match["what"]):
            question = f"{match['what']}哪{match['count']}{match['kind']}?"
            yield Listed(question, match.span("list"))


def lines(entry: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield a training line for an entry's context, none where it lists nothing."""
    context = entry["context"]
    found = list(listed(context, chance))
    if not found:
        return
    qas = [
        {"question": each.question, "answers": [_answer(context, each.span)]}
        for each in chance.sample(found, min(_PER_CONTEXT, len(found)))
    ]
    yield {"title": entry.get("title", ""), "context": context, "qas": qas}


def _answer(context: str, span: Span) -> dict[str, Any]:
    return {"text": context[slice(*span)], "start": span[0]}


def main(argv: Sequence[str] | None = None) -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("output", type=Path)
    parser.add_argument("--most", type=int, default=4000, help="questions, drawn from all found")
    options = parser.parse_args(argv)
    chance = random.Random(1)  # noqa: S311 - not for secrets
    contexts = {
        entry["context"]: entry
        for source in options.sources
        for entry in map(json.loads, source.read_text(encoding="utf-8").splitlines())
    }
    found = [line for entry in contexts.values() for line in lines(entry, chance)]
    chance.shuffle(found)
    count = 0
    with options.output.open("w", encoding="utf-8") as output:
        for line in found:
            if count >= options.most:
                break
            output.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += len(line["qas"])
    print(f"{count} questions; {sum(len(line['qas']) for line in found)} found")


if __name__ == "__main__":
    main()
