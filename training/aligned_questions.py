"""Questions in the other language, English or Chinese (`python -m training.aligned_questions`).

ChineseSquad translates SQuAD 2.0 in its order and leaves questions out, so each of its contexts has
an English original and its questions are a subsequence of that one's. Contexts are each other's
nearest by the encoder's vectors; questions are matched in order so that the cosines' sum is
largest. The outputs are two more training files: the Chinese contexts with English questions, and
the English ones, where the set publishes the answers, with Chinese questions.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoder import load_encoder
from training.squad_files import converted

Line: TypeAlias = dict[str, Any]
Vectors: TypeAlias = NDArray[np.float32]


def read_squad(files: Sequence[Path]) -> list[Line]:
    """Return the contexts of SQuAD files as training lines; answers may be missing in some."""
    data = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return [line for each in data for line in converted(each)]


def mutual(rows: Vectors, columns: Vectors) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a row and a column that are each other's nearest."""
    cosines = rows @ columns.T
    there, back = cosines.argmax(1), cosines.argmax(0)
    yield from ((row, int(column)) for row, column in enumerate(there) if back[column] == row)


def in_order(cosines: Vectors) -> list[int]:
    """Return a column for each row, ascending, with the largest sum; rows are at most columns."""
    rows, columns = cosines.shape
    best = np.full((rows + 1, columns + 1), -np.inf)
    best[0] = 0
    for row in range(rows):
        for column in range(columns):
            taken = best[row, column] + cosines[row, column]
            best[row + 1, column + 1] = max(best[row + 1, column], taken)
    chosen, column = [], columns
    for row in range(rows, 0, -1):
        while best[row, column - 1] == best[row, column]:
            column -= 1
        column -= 1
        chosen.append(column)
    return chosen[::-1]


def aligned(chinese: Sequence[Line], english: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield a Chinese and an English line for each original that was found.

    Their questions are each other's translations, in one order.
    """
    encoder = load_encoder()
    ours = encoder.passages([line["context"] for line in chinese])
    theirs = encoder.passages([line["context"] for line in english])
    for row, column in mutual(ours, theirs):
        asked, original = (lines[n]["qas"] for lines, n in ((chinese, row), (english, column)))
        if len(asked) > len(original):
            continue
        rows, columns = (
            encoder.queries([qa["question"] for qa in qas]) for qas in (asked, original)
        )
        chosen = [original[number] for number in in_order(rows @ columns.T)]
        yield chinese[row], {**english[column], "qas": chosen}


def crossed(line: Line, other: Line) -> Line:
    """Return a line with its own answers to the other's questions."""
    pairs = zip(line["qas"], other["qas"], strict=True)
    return {**line, "qas": [{**qa, "question": asked["question"]} for qa, asked in pairs]}


def main(argv: Sequence[str] | None = None) -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument(
        "--chinese", type=Path, required=True, help="ChineseSquad, a line a context"
    )
    parser.add_argument("--english", type=Path, required=True, nargs="+", help="SQuAD 2.0 files")
    parser.add_argument("--unanswered", type=Path, nargs="*", default=[], help="without answers")
    parser.add_argument("--output", type=Path, required=True, help="a folder")
    options = parser.parse_args(argv)
    lines = options.chinese.read_text(encoding="utf-8").splitlines()
    answered = read_squad(options.english)
    english = answered + read_squad(options.unanswered)
    options.output.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        (options.output / "english_questions.jsonl").open("w", encoding="utf-8") as there,
        (options.output / "chinese_questions.jsonl").open("w", encoding="utf-8") as back,
    ):
        known = {line["context"] for line in answered}
        for ours, theirs in aligned([json.loads(line) for line in lines], english):
            there.write(json.dumps(crossed(ours, theirs), ensure_ascii=False) + "\n")
            count += len(ours["qas"])
            if theirs["context"] in known:
                back.write(json.dumps(crossed(theirs, ours), ensure_ascii=False) + "\n")
    print(f"{count} questions have an English original")


if __name__ == "__main__":
    main()
