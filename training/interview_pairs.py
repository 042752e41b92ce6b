"""Transcripts → training lines: what was asked, and the turn that answered it.

    python -m training.interview_pairs TRANSCRIPTS OUTPUT --without FOLDER …

The other sets ask encyclopaedias for facts; people ask interviewees how and why. Nobody has marked
the answers, but whoever is asked answers next: the beginning of the turn after a question is taken
to answer it, as a whole (no span is learnt from it), and other turns of the same conversation not
to. That is wrong now and then, which is why these lines are few beside the others.

Transcripts are Akoma Ntoso files (`*.xml`), as SayIt publishes them. Meetings of many people are
left out, and so are questions that share no words with what follows: they go on about something
said before. Transcripts that share a paragraph with a text in a folder named by `--without` are
left out as a whole: what is evaluated on must not be seen.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from index.grams import terms
from index.normal import fold, width
from index.passages import sentences
from qa.question import content_terms

# In reading width: a question has something in it and can be typed, an answer says more than yes.
_SHORTEST_QUESTION, _LONGEST_QUESTION = 20, 330
_SHORTEST_ANSWER = 270
_ENOUGH = 900
# A conversation has so many speakers at most, a question so many terms of its answer at least.
_SPEAKERS, _SHARED = 5, 2
_ASKS = re.compile(r"[?？]|[嗎呢吗]\s*[。.]?$")
_SENTENCE = re.compile(r"[^。？！?!\n]+[。？！?!]*")
_ASIDE = re.compile(r"[（(][^（）()]{0,12}[）)]|[…⋯]+")
# Characters of a paragraph by which transcripts are compared.
_MARK = 24


def turns(xml: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return a transcript's title and its turns, (speaker, text), a line a paragraph."""
    from lxml import etree

    # Some published files are empty, or not whole.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(xml.read_bytes() or b"<empty/>", parser)
    if root is None:
        return "", []
    spoken = [
        (each.get("by", ""), " ".join("".join(p.itertext()).split()))
        for each in root.iter("speech")
        for p in each.iter("p")
    ]
    merged = [
        (by, "\n".join(text for _, text in group if text))
        for by, group in groupby(spoken, key=lambda turn: turn[0])
    ]
    return "".join(root.xpath("string(.//heading[1])")).strip(), [t for t in merged if t[1]]


def asked_in(turn: str) -> str:
    """Return what a turn asks: its last question, "" when it has none at its end.

    A short one comes with the sentence before it, which says what it is about.
    """
    plain = _ASIDE.sub("", turn)
    found = [each.strip() for each in _SENTENCE.findall(plain) if each.strip()]
    asking = [number for number, each in enumerate(found) if _ASKS.search(each)]
    if not asking or asking[-1] < len(found) - 2:
        return ""
    question = found[asking[-1]]
    for before in reversed(found[: asking[-1]]):
        if width(question) >= 3 * _SHORTEST_QUESTION:
            break
        question = f"{before}{'' if before[-1] in '。？！?!' else ' '}{question}"
    return question if _SHORTEST_QUESTION <= width(question) <= _LONGEST_QUESTION else ""


def lines(title: str, spoken: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield a training line for each question that somebody else answers at some length."""
    if len({speaker for speaker, _ in spoken}) > _SPEAKERS:
        return
    for (asker, asked), (speaker, answer) in pairwise(spoken):
        question = asked_in(asked)
        if speaker == asker or width(answer) < _SHORTEST_ANSWER:
            continue
        wanted = {term for term in content_terms(question) if len(term) > 1}
        if question and len(wanted & set(terms(answer))) >= _SHARED:
            context = beginning(answer)
            qas = [{"question": question, "answers": [{"text": context, "start": 0}]}]
            yield {"title": title, "context": context, "qas": qas}


def beginning(answer: str) -> str:
    """Return the first sentences of an answer: who goes on at length goes on to other things."""
    end = next((end for _, end in sentences(answer) if width(answer[:end]) > _ENOUGH), len(answer))
    return answer[:end].rstrip()


def marks(text: str) -> set[str]:
    """Return by what a text's longer paragraphs are known again, whatever stands between them."""
    kept = ("".join(filter(str.isalnum, fold(line))) for line in text.splitlines())
    return {each[:_MARK] for each in kept if len(each) >= _MARK}


def main(argv: Sequence[str] | None = None) -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("transcripts", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    options = parser.parse_args(argv)
    kept_back: set[str] = set()
    for folder in options.without:
        for file in folder.rglob("*"):
            if file.suffix in {".md", ".txt"}:
                kept_back |= marks(file.read_text(encoding="utf-8"))
            elif file.suffix == ".jsonl":
                entries = map(json.loads, file.read_text(encoding="utf-8").splitlines())
                kept_back |= {mark for each in entries for mark in marks(each.get("text", ""))}
    used = left_out = count = 0
    with options.output.open("w", encoding="utf-8") as output:
        for file in sorted(options.transcripts.glob("*.xml")):
            title, spoken = turns(file)
            if any(marks(text) & kept_back for _, text in spoken):
                left_out += 1
                continue
            used += 1
            for line in lines(title, spoken):
                output.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    print(f"{count} questions from {used} transcripts; {left_out} left out")


if __name__ == "__main__":
    main()
