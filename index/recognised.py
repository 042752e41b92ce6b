"""`.json` of speech recognisers → `Document`.

Read are the segments of OpenAI Whisper, WhisperX, faster-whisper and whisper-timestamped, the
transcription of whisper.cpp, the chunks of Hugging Face pipelines, and utterances or a plain list
of turns as many services give them.
"""

import json
import math
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from index.clock import seconds
from index.decoding import decode
from index.documents import Content, Document
from index.errors import SourceError
from index.spoken import Piece, transcript
from index.wrapping import joined

# Where the list of pieces is, the first that is there.
_LISTS = ("speakers", "segments", "transcription", "chunks", "utterances", "turns", "results")


def read_recognised(content: Content) -> Document:
    """Return what a recogniser heard, each character with its second.

    Raises SourceError when the file is not JSON, or no transcript.
    """
    text, _ = decode(content.data, content.where)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{content.where} is not JSON ({error}): correct it.") from None
    items = _items(value)
    if not items:
        raise SourceError(
            f"{content.where} is no transcript: what is read are the segments of Whisper, WhisperX "
            "and whisper.cpp, utterances, or a list of {speaker, start, end, text}."
        )
    return transcript(content, list(_pieces(items)))


def _items(value: Any) -> list[Mapping[str, Any]]:
    """Return the pieces of a transcript, [] when it is none."""
    if isinstance(value, dict):
        for name in _LISTS:
            if items := _items(value.get(name)):
                return items
        return []
    if not isinstance(value, list):
        return []
    items = [each for each in value if isinstance(each, dict) and _words(each) is not None]
    return items if len(items) == len(value) else []


def _words(item: Mapping[str, Any]) -> str | None:
    for key in ("text", "transcript", "sentence", "content"):
        if isinstance(item.get(key), str):
            return str(item[key])
    return None


def _pieces(items: list[Mapping[str, Any]]) -> Iterator[Piece]:
    in_thousandths = _counts_thousandths(items)
    last, turn = 0.0, False
    for item in items:
        start, end = (_time(item, side, in_thousandths) for side in (0, 1))
        begin = last if start is None else start
        last = max(begin if end is None else end, begin)
        yield from _spoken(item, begin, last, turn)
        # whisper.cpp marks where the next voice begins.
        turn = item.get("speaker_turn_next") is True


def _spoken(item: Mapping[str, Any], start: float, end: float, turn: bool) -> Iterator[Piece]:
    """Yield an item, cut where its words belong to different voices."""
    own = _voice(item)
    runs = list(_runs(item, own))
    if len(runs) < 2:
        yield Piece(start, end, _words(item) or "", own or (runs[0][0] if runs else ""), turn)
        return
    for voice, begin, words in runs:
        yield Piece(start if begin is None else begin, end, joined(words), voice)


def _runs(item: Mapping[str, Any], own: str) -> Iterator[tuple[str, float | None, list[str]]]:
    """Yield (voice, start, words) of the neighbouring words of one voice."""
    words = item.get("words")
    heard = words if isinstance(words, list) else []
    if not all(isinstance(each, dict) and isinstance(each.get("word"), str) for each in heard):
        return
    for voice, run in groupby(heard, lambda word: _voice(word) or own):
        spoken = list(run)
        yield voice, _time(spoken[0], 0, False), [each["word"].strip() for each in spoken]


def _voice(item: Mapping[str, Any]) -> str:
    for key in ("speaker", "speaker_label", "speaker_name", "speakerLabel", "spk"):
        value = item.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return f"SPEAKER_{value:02d}"
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            return str(value["name"])
    return ""


def _raw_time(item: Mapping[str, Any], side: int) -> Any:
    for keys in (("start", "end"), ("start_time", "end_time"), ("begin", "end")):
        if keys[side] in item:
            return item[keys[side]]
    stamp = item.get("timestamp")
    if isinstance(stamp, list) and len(stamp) > side:
        return stamp[side]
    stamps = item.get("timestamps")
    return stamps.get(("from", "to")[side]) if isinstance(stamps, dict) else None


def _counts_thousandths(items: list[Mapping[str, Any]]) -> bool:
    """Tell whether times are whole numbers that as seconds would be too long for the words."""
    times = [_raw_time(item, side) for item in items for side in (0, 1)]
    whole = [at for at in times if isinstance(at, int) and not isinstance(at, bool)]
    letters = sum(len(_words(item) or "") for item in items)
    return len(whole) == len(times) and max(whole, default=0) > 20 * letters + 600


def _time(item: Mapping[str, Any], side: int, in_thousandths: bool) -> float | None:
    value = _raw_time(item, side)
    if isinstance(value, str):
        try:
            return seconds(value) if ":" in value else float(value.rstrip("s"))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return max(0.0, value / 1000 if in_thousandths else float(value))
