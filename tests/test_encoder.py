import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder import BUNDLED, checked, load_encoder
from index.errors import EncoderError

ROOT = Path(__file__).resolve().parent.parent


def test_vectors_have_unit_length(encoder):
    """Inner products of vectors are cosines."""
    vectors = encoder.passages(["开通5G基站超过5万个", "A short English sentence.", ""])
    assert vectors.shape == (3, encoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_is_nearest_to_its_answer_across_languages(encoder):
    """An English question finds the Chinese sentence that answers it."""
    passages = ["青岛成功创建全国第13座软件名城。", "中秋节我们吃月饼。", "今天天气很好。"]
    scores = encoder.passages(passages) @ encoder.queries(["Which city is a software city?"])[0]
    assert scores.argmax() == 0


def test_batching_does_not_change_vectors(encoder):
    """A text has the same vector alone and among others of other lengths."""
    texts = ["短", "在数字经济方面,带动上云用云企业26万多家。" * 6, "中等长度的一句话。"]
    together = encoder.passages(texts)
    alone = np.concatenate([encoder.passages([text]) for text in texts])
    assert (together * alone).sum(1).min() > 0.99


def test_questions_and_passages_are_prefixed_differently(encoder):
    """The same text has another vector as a question than as a passage."""
    assert float(encoder.queries(["基站"])[0] @ encoder.passages(["基站"])[0]) < 0.999


def test_progress_counts_every_text_once(encoder):
    """Progress adds up to the number of texts."""
    counted = []
    encoder.passages([f"第{n}句话" for n in range(40)], counted.append)
    assert sum(counted) == 40


def test_golden_vectors_have_not_moved(encoder):
    """The shipped weights give the vectors they gave when their figures were measured."""
    golden = json.loads((ROOT / "tests" / "goldens" / "vectors.json").read_text(encoding="utf-8"))
    vectors = encoder.queries([each["text"] for each in golden])
    for vector, each in zip(vectors, golden, strict=True):
        assert float(vector @ np.array(each["vector"], np.float32)) > 0.98


def test_unusable_vectors_are_refused():
    """Vectors of another shape or with values that are no numbers never reach an index."""
    with pytest.raises(EncoderError, match="shape"):
        checked(np.zeros((2, 3), np.float32), 2, 4)
    with pytest.raises(EncoderError, match="not numbers"):
        checked(np.full((1, 2), np.nan, np.float32), 1, 2)


@pytest.mark.slow
def test_the_bundled_model_is_a_sentence_transformer(encoder):
    """SentenceTransformer loads the folder and gives the same vectors."""
    code = (
        "import json, sys; from sentence_transformers import SentenceTransformer as S;"
        f"m = S({str(BUNDLED)!r}, trust_remote_code=True);"
        "print(json.dumps(m.encode(['开通了多少个5G基站?'], prompt_name='query')[0].tolist()))"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    ).stdout
    theirs = np.array(json.loads(printed.splitlines()[-1]), np.float32)
    assert float(theirs @ encoder.queries(["开通了多少个5G基站?"])[0]) > 0.9999


@pytest.mark.slow
def test_a_model_that_is_not_here_is_one_sentence():
    """An unknown name fails at once, without reaching for the network."""
    with pytest.raises(EncoderError, match="Cannot load the encoder 'no/such-model'"):
        load_encoder("no/such-model")
