"""A question and passages → where the answer stands in each, and whether it stands there at all.

The network is the upper half of the encoder, trained further on question and passage together
(`training/`); the lower half has read each text by itself, so a passage's share of the work is kept
and a question's is shared with the search. A question in another language than the passage is read
with the passage's own words for its words behind it (`qa/glosses.py`). Texts are read in the folded
index view, which keeps every character's place, so a span needs no mapping back.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.blocks import Span
from index.encoder import BUNDLED as ENCODER
from index.encoder import BundledEncoder, Encoder
from index.normal import fold
from index.onnx_model import OnnxModel, check_sums, load_session
from qa.glosses import with_glosses
from qa.units import MEASURES
from qa.windows import reading_text, reading_windows

BUNDLED = Path(__file__).resolve().parent.parent / "models" / "reader"

# Longer answers are rare, and their ends are guesses.
_LONGEST_ANSWER = 64
# Tokens whose states are kept: about 60 MB in float16, some 700 passages.
_KEPT_TOKENS = 80_000

_DIGITS = frozenset("0123456789０１２３４５６７８９.．万亿千百")
# Written out, a number has no unit to look for behind it: 一九三一年.
_NUMERALS = _DIGITS | frozenset("〇零一二两三四五六七八九十")
_REST_OF_NUMBER = re.compile(
    r"[\d.．,万亿千百]*"
    rf"(?: ?(?:[%％‰]|个?百分点|[{MEASURES}月日元岁米]))?"
)

_STOPS = frozenset("，。、；：！？,.;:!? 　\n")
_OPENING, _CLOSING = "“‘《〈「『（([【", "”’》〉」』）)]】"
# "超过5万个" is not 5万个: the word before a number belongs to it.
_BOUND = re.compile(
    r"(?:超过|近|约|大约|将近|接近|逾|超|至少|最多|不到|不足|突破|第|"
    r"\b(?:over|about|around|nearly|almost|roughly|under|more than|less than|at least|up to))\s*$",
    re.IGNORECASE,
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one passage.

    `score` is a logit: above 0 the passage more likely answers the question than not. `start` and
    `end` are offsets of the best span in the passage, `span_score` its log-probability among the
    spans of its window, at most 0. `starts` are the characters where the answer may start, each
    with its probability.
    """

    score: float
    start: int
    end: int
    span_score: float
    starts: tuple[tuple[int, float], ...] = ()

    def mass(self, span: Span) -> float:
        """Return the probability that the answer starts within a span of the passage."""
        return sum(chance for at, chance in self.starts if span[0] <= at < span[1])


_NOTHING = Reading(-20.0, 0, 0, -20.0)


@dataclass(frozen=True, slots=True)
class _Read:
    """The lower states of one text, [tokens, size], and the tokens' characters in its body.

    `first` is the first token of the body: what stands before it is prefix and heading.
    """

    states: NDArray[np.float16]
    offsets: tuple[Span, ...]
    first: int


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    begin: int
    text: str
    read: _Read


