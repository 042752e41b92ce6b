"""A file → its interviews: one, or as many as an archive or ready-made passages hold."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from index.documents import READY_SUFFIX, ZIP_SUFFIX, Content, load
from index.errors import InterviewError, SourceError
from index.ready import parse_ready
from index.transcript import Interview, parse_interview

Naming = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds; `problems` are (place, sentence) of what in an archive cannot be read.

    `notes` are sentences on what was left out of interviews that were read.
    """

    interviews: tuple[Interview, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


def digest(content: Content) -> str:
    """Return what changes when a file or its side file does."""
    summed = sha256(content.data)
    if content.side is not None:
        summed.update(b"\0" + content.side[1])
    return summed.hexdigest()


def read_interviews(content: Content, naming: Naming) -> Held:
    """Return what a file holds; `naming` gives the id for a (stem, place in an archive or "").

    Raises SourceError when nothing in the file can be read.
    """
    if content.suffix == ZIP_SUFFIX:
        return _archived(content, naming)
    if content.suffix == READY_SUFFIX:
        return Held(tuple(parse_ready(content)))
    return _one(content, naming, "")


def _one(content: Content, naming: Naming, place: str) -> Held:
    document = load(content)
    interview = parse_interview(document, naming(PurePath(content.name).stem, place))
    if not interview.paragraphs:
        raise SourceError(f"{content.where} has no text to ask about: check the file.")
    return Held((interview,), document.notes)


def _archived(content: Content, naming: Naming) -> Held:
    from index.archive import members

    held: list[Held] = []
    problems: list[tuple[str, str]] = []
    for member in members(content):
        try:
            held.append(_member(member, content, naming))
        except InterviewError as error:
            problems.append((getattr(member, "where", content.where), str(error)))
    interviews = tuple(interview for each in held for interview in each.interviews)
    if not interviews:
        first = problems[0][1] if problems else "it is empty"
        raise SourceError(f"{content.where} holds nothing that can be read: {first}")
    notes = tuple(note for each in held for note in each.notes)
    return Held(interviews, notes, tuple(problems))


def _member(member: Content | SourceError, content: Content, naming: Naming) -> Held:
    if isinstance(member, SourceError):
        raise member
    if member.suffix == READY_SUFFIX:
        return Held(tuple(parse_ready(member)))
    return _one(member, naming, member.name.removeprefix(content.name))
