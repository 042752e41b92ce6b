"""The conversation as the page keeps it: what was asked of what, and what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.normal import Language
from qa.answer import Answer
from qa.assistant import Assistant
from qa.references import Source, source_of

_RELATED, _SHORTEST = 3, 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked: an interview ("" for all of them), or each interview by itself."""

    interview: str = ""
    compare: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """How the page is shown: its language, and its own address for links that leave it."""

    language: Language = "zh-Hans"
    address: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A passage that does not answer but comes near."""

    interview: str
    paragraph: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, what it was asked of ("" for all), and the index generation it came from."""

    answer: Answer
    interview: str = ""
    generation: int = 0
    related: tuple[Related, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its replies, several when each interview was asked.

    With `alone` it was asked as typed, whatever was said before. `problem` says why there is no
    reply; such an exchange is shown once and then forgotten. `known` counts the interviews there
    are, when more than those were asked.
    """

    question: str
    replies: tuple[Reply, ...] = ()
    alone: bool = False
    problem: str = ""
    known: int = 0


def reply_to(answer: Answer, interview: str, assistant: Assistant) -> Reply:
    """Put together what is shown of an answer: its sources, or the passages near by."""
    names = dict.fromkeys(each.interview for each in answer.citations)
    related = () if answer.answerable else _related(answer, assistant)
    names |= dict.fromkeys(each.interview for each in related)
    if interview:
        names |= {interview: None}
    sources = {name: source_of(assistant.interview(name)) for name in names}
    return Reply(answer, interview, assistant.generation, related, sources)


def _related(answer: Answer, assistant: Assistant) -> tuple[Related, ...]:
    hits = [hit for hit in answer.hits if len(hit.text) > _SHORTEST][:_RELATED]
    found = []
    for hit in hits:
        paragraphs = assistant.interview(hit.interview).paragraphs
        place = next((each for each in paragraphs if each.id == hit.passage_id), None)
        if place:
            found.append(Related(hit.interview, place.number, place.speaker, place.text))
    return tuple(found)


def history_of(turns: Sequence[Exchange]) -> list[dict[str, str]]:
    """Return the conversation so far as the assistant takes it."""
    return [
        turn
        for each in turns
        if each.replies
        for turn in (
            {"role": "user", "text": each.question},
            {"role": "assistant", "text": each.replies[0].answer.answer},
        )
    ]


def without_problems(turns: Sequence[Exchange]) -> list[Exchange]:
    """Return the exchanges that came to something."""
    return [each for each in turns if not each.problem]
