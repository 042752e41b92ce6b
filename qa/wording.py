"""The few sentences of our own, in the asker's language.

Everything else that is shown is quoted from an interview.
"""

from index.normal import Language, to_script

_SENTENCES = {
    "not_in_interview": ("访谈中没有提到这个问题的答案。", "The interview does not say."),
    "open": ("原文", "in the transcript"),
    "loading": ("正在载入访谈，请稍候……", "Loading the interview, one moment…"),
    "searching": ("正在查找……", "Searching…"),
    "related": ("相关段落：", "Related passages:"),
    "understood": ("按上文理解为：", "Understood as: "),
}


def label(key: str, language: Language) -> str:
    """Return a label in a language; traditional Chinese is converted from simplified."""
    chinese, english = _SENTENCES[key]
    return english if language == "en" else to_script(chinese, language)


def not_in_interview(language: Language) -> str:
    """Say that the interview has no answer."""
    return label("not_in_interview", language)
