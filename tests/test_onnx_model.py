import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoder import BUNDLED
from index.errors import EncoderError
from index.onnx_model import batches, check_sums


def test_damaged_weights_are_refused(tmp_path):
    """A model file that does not match its checksum is named."""
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  model.onnx\n")
    with pytest.raises(EncoderError, match=r"model\.onnx is damaged"):
        check_sums(tmp_path)


def test_shipped_weights_match_their_checksums():
    """The bundled files are the ones whose figures the README gives."""
    assert len(check_sums(BUNDLED)) == 64


def test_several_workers_give_the_same_vectors(encoder):
    """Batches that are worked on at the same time give each text its own vector, in order."""
    texts = [f"passage: {'句子' * (n % 40)} {n}" for n in range(200)]
    told = []
    several = encoder.model.embed(texts, told.append, workers=3)
    assert np.allclose(several, encoder.model.embed(texts), atol=1e-6)
    assert sum(told) == len(texts)


def test_a_missing_weight_file_is_named(tmp_path):
    """So is the list of checksums itself."""
    with pytest.raises(EncoderError, match="SHA256SUMS: restore it"):
        check_sums(tmp_path)
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  lower.onnx\n")
    with pytest.raises(EncoderError, match=r"Cannot read the model file .*lower\.onnx"):
        check_sums(tmp_path)


@given(st.lists(st.integers(0, 900), max_size=60), st.integers(1, 4000))
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(lengths, tokens):
    """Short texts come first; only a text that is too large by itself makes a larger batch."""
    made = list(batches(lengths, tokens))
    rows = [row for batch in made for row in batch]
    assert sorted(rows) == list(range(len(lengths)))
    assert [lengths[row] for row in rows] == sorted(lengths)
    for batch in made:
        longest = min(max(lengths[row] for row in batch) + 10, 512)
        assert batch
        assert len(batch) == 1 or len(batch) * longest <= tokens


def test_texts_alike_in_length_share_their_batches():
    """As many as fit, so that a whole interview takes few runs."""
    assert [len(batch) for batch in batches([90] * 100, 1000)] == [10] * 10


@settings(max_examples=40)
@given(st.lists(st.text("企业a b 5G,。", max_size=30), min_size=1, max_size=4))
def test_tokens_know_their_characters(encoder, texts):
    """Their offsets ascend and lie in the text; what is padded is masked and belongs to nothing."""
    ids, mask, offsets = encoder.model.read(texts)
    assert ids.shape == mask.shape == (len(texts), len(offsets[0]))
    for text, marks, places in zip(texts, mask, offsets, strict=True):
        kept = [place for place, mark in zip(places, marks, strict=True) if mark]
        assert all(place == (0, 0) for place in places[len(kept) :])
        inner = [place for place in kept if place != (0, 0)]
        assert inner == sorted(inner)
        assert all(0 <= start <= end <= len(text) for start, end in inner)
        covered = {at for start, end in inner for at in range(start, end)}
        assert all(at in covered for at, char in enumerate(text) if not char.isspace())


def test_a_text_that_is_too_long_is_read_as_far_as_the_model_reads(encoder):
    """What stands behind the last token has no part in the vector."""
    model, long = encoder.model, "企业上云。" * 400
    ids, _ = model.tokenize([long])
    assert ids.shape == (1, model.longest)
    one, other = model.embed([long, long + "今天天气很好。" * 50])
    assert np.array_equal(one, other)


def test_no_texts_have_no_vectors(encoder):
    """An empty file is embedded like any other."""
    assert encoder.model.embed([]).shape == (0, encoder.dimension)