class Reader:
    """The network over an encoder's lower layers; safe to share between threads."""

    def __init__(self, folder: Path, model: OnnxModel, threads: int | None = None) -> None:
        self.fingerprint = check_sums(folder)
        settings = json.loads((folder / "config.json").read_text())
        self._longest_question = int(settings["longest_question"])
        self._model = model
        self._session = load_session(folder / "model.onnx", threads)
        self._kept: OrderedDict[str, _Read] = OrderedDict()
        self._tokens, self._lock = 0, Lock()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return one reading for each (heading, text), in their order.

        A passage of several windows gets the reading of its best one, with the probabilities of
        all of them.
        """
        best: dict[int, Reading] = {}
        for window in self._windows(passages):
            asked = self._asked(with_glosses(fold(question), window.text))
            found, before = self._run(asked, window), best.get(window.passage)
            best[window.passage] = _better(before, found) if before else found
        return [
            whole_number(trimmed(best.get(number, _NOTHING), text), text)
            for number, (_, text) in enumerate(passages)
        ]

    def _asked(self, wording: str) -> NDArray[np.float16]:
        """Return the states of a question, [tokens, size], cut to what training had."""
        return self._lower([(self._model.query_prefix, wording)])[0].states[
            : self._longest_question
        ]

    def _windows(self, passages: Sequence[tuple[str, str]]) -> list[_Window]:
        places, texts = [], []
        for number, (heading, text) in enumerate(passages):
            for start, end in reading_windows(text):
                head = self._model.passage_prefix + reading_text(fold(heading), "")
                places.append((number, start, fold(text[start:end])))
                texts.append((head, places[-1][-1]))
        reads = self._lower(texts)
        return [_Window(*place, read) for place, read in zip(places, reads, strict=True)]

    def _lower(self, texts: Sequence[tuple[str, str]]) -> list[_Read]:
        """Return the states of texts given as (what stands before, body), kept ones first."""
        whole = [head + body for head, body in texts]
        with self._lock:
            found = {text: self._kept[text] for text in whole if text in self._kept}
        missing = {text: len(head) for text, (head, _) in zip(whole, texts, strict=True)}
        new = [text for text in missing if text not in found]
        for text in new:
            ids, mask, offsets = self._model.read([text])
            states = self._model.states(ids, mask)[0]
            found[text] = _body(states, offsets[0], missing[text])
        self._keep(found)
        return [found[text] for text in whole]

    def _keep(self, found: dict[str, _Read]) -> None:
        with self._lock:
            for text, read in found.items():
                if text not in self._kept:
                    self._tokens += len(read.states)
                self._kept[text] = read
                self._kept.move_to_end(text)
            while self._tokens > _KEPT_TOKENS and len(self._kept) > 1:
                self._tokens -= len(self._kept.popitem(last=False)[1].states)

    def _run(self, asked: NDArray[np.float16], window: _Window) -> Reading:
        """Read one window alone: int8 products share one scale among all that is read at once.

        In a batch a window's scores depended on its neighbours (confidence up to .24 apart), and
        on two cores a batch is no faster.
        """
        body, head = window.read.states, len(asked)
        states = np.concatenate([asked, body]).astype(np.float32)[None]
        passage, text = (np.zeros((1, head + len(body)), np.int64) for _ in range(2))
        passage[:, head:] = 1
        text[:, head + window.read.first : -1] = 1
        inputs = {
            "states": states, "attention_mask": np.ones_like(text), "passage": passage,
            "text": text,
        }  # fmt: skip
        spans, scores = self._session.run(None, inputs)
        return _reading(window, float(scores[0]), spans[0, head + window.read.first : -1])


def _body(states: Floats, offsets: Sequence[Span], head: int) -> _Read:
    """Return the states with the places of the tokens that reach into the body."""
    first = next((n for n, (_, high) in enumerate(offsets) if high > head), len(offsets) - 1)
    inside = tuple((max(low - head, 0), high - head) for low, high in offsets[first:-1])
    return _Read(states.astype(np.float16), inside, first)


def _better(one: Reading, other: Reading) -> Reading:
    best = one if one.score >= other.score else other
    return Reading(best.score, best.start, best.end, best.span_score, one.starts + other.starts)


def _reading(window: _Window, score: float, spans: Floats) -> Reading:
    """Turn the scores of one window's tokens into offsets in the passage."""
    if not len(spans):
        return Reading(-20.0, window.begin, window.begin, -20.0)
    start, end, span_score = best_span(spans)
    offsets, begin = window.read.offsets, window.begin
    chances = np.exp(_log_shares(spans)[:, 0])
    starts = tuple(
        (begin + offsets[n][0], float(chances[n])) for n in np.flatnonzero(chances > 0.01)
    )
    return Reading(score, begin + offsets[start][0], begin + offsets[end][1], span_score, starts)


def trimmed(reading: Reading, text: str) -> Reading:
    """Return the reading without stops, or halves of a pair, at the ends of its span."""
    start, end = reading.start, reading.end
    while end - start > 1 and (text[end - 1] in _STOPS or _is_alone(text, start, end, end - 1)):
        end -= 1
    while end - start > 1 and (text[start] in _STOPS or _is_alone(text, start, end, start)):
        start += 1
    return replace(reading, start=start, end=end)


def _is_alone(text: str, start: int, end: int, at: int) -> bool:
    """Tell whether the mark at a place has its other half outside the span."""
    if text[at] in _OPENING:
        other = _CLOSING[_OPENING.index(text[at])]
    elif text[at] in _CLOSING:
        other = _OPENING[_CLOSING.index(text[at])]
    else:
        return False
    return other not in text[start:end]


def whole_number(reading: Reading, text: str) -> Reading:
    """Return the reading with a span that cuts no number in two: 6000 of 6000万只 misleads."""
    start, end = reading.start, reading.end
    if not start < end:
        return reading
    if text[end - 1] in _DIGITS and (rest := _REST_OF_NUMBER.match(text, end)):
        end = rest.end()
    while start > 0 and text[start] in _NUMERALS and text[start - 1] in _NUMERALS:
        start -= 1
    if text[start].isdigit() and (bound := _BOUND.search(text, max(0, start - 12), start)):
        start = bound.start()
    return replace(reading, start=start, end=end)


def _log_shares(scores: Floats) -> Floats:
    shifted = scores - scores.max(0)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(0)), np.float32)


def best_span(scores: Floats) -> tuple[int, int, float]:
    """Return the first and last token of the likeliest span, and its log-probability.

    `scores` is [tokens, 2]: for each token, how likely it starts and ends the answer (logits).
    """
    starts, ends = _log_shares(scores).T
    joint = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones_like(joint, bool)) & ~np.triu(
        np.ones_like(joint, bool), _LONGEST_ANSWER
    )
    start, end = divmod(int(np.where(allowed, joint, -np.inf).argmax()), len(scores))
    return start, end, float(joint[start, end])


def load_reader(
    encoder: Encoder, directory: Path | None = None, *, threads: int | None = None
) -> Reader:
    """Load the reader of a folder, the bundled one by default, on the encoder's lower layers.

    With an encoder that is not the bundled one, the bundled one is loaded beside it. Raises
    EncoderError in one sentence when a file is missing or damaged.
    """
    model = encoder.model if isinstance(encoder, BundledEncoder) else OnnxModel(ENCODER, threads)
    return Reader(directory or BUNDLED, model, threads)
