"""What the asker typed → a `Question`: checked, in its language, with the terms that carry meaning.

"请问一下,到底开通了多少个5G基站啊?" searches for 开通 5g 基站. Words that only make it a question
are left out of the lexical search (they match every interviewer turn); the encoder and the reader
still see the whole question, because "多少" tells them to look for a number.
"""

import re
from dataclasses import dataclass

from index.errors import QuestionError, QuestionTooLong
from index.grams import terms
from index.normal import Language, fold, language_of

LONGEST_QUESTION = 4000

_STOP_ZH = (
    "请问|请教|麻烦|告诉我|想知道|想问|问一下|一下|到底|究竟|具体|分别|主要|是不是|有没有|能不能|"
    "是什么时候|什么时候|是什么|为什么|什么样|什么|怎么样|怎样|怎么|如何|多少|哪些|哪个|哪里|哪儿|哪|几个|几|谁|何时|"
    "多久|吗|呢|啊|吧|呀|嘛|的|了|是|有|在|于|和|与|及|被|把|对|从|到|个|这|那|您|你|我们|我|咱们|他|她|它|"
    "采访中|访谈中|文中|文章中|提到|谈到|说到|认为|觉得|关于|之|请|会|要|就|都|也|还|而|又"
)
_STOP_EN = (
    "a an the of in on at to for from by with and or as is are was were be been being do does did "
    "has have had will would can could should may might what which who whom whose when where why "
    "how many much long it its this that these those there he she they them his her their you your "
    "i we our us me my about into than then so if not no any some please tell say said says think"
)
_STOP = re.compile(rf"{_STOP_ZH}|\b(?:{'|'.join(_STOP_EN.split())})\b", re.IGNORECASE)


_HOW = re.compile(r"怎么|怎样|如何|\bhow\b(?! (?:many|much|old|long|far|often))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the pipeline sees it; `terms` are for lexical search, without repeats."""

    text: str
    language: Language
    terms: tuple[str, ...]

    @property
    def folded(self) -> str:
        """The index view of the text."""
        return fold(self.text)


def asks_how(text: str) -> bool:
    """Tell whether a question asks in what way, not how many or how long."""
    return _HOW.search(fold(text)) is not None


def content(text: str) -> str:
    """Return the folded text with blanks in place of the words that carry nothing."""
    return _STOP.sub(" ", fold(text))


def content_terms(text: str) -> tuple[str, ...]:
    """Return the distinct lexical terms of a question, all of them when none carries meaning."""
    return tuple(dict.fromkeys(terms(content(text)) or terms(text)))


def read_question(text: str) -> Question:
    """Check a question and take it apart; raises QuestionError when it cannot be asked."""
    # Half of a surrogate pair is no character: nothing could print or send it.
    stripped = text.encode("utf-8", "replace").decode("utf-8").strip()
    if not stripped or not any(char.isalnum() for char in stripped):
        raise QuestionError("The question is empty: type a few words about the interview.")
    if len(stripped) > LONGEST_QUESTION:
        raise QuestionTooLong(
            f"The question has {len(stripped)} characters: shorten it to {LONGEST_QUESTION}."
        )
    return Question(stripped, language_of(stripped), content_terms(stripped))


def is_foreign(question: Question, passage: str) -> bool:
    """Tell whether a passage is in another language than the question."""
    return (language_of(passage) == "en") != (question.language == "en")
