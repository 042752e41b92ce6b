"""A follow-up → a question that stands alone, without a language model.

Three kinds of follow-up need help: an ellipsis ("那防护服呢?", "And protective suits?") puts a
new thing in the place of an old one; a pronoun ("他是什么职务?") stands for something said
before; a bare request ("为什么?") has no subject at all. Everything else is a question of its own,
and adding history to it would only fetch the previous answer again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.grams import terms
from index.normal import fold, language_of, width
from qa.attributes import asked_of, attribute_in
from qa.ellipsis import completed, leaves_out
from qa.frames import asking_words
from qa.premise import asks_about_now
from qa.question import content, content_terms
from qa.topic import name_of, names_something, thing_of, topic_of

# In reading width, about 30 Chinese characters. In a question this long, 这 and 那 point at its own
# words; completing it fetched the previous answer (interview follow-ups: recall@1 .11 against .17).
_LONG_QUESTION = 90

Turn: TypeAlias = str | Mapping[str, str]

_POINTER = re.compile(
    r"[他她它其]们?|[这那该此](?:个|些|样|种|项|里|家|位|次|件|座|部|本|时|边|是)?|\b(?:it|its|he|she|they|them|his|her|their|"
    # "How many are there?" and "there are" point at nothing.
    r"this|that|these|those|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b))\b|"
    r"前者|后者",
    re.IGNORECASE,
)
# "那绿色工厂有多少个?" goes on; 那 points at nothing, as it does in 那个 and 那里.
_THEN = re.compile(r"^那么?(?![个些样种项里家位次件座部本时边儿])[\s,，]*")
_HE = re.compile("[他她](?!们)")
_WHOSE = re.compile(r"\b(?:his|their|its|her(?=\s+[a-z]))\b", re.IGNORECASE)
_WHO = re.compile(r"\b(?:he|she|it|they|him|them|her)\b", re.IGNORECASE)
# How a question begins that asks the other side, not about anything.
_ASKING = re.compile(
    r"^(?:那么?)?(?:请问|请教)?(?:你们?|您)?(?:知不?知?道|觉得|认为|听说过|了解|看过|喜欢|想知道|能不能|可以)+(?:一下)?"
)


def asked_before(history: Sequence[Turn]) -> list[str]:
    """Return the asker's earlier questions, oldest first."""
    texts = [
        turn if isinstance(turn, str) else turn.get("text", "")
        for turn in history
        if isinstance(turn, str) or turn.get("role", "user") == "user"
    ]
    return [text for text in texts if text.strip()]


def needs_context(question: str) -> bool:
    """Tell whether a question leans on what was said before it."""
    folded = fold(question)
    if leaves_out(question) or attribute_in(question):
        return True
    if width(folded) > _LONG_QUESTION or asks_about_now(question):
        return False
    return _bare(question) or bool(_POINTER.search(_THEN.sub("", folded)))


def _bare(question: str) -> bool:
    """Tell whether a question has no subject: "具体呢?" leaves a single character at most."""
    return not any(len(term) > 1 for term in terms(content(question)))


def said_before(history: Sequence[Turn]) -> list[str]:
    """Return the texts of all earlier turns, whoever's they were, oldest first."""
    texts = [turn if isinstance(turn, str) else turn.get("text", "") for turn in history]
    return [text for text in texts if text.strip()]


