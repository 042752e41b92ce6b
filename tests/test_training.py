import json
import random
import shutil
from itertools import islice

import pytest

from tests.conftest import ROOT
from training.reader_data import WINDOW, Corpus, make_pairs, swapped
from training.train_reader import main, rate

CONTEXTS = [
    (
        "山东省",
        "2020年,山东省开通5G基站超过5万个。" + "青岛成功创建全国第13座软件名城,带动企业上云。" * 12,
    ),
    (
        "浙江省",
        "2019年,浙江省实施技改项目4000项,发放贷款800亿元。" + "杭州举办了产业资本对接大会。" * 15,
    ),
]
ASKED = [("山东省2020年开通了多少个基站?", "5万个"), ("浙江省2019年发放了多少贷款?", "800亿元")]


@pytest.fixture
def data(tmp_path):
    """Make a folder with one small training file: answered and unanswerable questions."""
    folder = tmp_path / "data"
    folder.mkdir()
    with (folder / "small.jsonl").open("w", encoding="utf-8") as file:
        for (title, context), (question, answer) in zip(CONTEXTS, ASKED, strict=True):
            known = {"text": answer, "start": context.index(answer)}
            qas = [
                {"question": question, "answers": [known]},
                {"question": "谁是市长?", "answers": []},
            ]
            line = {"title": title, "context": context, "qas": qas}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return folder


def test_pairs_mark_the_answer_or_do_not_contain_it(data):
    """A positive's offsets are its answer; windows stay short; both kinds occur."""
    corpus = Corpus(sorted(data.glob("*.jsonl")))
    pairs = list(islice(make_pairs(corpus, 1), 200))
    answers = {answer for _, answer in ASKED}
    positive = [pair for pair in pairs if pair.answerable]
    assert 0 < len(positive) < len(pairs)
    assert all(pair.window[pair.start : pair.end] in answers for pair in positive)
    assert all(len(pair.window) <= WINDOW for pair in pairs)


def test_a_swapped_question_is_about_something_the_window_does_not_name(data):
    """Another year, place or subject: what is put in does not stand in the window."""
    corpus = Corpus(sorted(data.glob("*.jsonl")))
    window = CONTEXTS[0][1][:60]
    chance = random.Random(3)
    changed = {swapped(ASKED[0][0], window, corpus, chance) for _ in range(20)} - {None}
    assert changed
    for question in changed:
        same_year, same_place = "2020" in question, "山东省" in question
        assert not (same_year and same_place)


def test_the_learning_rate_rises_and_falls():
    """From 0 up, then straight down to 0."""
    assert rate(0) == 0
    assert rate(0.04) == pytest.approx(1)
    assert rate(0.5) > rate(0.9) > rate(1) == 0


@pytest.mark.slow
def test_training_writes_a_checkpoint_and_goes_on_from_it(data, tmp_path):
    """A few steps on a tiny model; started again, the run goes on and does not begin anew."""
    import torch
    from transformers import BertConfig, BertModel

    base, out = tmp_path / "base", tmp_path / "out"
    config = BertConfig(
        vocab_size=83_722, hidden_size=32, num_hidden_layers=3, num_attention_heads=2,
        intermediate_size=64, pad_token_id=1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(base)
    shutil.copy(ROOT / "models" / "encoder" / "tokenizer.json", base)
    shared = ["--data", str(data), "--base", str(base), "--out", str(out), "--budget", "2048"]
    shape = ["--layers", "2", "--frozen", "1"]
    main([*shared, *shape, "--steps", "3"])
    first = torch.load(out / "checkpoint.pt", weights_only=True)
    main([*shared, *shape, "--steps", "5"])
    second = torch.load(out / "checkpoint.pt", weights_only=True)
    assert (first["step"], second["step"]) == (3, 5)
    assert not any("embeddings" in name or "layer.0" in name for name in second["weights"])
    moved = [
        name
        for name in first["weights"]
        if not torch.equal(first["weights"][name], second["weights"][name])
    ]
    assert moved
