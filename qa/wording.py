"""The few sentences of our own, in the asker's language.

Everything else that is shown is quoted from an interview.
"""

from index.normal import Language, to_script

_SENTENCES = {
    "not_in_interview": (
        "访谈中没有提到这个问题的答案。",
        "The interview does not say.",
    ),
}


def _say(key: str, language: Language) -> str:
    chinese, english = _SENTENCES[key]
    return english if language == "en" else to_script(chinese, language)


def not_in_interview(language: Language) -> str:
    """Say that the interview has no answer."""
    return _say("not_in_interview", language)
