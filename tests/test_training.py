import json
from dataclasses import asdict
from itertools import combinations, islice

import numpy as np
import pytest
from tokenizers import Tokenizer

from qa.reader import load_reader
from tests.conftest import ROOT
from training.aligned_questions import in_order
from training.average_runs import average
from training.export_reader import main as export
from training.reader_batches import Batches, Material
from training.reader_data import Corpus, asked_in
from training.reader_loss import Joint, loss_of
from training.reader_lower import Lower
from training.reader_model import ReaderNet, Shape
from training.reader_pairs import ABSENT, UNMARKED, Pairs
from training.restore_weights import restored
from training.train_reader import main, rate
from training.wordings import Wordings

ENCODER = ROOT / "models" / "encoder"
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


def pairs_of(data):
    """Return the corpus of the small file and the stream of its pairs."""
    corpus = Corpus.read(sorted(data.glob("*.jsonl")))
    return corpus, Pairs(corpus, Wordings(corpus, 1))


def test_pairs_mark_the_answer_or_do_not_contain_it(data):
    """A positive's offsets are its answer; both kinds occur."""
    corpus, stream = pairs_of(data)
    pairs = list(islice(stream, 200))
    answers = {answer for _, answer in ASKED}
    positive = [pair for pair in pairs if pair.start >= 0]
    assert 0 < len(positive) < len(pairs)
    for pair in positive:
        assert corpus.windows[pair.window].text[pair.start : pair.end] in answers


def test_the_answer_can_be_missing_from_a_window_that_is_otherwise_the_same(data):
    """The window without the answer is asked the same question and must be refused."""
    corpus, stream = pairs_of(data)
    assert len(corpus.gaps) == len(ASKED)
    gaps = {gap for gaps in corpus.gaps.values() for gap in gaps}
    asked = [pair for pair in islice(stream, 200) if pair.window in gaps]
    assert asked
    for pair in asked:
        assert pair.start == ABSENT
        assert not any(answer in corpus.windows[pair.window].text for _, answer in ASKED)


def test_what_is_taken_out_is_the_answer_alone_or_its_sentence(data):
    """Without the words the sentence still speaks of what is asked; both kinds occur."""
    left = {
        "开通5G基站超过" in corpus.windows[corpus.gaps[0][0]].text
        for corpus in (Corpus.read(sorted(data.glob("*.jsonl")), seed=seed) for seed in range(8))
    }
    assert left == {True, False}


