"""Timed pieces of speech → a transcript: turns and paragraphs, each character with its time.

Subtitles and recognisers cut speech every few seconds. Here the pieces of one voice are put
together again; a paragraph ends where the voice changes, where there is a pause after a sentence,
or where it would grow too long to be read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.documents import Content, Document
from index.errors import SourceError
from index.normal import width
from index.wrapping import between, joined

# In reading width, where a Chinese character counts 3 and a Latin letter 1: some 300 words.
_LONGEST = 2100
_PAUSE, _LONG_PAUSE = 1.5, 4.0  # seconds
_ENDED = re.compile(r"[。.！!？?…][”’」』）)\"'\]]*$")
_LABEL_SIGNS = re.compile(r"[:：*\[\]【】,，。！？!?;；\s]+")
_LONGEST_NAME = 48
_GAP, _WIDE = "\n\n", "\n\n\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one voice says between two seconds; `speaker` is "" where nothing tells.

    `turn`: a new voice begins here, even where it has no name.
    """

    start: float
    end: float
    text: str
    speaker: str = ""
    turn: bool = False


def speaker_name(name: str) -> str:
    """Return a speaker's name as it can stand before a colon."""
    return _LABEL_SIGNS.sub(" ", name).strip()[:_LONGEST_NAME].strip()


def transcript(content: Content, pieces: Sequence[Piece]) -> Document:
    """Return the transcript of a recording; raises SourceError when nothing is said in it."""
    said = [
        replace(each, text=text, speaker=speaker_name(each.speaker))
        for each in pieces
        if (text := "\n".join(filter(None, (" ".join(line.split()) for line in _lines(each)))))
    ]
    if not said:
        raise SourceError(f"{content.where} holds no words: check that it is the right file.")
    text, times = "", []
    for paragraph in _paragraphs(said):
        text += (_WIDE if paragraph.apart else _GAP) if text else ""
        text += f"{paragraph.speaker}: " if paragraph.speaker else ""
        for number, piece in enumerate(paragraph.pieces):
            words = piece.text if paragraph.is_card else joined(piece.text.split("\n"))
            text += between(text, words) if number else ""
            times.append((len(text), piece.start))
            text += words
    names = tuple(dict.fromkeys(each.speaker for each in said if each.speaker))
    return Document(content.name, text + "\n", "utf-8", times=tuple(times), speakers=names or None)


def _lines(piece: Piece) -> list[str]:
    return piece.text.split("\n")


@dataclass(slots=True)
class _Paragraph:
    """What one voice says without a break; `speaker` where the turn begins.

    `apart`: a long pause before it; `alone`: one behind it as well.
    """

    pieces: list[Piece]
    speaker: str
    apart: bool = True
    alone: bool = True

    @property
    def is_card(self) -> bool:
        """Whether it looks like a title card, whose lines are not only broken by the width."""
        return self.apart and self.alone and len(self.pieces) == 1 and not self.speaker


def _paragraphs(said: Sequence[Piece]) -> Iterator[_Paragraph]:
    punctuated = sum(_ENDED.search(each.text) is not None for each in said) > len(said) / 10
    now = _Paragraph([said[0]], said[0].speaker)
    speaker = said[0].speaker
    for piece in said[1:]:
        changed = bool(piece.speaker and piece.speaker != speaker)
        if not (piece.turn or changed or _parted(now.pieces, piece, punctuated)):
            now.pieces.append(piece)
            continue
        now.alone = piece.start - now.pieces[-1].end >= _LONG_PAUSE
        yield now
        now = _Paragraph([piece], piece.speaker if changed else "", now.alone)
        speaker = piece.speaker or speaker
    yield now


def _parted(paragraph: Sequence[Piece], piece: Piece, punctuated: bool) -> bool:
    """Tell whether a piece of the same voice begins a new paragraph."""
    last = paragraph[-1]
    pause = piece.start - last.end
    ended = not punctuated or _ENDED.search(last.text) is not None
    if pause >= _LONG_PAUSE or (pause >= _PAUSE and ended):
        return True
    size = sum(width(each.text) for each in paragraph)
    return (size >= _LONGEST and ended) or size >= 3 * _LONGEST
