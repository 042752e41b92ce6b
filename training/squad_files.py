"""Question-answering files in SQuAD's format → training lines (`python -m training.squad_files`).

SQuAD 2.0, CJRC (CAIL 2019) and many others share the format. Questions whose answers are words like
YES, which stand nowhere in the context, are left out.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


def answer_of(qa: Mapping[str, Any], context: str) -> list[dict[str, Any]] | None:
    """Return the first answer that stands where it says, [] for none, None for an unusable one.

    A start of -1 says that none was noted (DuReader): the first place where the words stand.
    """
    given = [(each["text"], each["answer_start"]) for each in qa.get("answers", ()) if each["text"]]
    for text, noted in given:
        start = context.find(text) if noted < 0 else noted
        if start >= 0 and context.startswith(text, start):
            return [{"text": text, "start": start}]
    return None if given else []


def converted(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one line for each paragraph that has usable questions."""
    for article in data["data"]:
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            answers = [(qa, answer_of(qa, context)) for qa in paragraph["qas"]]
            qas = [
                {"question": qa["question"].strip(), "answers": found}
                for qa, found in answers
                if found is not None
            ]
            if qas:
                title = article.get("title") or paragraph.get("casename", "")
                yield {"title": title.replace("_", " "), "context": context, "qas": qas}


def main(argv: Sequence[str] | None = None) -> None:
    """Convert one file."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args(argv)
    data = json.loads(options.source.read_text(encoding="utf-8"))
    with options.output.open("w", encoding="utf-8") as file:
        for line in converted(data):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
