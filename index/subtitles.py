"""`.srt` and `.vtt` → `Document`: voice tags, names before a colon and dashes tell who speaks."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING

from index.blocks import Block
from index.decoding import decode
from index.documents import Content, Document
from index.errors import SourceError
from index.speakers import find_labels
from index.spoken import Piece, transcript

if TYPE_CHECKING:
    from webvtt import Caption

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,80}>|<\d[\d:.,]*>|\{\\[^{}]{1,80}\}", re.IGNORECASE)
_DASH = re.compile(r"^\s*(?:[-–—]\s*|>>+\s*)(?=\S)")
_TIMING = re.compile(r"^[\d:,.]+[ \t]*-->[ \t]*[\d:,.]+", re.MULTILINE)
_ROLLING = 0.3  # of the captions of several lines


def read_subtitles(content: Content) -> Document:
    """Return what is said in subtitles, each character with its second.

    Raises SourceError when the file is not of the format its name says, or says nothing.
    """
    text, _ = decode(content.data, content.where)
    pieces = _labelled(list(_pieces(_captions(text, content))))
    return transcript(content, pieces)


def _captions(text: str, content: Content) -> "list[Caption]":
    import webvtt

    # People mix the suffixes up; the header tells.
    text, kind = text.lstrip(), "srt"
    if text.startswith("WEBVTT"):
        kind = "vtt"
    elif _TIMING.match(text):
        # Without the numbers it is a .vtt with commas in its times.
        text, kind = "WEBVTT\n\n" + _TIMING.sub(_with_points, text), "vtt"
    try:
        captions: list[Caption] = webvtt.from_buffer(StringIO(text), kind).captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError):
        raise SourceError(
            f"{content.where} has no subtitles: a subtitle is a line like "
            "`00:00:01,000 --> 00:00:04,000` with words below it."
        ) from None
    return captions


def _with_points(timing: re.Match[str]) -> str:
    return timing.group().replace(",", ".")


def _pieces(captions: "Sequence[Caption]") -> Iterator[Piece]:
    rolling = _is_rolling(captions)
    before = ""
    for caption in captions:
        start, end = (at.in_milliseconds() / 1000 for at in (caption.start_time, caption.end_time))
        lines = [line for line in caption.lines if _plain(line).strip()]
        if rolling:
            # Each caption repeats the last line of the one before it.
            lines = [line for line in lines if _plain(line) != before]
            before = _plain(caption.lines[-1]) if caption.lines else before
        yield from _voices(lines, start, end)


def _is_rolling(captions: "Sequence[Caption]") -> bool:
    pairs = [
        (_plain(first.lines[-1]), _plain(second.lines[0]), len(second.lines))
        for first, second in pairwise(captions)
        if first.lines and second.lines
    ]
    repeated = sum(last == first and bool(last.strip()) for last, first, _ in pairs)
    return len(pairs) > 2 and repeated > _ROLLING * len(pairs)


def _plain(line: str) -> str:
    return html.unescape(_TAG.sub("", line))


def _voices(lines: Sequence[str], start: float, end: float) -> Iterator[Piece]:
    """Yield the pieces of one caption: one for each voice tag, or each line with a dash."""
    if sum(_DASH.match(_plain(line)) is not None for line in lines) > 1 or (
        lines and re.match(r"\s*>>", _plain(lines[0]))
    ):
        for line in lines:
            turn = _DASH.match(_plain(line)) is not None
            yield Piece(start, end, _DASH.sub("", _plain(line)), turn=turn)
        return
    parts = _VOICE.split("\n".join(lines))
    yield Piece(start, end, _plain(parts[0]))
    for name, words in zip(parts[1::2], parts[2::2], strict=True):
        yield Piece(start, end, _plain(words), html.unescape(name))


def _labelled(pieces: Sequence[Piece]) -> list[Piece]:
    """Find names before a colon, as long as no voice tag names anyone."""
    if any(piece.speaker for piece in pieces):
        return list(pieces)
    texts = [piece.text.strip() for piece in pieces]
    labels = find_labels([Block(((0, len(text)),), text, 2) for text in texts])
    return [
        replace(piece, text=text[label.length :], speaker=label.name)
        if (label := labels.get(number))
        else piece
        for number, (piece, text) in enumerate(zip(pieces, texts, strict=True))
    ]
