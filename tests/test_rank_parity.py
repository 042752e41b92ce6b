import numpy as np
import pytest
from hashing_encoder import HashingEncoder

from benchmarks.made_archive import Archive
from benchmarks.rank_parity import Once, compared, first_passages
from index.build import ingest
from index.store import Store

SIZES = {"small": (3, 24), "larger": (11, 60)}  # seed, paragraphs


@pytest.fixture
def encoder():
    return Once(HashingEncoder())


def made_set(path, seed, count):
    """Write an interview of made Chinese; return questions, each a piece of a paragraph."""
    interview = next(Archive(seed).interviews())
    texts = [paragraph.text for paragraph in interview.paragraphs[:count]]
    path.write_text("\n\n".join(texts), encoding="utf-8")
    random = np.random.default_rng(seed)
    starts = [int(random.integers(0, max(len(text) - 8, 1))) for text in texts]
    return [
        {"question": text[start : start + 8] + "吗", "gold": [f"{path.stem}#p{number}"]}
        for number, (text, start) in enumerate(zip(texts, starts, strict=True), 1)
    ]


@pytest.mark.parametrize("size", list(SIZES))
def test_both_stores_find_the_same_passages(tmp_path, milvus, encoder, size):
    """On made sets recall@5 is within a point, and nearly every first passage is the same one."""
    seed, count = SIZES[size]
    file = tmp_path / f"{size}.txt"
    questions = made_set(file, seed, count)
    rankings = []
    for place in (tmp_path / "index", f"milvus+{milvus}/parity_{size}?index=FLAT"):
        ingest([file], place, encoder)
        with Store.open(place) as store:
            rankings.append(first_passages(store, encoder, questions))
    figures = compared(*rankings, questions)
    assert figures["folder recall@5"] > 0.5
    assert abs(figures["folder recall@5"] - figures["milvus recall@5"]) <= 0.01
    assert figures["same first"] >= 0.9
    assert figures["same of first 5"] >= 0.9


def test_what_differs_is_counted():
    """One of two first passages differs, and so do three of ten."""
    ours, theirs = [list("abcde"), list("fghij")], [list("abcdx"), list("gfhyz")]
    figures = compared(ours, theirs, [{"gold": ["a"]}, {"gold": ["j"]}])
    assert figures["questions"] == 2
    assert (figures["folder recall@1"], figures["folder recall@5"]) == (0.5, 1.0)
    assert (figures["milvus recall@1"], figures["milvus recall@5"]) == (0.5, 0.5)
    assert figures["same first"] == 0.5
    assert figures["same of first 5"] == pytest.approx(0.7)