def test_a_whole_passage_as_the_answer_marks_no_span(tmp_path):
    """It teaches that the question is answered, and nothing about where answers end."""
    context = (
        "他谈了很多。" + "这一年的工作从头到尾都很紧张,大家一起把它做完了,没有一天停下来。" * 5
    )
    entry = {
        "title": "工作",
        "context": context,
        "qas": [{"question": "这一年怎么样?", "answers": [{"text": context, "start": 0}]}],
    }
    (tmp_path / "long.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    _, stream = pairs_of(tmp_path)
    pair = next(iter(stream))
    assert pair.start == UNMARKED


def test_windows_are_pieces_of_their_contexts(data):
    """Their place in the context is where they begin; some have the title above."""
    corpus, _ = pairs_of(data)
    gaps = {gap for gaps in corpus.gaps.values() for gap in gaps}
    for window in (w for n, w in enumerate(corpus.windows) if n not in gaps):
        context = corpus.contexts[window.context]
        assert context[window.begin :].startswith(window.text)
    assert {bool(window.heading) for window in corpus.windows} == {True, False}


def test_the_learning_rate_rises_and_falls():
    """From 0 up, then straight down to 0."""
    assert rate(0) == 0
    assert rate(0.04) == pytest.approx(1)
    assert rate(0.5) > rate(0.9) > rate(1) == 0


def test_questions_in_order_are_matched_so_that_the_sum_is_largest():
    """Checked against brute force over all ascending choices."""
    cosines = np.random.default_rng(5).random((3, 6)).astype(np.float32)
    choices = combinations(range(6), 3)
    best = max(choices, key=lambda chosen: sum(cosines[r, c] for r, c in enumerate(chosen)))
    assert in_order(cosines) == list(best)


@pytest.mark.slow
def test_training_from_scratch_learns_resumes_and_exports(data, tmp_path, encoder):
    """A few hundred steps of a one-layer reader answer what they were trained on.

    The run is broken off and started again in between; the exported file is read by the
    application's own reader.
    """
    import torch
    from transformers import BertConfig, BertModel

    base, out, exported = tmp_path / "base", tmp_path / "out", tmp_path / "reader"
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=100, hidden_size=384, num_hidden_layers=8, num_attention_heads=12,
        intermediate_size=64, pad_token_id=1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(base)
    shared = ["--data", str(data), "--base", str(base), "--out", str(out), "--rate", "1e-3"]
    for steps in ("150", "300"):
        main([*shared, "--budget", "1200", "--steps", steps])
        assert torch.load(out / "checkpoint.pt", weights_only=True)["step"] == int(steps)
    export(["--run", str(out), "--output", str(exported), "--last"])
    trained = torch.load(out / "checkpoint.pt", weights_only=True)["weights"]
    shape, again = restored(exported / "model.onnx")
    assert asdict(shape) == json.loads((out / "reader.json").read_text())
    assert again.keys() == trained.keys()
    for name, weights in trained.items():
        # The heads are not rounded; the layers are, to 255 steps an output.
        step = 0 if name.startswith(("span", "pair")) else float(weights.abs().max()) / 127
        assert torch.allclose(again[name], weights, atol=0.51 * step + 1e-6), name
    reader = load_reader(encoder, exported, threads=1)
    for (_, context), (question, answer) in zip(CONTEXTS, ASKED, strict=True):
        reading = reader.read(question, [("", context)])[0]
        assert answer in context[reading.start : reading.end]


def test_runs_are_averaged_by_their_shares():
    """Three parts of the one and one of the other."""
    import torch

    runs = [{"weight": torch.tensor([0.0, 4.0])}, {"weight": torch.tensor([4.0, 0.0])}]
    assert average(runs, [3, 1])["weight"].tolist() == [1.0, 3.0]


def test_an_answer_longer_than_a_window_is_shown_by_its_beginning(tmp_path):
    """No window of it is shown as one that does not answer."""
    context = "港口是1931年开港的,当时只有两条船。" + "后来船慢慢多了,村子靠它过活。" * 60
    qas = [{"question": "港口怎么样?", "answers": [{"text": context, "start": 0}]}]
    other = {"title": "港口", "context": "山上有一座庙,港口的人常去。" * 12, "qas": []}
    lines = [{"title": "港口", "context": context, "qas": qas}, other]
    (tmp_path / "long.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    corpus, stream = pairs_of(tmp_path)
    for pair in islice(stream, 100):
        begins = corpus.windows[pair.window].text.startswith("港口是1931年")
        assert (pair.start == UNMARKED) is begins
        assert begins or corpus.windows[pair.window].context == 1


def test_the_lower_layers_in_training_are_those_that_ship(encoder):
    """Their states are ONNX Runtime's up to what a level of eight bits is worth, padded or not."""
    import torch

    texts = ["query: 山东省去年的工业增加值是多少?", "query: 5G基站?"]
    ids, mask = encoder.model.tokenize(texts)
    lower = Lower(ENCODER / "lower.onnx")
    states = lower(torch.from_numpy(ids), torch.from_numpy(mask))
    for row, text in enumerate(texts):
        alone = encoder.model.states(*encoder.model.tokenize([text]))[0]
        cosines = torch.cosine_similarity(states[row, : len(alone)], torch.from_numpy(alone), -1)
        assert cosines.min() > 0.98
        assert cosines.mean() > 0.993


def test_batches_say_where_the_answer_stands(data):
    """The tokens from start to end read as the answer; pairs without one are marked so."""
    corpus, _ = pairs_of(data)
    batches = iter(Batches(corpus, Material(corpus, ENCODER), 4000, seed=1))
    tokenizer = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    kinds = set()
    for batch in islice(batches, 6):
        for window, start, end in zip(batch.windows, batch.start, batch.end, strict=True):
            kinds.add(bool(start >= 0))
            if start >= 0:
                said = tokenizer.decode(window[start : end + 1].tolist()).replace(" ", "")
                assert any(answer in said for _, answer in ASKED)
    assert kinds == {True, False}


def test_teachers_share_what_is_learnt(data):
    """Half of the loss is theirs: it differs from the labels' alone; a teacher stays as it is."""
    import torch

    torch.manual_seed(3)
    corpus, _ = pairs_of(data)
    batches = Batches(corpus, Material(corpus, ENCODER), 2000, seed=1)
    batch = next(each for each in batches if (each.start >= 0).any())
    shape = Shape(first=0, layers=1, wide=64)
    model = Joint(Lower(ENCODER / "lower.onnx", shape.first), ReaderNet(shape, dropout=0.0))
    teacher = ReaderNet(shape).eval()
    alone, taught = loss_of(model, batch), loss_of(model, batch, [teacher])
    assert all(one != other for one, other in zip(alone, taught, strict=True))
    sum(taught).backward()
    assert all(each.grad is None for each in teacher.parameters())
    assert model.net.span.weight.grad is not None


def test_questions_of_the_evaluation_are_left_out(data, tmp_path):
    """Whatever stands between their words, and however they are written."""
    (tmp_path / "eval").mkdir()
    asked = {"id": "1", "question": "山東省2020年,開通了多少個基站"}
    line = json.dumps(asked, ensure_ascii=False)
    (tmp_path / "eval" / "set.jsonl").write_text(line, encoding="utf-8")
    corpus = Corpus.read(sorted(data.glob("*.jsonl")), without=asked_in(tmp_path / "eval"))
    assert corpus.left_out == 1
    assert ASKED[0][0] not in {asked.question for asked in corpus.asked}
    assert ASKED[1][0] in {asked.question for asked in corpus.asked}
