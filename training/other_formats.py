"""Sets in formats of their own → training lines (`python -m training.other_formats FORMAT …`).

`press`: press conferences as Markdown, a heading each, a speaker's name before each turn. `spoken`:
the same as bare text, in which 问： and 答： begin the turns. `investors`: FinTruthQA, what
investors ask and companies reply, with people's word on whether the reply answers. `search`:
WebQA, search questions with the piece of a page that answers. `exam`: ExpMRC's form of C3's
training set, what exams of Chinese ask of dialogues and short texts.
"""

import argparse
import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from training.interview_pairs import asked_in, lines

Line: TypeAlias = dict[str, Any]
Turn: TypeAlias = tuple[str, str]

_SPEAKER = re.compile(r"^([^\s：:，。、,]{1,16})[：:](?=\S)")
_EXCHANGE = re.compile(r"^\s*(问|答|[^\s：:，。、,]{1,12}记者|追问)[：:]")
_ASKERS = re.compile(r"记者$|问$|^(?:.{0,6}(?:社|报|台|网|电视))$")
# What stands between two texts of a binary table.
_BETWEEN = re.compile(r"[\x00-\x08\x0b-\x1f�]+")
_ANSWERS, _EVADES = "3", "1"
_ASKS = re.compile(r"什么|谁|哪|几|多少|怎|如何|为何|多[大长久远高]")
# About the text, or about none of its sentences: nobody asks an interview so.
_OF_THE_TEXT = re.compile(
    r"[下上]列|[以如][下上]|下面|标题|这段|这篇|本文|全文|主要|态度|知道什么|[谈讨]论|意思|词|画线|"
    r"不(?:是|正确|包括|属于)"
)
_AS_HEARD = re.compile(
    r"^[从在]?(?:根据|依据|按照)?(?:这段|上面的?|以上|本)?"
    r"(?:话|上文|文章|对话|录音|课文|短文|材料|文中)(?:中|里)?(?:提到)?的?[,，:：]?"
)
# Characters: what is shorter would be learnt as a span (`reader_pairs`).
_WHOLE = 80


def press(text: str) -> Iterator[Line]:
    """Yield the questions of press conferences and the turns that answer them."""
    for part in re.split(r"^# ", text, flags=re.MULTILINE):
        title, _, body = part.partition("\n")
        yield from lines(title.strip(), _turns(body.splitlines(), _SPEAKER))


def _turns(spoken: Sequence[str], begins: re.Pattern[str]) -> list[Turn]:
    """Return (speaker, text); a line without a speaker goes on with the turn before it."""
    turns: list[Turn] = []
    for line in filter(None, map(str.strip, spoken)):
        if match := begins.match(line):
            # All who ask are one side, however many they are.
            side = "记者" if _ASKERS.search(match.group(1)) else match.group(1)
            turns.append((side, line[match.end() :].strip()))
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]}\n{line}")
    merged = groupby(turns, key=lambda turn: turn[0])
    return [(speaker, "\n".join(text for _, text in group)) for speaker, group in merged]


def spoken(text: str) -> Iterator[Line]:
    """Yield the same of texts that mark question and answer only."""
    for number, part in enumerate(_BETWEEN.split(text)):
        if "答：" in part:
            yield from lines(f"记者会（{number}）", _turns(part.splitlines(), _EXCHANGE))


def investors(text: str) -> Iterator[Line]:
    """Yield replies that answer their questions, and those that do not; the doubtful are left."""
    for row in csv.DictReader(text.splitlines(keepends=True)):
        reply, question = row["ANS"].strip(), asked_in(row["QUES"].strip())
        if question and row["ANS_RELEVANCE"] in (_ANSWERS, _EVADES):
            answers = row["ANS_RELEVANCE"] == _ANSWERS
            found = [{"text": reply, "start": 0}] if answers else []
            yield {"title": "", "context": reply, "qas": [{"question": question, "answers": found}]}


def search(text: str) -> Iterator[Line]:
    """Yield search questions whose answer stands in the evidence."""
    for entry in json.loads(text).values():
        for each in entry["evidences"].values():
            context = each["evidence"]
            answer = next((one for one in each["answer"] if one in context), None)
            if answer:
                found = [{"text": answer, "start": context.index(answer)}]
                qas = [{"question": entry["question"].strip(), "answers": found}]
                yield {"title": "", "context": context, "qas": qas}


def exam(text: str) -> Iterator[Line]:
    """Yield exam questions; where the right choice is in other words, the whole text answers."""
    for entry in json.loads(text)["data"]:
        context, qas = entry["article"], []
        for asked, options, right in zip(
            entry["questions"], entry["options"], entry["answers"], strict=True
        ):
            question = _AS_HEARD.sub("", asked.strip())
            choice = options["ABCD".index(right)]
            literal = len(choice) > 1 and choice in context
            if not _ASKS.search(question) or _OF_THE_TEXT.search(question):
                continue
            if literal or len(context) > _WHOLE:
                answer = choice if literal else context
                answers = [{"text": answer, "start": context.index(answer)}]
                qas.append({"question": question, "answers": answers})
        if qas:
            yield {"title": "", "context": context, "qas": qas}


_FORMATS: dict[str, Callable[[str], Iterator[Line]]] = {
    "press": press, "spoken": spoken, "investors": investors, "search": search,
    "exam": exam,
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Convert some files to one."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("format", choices=_FORMATS)
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("output", type=Path)
    options = parser.parse_args(argv)
    count = 0
    with options.output.open("w", encoding="utf-8") as file:
        for source in options.sources:
            text = source.read_text(encoding="utf-8-sig", errors="replace")
            for line in _FORMATS[options.format](text):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += len(line["qas"])
    print(f"{count} questions")


if __name__ == "__main__":
    main()
