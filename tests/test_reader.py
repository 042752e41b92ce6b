import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EncoderError
from index.onnx_model import check_sums
from qa.reader import BUNDLED, Reading, best_span, load_reader, trimmed, whole_number

TEXT = (
    "疫情发生后,我们第一时间组织企业复产。全省累计调拨口罩6000万只、防护服110万套。"
    "国务院联防联控机制发来14封感谢信。"
)
FILLER = "企业的同志们都很辛苦,大家克服了许多困难,终于渡过难关。" * 12


@pytest.fixture(scope="module")
def reader(encoder):
    """The bundled reader on the bundled encoder's lower layers."""
    return load_reader(encoder, threads=1)


def words(reader, question, text, heading=""):
    """Return the words that the reader points at."""
    reading = reader.read(question, [(heading, text)])[0]
    return text[reading.start : reading.end]


def test_the_shipped_weights_are_the_ones_that_were_released():
    """Every file of the model folder has its sum in SHA256SUMS, and has it still."""
    listed = {line.split()[1] for line in (BUNDLED / "SHA256SUMS").read_text().splitlines()}
    assert {"model.onnx", "config.json"} <= listed
    assert len(check_sums(BUNDLED)) == 64
    assert sum(file.stat().st_size for file in BUNDLED.iterdir()) < 40e6


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("调拨了多少只口罩?", "6000万只"),
        ("調撥了多少隻口罩？", "6000万只"),
        ("How many masks were allocated?", "6000万只"),
        ("收到了几封感谢信?", "14封"),
    ],
)
def test_the_words_that_answer_are_pointed_at(reader, question, answer):
    """In either script and in English; a little more around them does no harm."""
    assert answer in words(reader, question, TEXT)


def test_a_passage_that_answers_scores_higher_than_one_that_does_not(reader):
    """The reader knows which of the two it is."""
    yes, no = reader.read("调拨了多少只口罩?", [("", TEXT), ("", FILLER[:80])])
    assert yes.score > no.score


def test_a_long_passage_is_read_in_windows(reader):
    """Offsets count in the whole passage, wherever the answer stands."""
    for text in (TEXT + FILLER, FILLER + TEXT, FILLER + TEXT + FILLER):
        assert "14封" in words(reader, "国务院联防联控机制发来几封感谢信?", text)


def test_a_heading_is_read_but_never_pointed_at(reader):
    """The span lies in the text."""
    reading = reader.read("调拨了多少只口罩?", [("口罩6000万只", TEXT)])[0]
    assert TEXT[reading.start : reading.end] in TEXT
    assert 0 <= reading.start < reading.end <= len(TEXT)


def test_reading_twice_gives_the_same(reader):
    """What is kept of a passage is what was computed."""
    once = reader.read("几封感谢信?", [("", TEXT)])
    assert reader.read("几封感谢信?", [("", TEXT)]) == once


def test_probabilities_of_sentences_sum_to_at_most_one(reader):
    """Of one window."""
    reading = reader.read("几封感谢信?", [("", TEXT)])[0]
    middle = TEXT.index("国务院")
    assert reading.mass((middle, len(TEXT))) > reading.mass((0, middle))
    assert reading.mass((0, len(TEXT))) <= 1.0 + 1e-6


@pytest.mark.parametrize("text", ["", " ", "。", "\n\n", "a"])
def test_a_passage_without_words_is_read_as_nothing(reader, text):
    """No exception, and no answer."""
    reading = reader.read("多少?", [("", text)])[0]
    assert 0 <= reading.start <= reading.end <= len(text)


def test_a_damaged_file_is_named(encoder, tmp_path):
    """One sentence, before anything is loaded."""
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  model.onnx\n")
    with pytest.raises(EncoderError, match=r"model\.onnx is damaged"):
        load_reader(encoder, tmp_path)


def pointing_at(words, text):
    """Return a reading whose span is these words of the text."""
    start = text.index(words)
    return Reading(1.0, start, start + len(words), -1.0)


@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_best_span_is_the_likeliest_of_all(count, seed):
    """Checked against brute force over all spans."""
    scores = np.random.default_rng(seed).normal(size=(count, 2)).astype(np.float32) * 3
    start, end, value = best_span(scores)
    logs = scores - np.log(np.exp(scores).sum(0))
    best = max(logs[i, 0] + logs[j, 1] for i in range(count) for j in range(i, count))
    assert 0 <= start <= end < count
    assert value == pytest.approx(best, abs=1e-3)
    assert Reading(0.0, 0, 1, value).mass((0, 1)) == 0


@pytest.mark.parametrize(
    ("text", "given", "whole"),
    [
        ("调拨口罩6000万只", "6000", "6000万只"),
        ("开通5G基站超过5万个,", "5万个", "超过5万个"),
        ("it cost over 300 pounds", "300", "over 300"),
        ("增长5.3%左右", "5", "5.3%"),
        ("4日发生袭击", "4", "4日"),
        ("已有 5000 人參加", "5000", "5000 人"),
        ("港口是一九三一年开的", "九三一年", "一九三一年"),
    ],
)
def test_no_number_is_cut_in_two(text, given, whole):
    """Its digits, its unit and the word that bounds it stay together."""
    reading = whole_number(pointing_at(given, text), text)
    assert text[reading.start : reading.end] == whole


@pytest.mark.parametrize(
    ("text", "given", "rest"),
    [
        ("他被称为“大师”。", "大师”。", "大师"),
        ("他写了《道德经》一书", "《道德经》", "《道德经》"),
        ("by hand, in 1931.", ", in 1931.", "in 1931"),
        ("(see below)", "see below)", "see below"),
    ],
)
def test_stops_and_half_pairs_are_left_outside(text, given, rest):
    """What is shown in bold begins and ends with words."""
    reading = trimmed(pointing_at(given, text), text)
    assert text[reading.start : reading.end] == rest
