"""English questions for Chinese passages (`python -m training.aligned_questions`).

ChineseSquad translates SQuAD 2.0 in its order and leaves questions out, so each of its contexts has
an English original and its questions are a subsequence of that one's. Contexts are each other's
nearest by the encoder's vectors; questions are matched in order so that the cosines' sum is
largest. The output has the Chinese file's form with English questions: one more training file.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import load_encoder

Vectors = NDArray[np.float32]


def read_squad(files: Sequence[Path]) -> list[tuple[str, list[str]]]:
    """Return the contexts of SQuAD files, each with its questions."""
    found = []
    for file in files:
        for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                asked = [qa["question"].strip() for qa in paragraph["qas"]]
                found.append((paragraph["context"], asked))
    return found


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


def translated(
    entries: Sequence[dict[str, Any]], english: Sequence[tuple[str, list[str]]]
) -> Iterator[dict[str, Any]]:
    """Yield the entries whose original was found, with the questions of the original."""
    encoder = load_encoder()
    ours = encoder.passages([entry["context"] for entry in entries])
    theirs = encoder.passages([context for context, _ in english])
    for row, column in mutual(ours, theirs):
        asked, original = entries[row]["qas"], english[column][1]
        if len(asked) > len(original):
            continue
        cosines = encoder.queries([qa["question"] for qa in asked]) @ encoder.queries(original).T
        chosen = in_order(cosines)
        pairs = zip(asked, chosen, strict=True)
        yield {
            **entries[row],
            "qas": [{**qa, "question": original[number]} for qa, number in pairs],
        }


def main(argv: Sequence[str] | None = None) -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument(
        "--chinese", type=Path, required=True, help="ChineseSquad, a line a context"
    )
    parser.add_argument("--english", type=Path, required=True, nargs="+", help="SQuAD 2.0 files")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(argv)
    lines = options.chinese.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    count = 0
    with options.output.open("w", encoding="utf-8") as file:
        for entry in translated(entries, read_squad(options.english)):
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            count += len(entry["qas"])
    print(f"{count} questions have an English original")


if __name__ == "__main__":
    main()