def answered_last(history: Sequence[Turn]) -> str:
    """Return the last turn when it is an answer, "" when the asker spoke last."""
    last = history[-1] if history else ""
    if isinstance(last, str) or last.get("role", "user") == "user":
        return ""
    return last.get("text", "")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the index knows of phrases: how many of its paragraphs hold one, and how many it has."""

    count: Callable[[str], int]
    paragraphs: int


def standalone(
    question: str, history: Sequence[Turn], known: Phrases | None = None, person: str = ""
) -> str:
    """Return the question with what it leaves out taken from the earlier turns.

    A pointer ("它", "there") is told what the turns keep naming: a name of English turns, a phrase
    that the index knows of Chinese ones; else it gets the earlier question beside it. 他 and 她
    stand for the `person` that the last question was about, if it was about one. An English
    question after a Chinese one is told what that speaks of.
    """
    earlier = asked_before(history)
    if not earlier or not needs_context(question):
        return question
    if person and person not in question and _HE.search(question):
        return _HE.sub(person, question, count=1)
    before = _last_said(question, earlier)
    if needs_context(before) and len(earlier) > 1:
        before = standalone(before, earlier[: earlier.index(before)])
    asked = asked_of(question, before)
    if asked or leaves_out(question):
        return asked or completed(question, before)
    if not _bare(question):
        if told := _named(question, history) or on_topic(question, history, known):
            return told
        if language_of(question) == "en":
            # Another question in front says more about itself than about this one.
            return _with_content(question, before)
    elif _only_asks_abroad(question, before):
        # The earlier question can ask it in its own language.
        question = asking_words(question, english=language_of(before) == "en")
    return f"{_ASKING.sub('', before).rstrip('?？。吗呢吧啊呀 ')} {question}".rstrip()


def _last_said(question: str, earlier: Sequence[str]) -> str:
    """Return the last question that says anything, for an attribute one that is not for another."""
    saying = [text for text in earlier if content_terms(text)] or earlier
    if attribute_in(question):
        saying = [text for text in saying if not attribute_in(text)] or saying
    return saying[-1]


def _only_asks_abroad(question: str, before: str) -> bool:
    """Tell whether a question says nothing but how, why or when, in another language than `before`.

    A text without small words, such as a name, is in no language.
    """
    return (
        _abroad(question, before)
        and not terms(content(question))
        and content(before) != fold(before)
    )


def _abroad(question: str, before: str) -> bool:
    return (language_of(before) == "en") != (language_of(question) == "en")


def changes_language(question: str, history: Sequence[Turn]) -> bool:
    """Tell whether a question only names a new thing, in another language than the one before."""
    before = asked_before(history)
    return bool(before) and leaves_out(question) and _abroad(question, before[-1])


def _with_content(question: str, before: str) -> str:
    """Return an English question with what a Chinese one speaks of in front, if it stays English.

    A question with more Chinese than English would be taken for a Chinese one, whose English words
    are names that a Chinese interview must have.
    """
    if language_of(before) == "en":
        return question
    spoken_of = content(_ASKING.sub("", before)).rstrip("?。 ")
    told = " ".join([*spoken_of.split(), question])
    return told if language_of(told) == "en" else question


def _named(question: str, history: Sequence[Turn]) -> str:
    """Return an English question with the name its pronoun stands for, "" when there is none."""
    if language_of(question) != "en":
        return ""
    asked = asked_before(history)
    name = thing_of(asked[-1]) or name_of(said_before(history), asked)
    if not name or name.lower() in question.lower():
        return ""
    whose, who = _WHOSE.search(question), _WHO.search(question)
    if whose and (who is None or whose.start() <= who.start()):
        return f"{question[: whose.start()]}{name}'s{question[whose.end() :]}"
    if who:
        return f"{question[: who.start()]}{name}{question[who.end() :]}"
    return ""


def on_topic(question: str, history: Sequence[Turn], known: Phrases | None) -> str:
    """Return a short question with what the turns keep naming in front, "" when that is nothing.

    A question that names something itself, or is long, has a topic of its own; one in English is
    not told a topic in Chinese.
    """
    if known is None or not history or width(fold(question)) > _LONG_QUESTION:
        return ""
    if names_something(question, known.count, known.paragraphs):
        return ""
    topic = topic_of(said_before(history), known.count, known.paragraphs)
    if (language_of(topic) == "en") != (language_of(question) == "en"):
        return ""
    return f"{topic} {question}" if topic and topic not in fold(question) else ""
