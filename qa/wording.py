"""The few sentences of our own, in the asker's language.

Everything else that is shown is quoted from an interview.
"""

from index.normal import Language, to_script

_SENTENCES = {
    "never": ("访谈没有谈到这个问题。", "The interview does not speak of this."),
    "touched": (
        "访谈谈到了相关内容，但没有回答这个问题。",
        "The interview touches on this but does not say.",
    ),
    "unsure": (
        "不能确定访谈是否回答了这个问题。",
        "It is not certain that the interview answers this, so no answer is given.",
    ),
    "nearest": ("访谈中最接近的提问：", "The nearest question that was asked: "),
    "open": ("原文", "in the transcript"),
    "loading": ("正在载入访谈，请稍候……", "Loading the interview, one moment…"),
    "searching": ("正在查找……", "Searching…"),
    "related": ("相关段落：", "Related passages:"),
    "understood": ("按上文理解为：", "Understood as: "),
    "undo": ("按原话提问", "Ask as typed"),
    "placeholder": ("问这篇访谈……", "Ask the interview…"),
    "question": ("问题", "Question"),
    "ask": ("提问", "Ask"),
    "clear": ("清空", "Clear"),
    "retry": ("重试", "Retry"),
    "edit": ("修改", "Edit"),
    "export": ("导出", "Export"),
    "copy": ("复制引文", "Copy with citation"),
    "copied": ("已复制", "Copied"),
    "good": ("答得对", "Good answer"),
    "bad": ("答得不对", "Wrong answer"),
    "thanks": ("谢谢，已记下", "Thank you, noted"),
    "interview": ("访谈", "Interview"),
    "all": ("全部访谈", "All interviews"),
    "language": ("界面语言", "Language"),
    "compare": ("逐篇对比", "Ask each interview"),
    "tour": ("记者都问了什么", "What the interviewer asked"),
    "try": ("可以这样问：", "You could ask:"),
    "next": ("还可以问：", "Ask next:"),
    "log": ("对话", "Conversation"),
    "transcript": ("访谈原文", "Transcript"),
    "changed": (
        "原文自引用以来有改动，所引文字已不在原处。",
        "The text has changed since it was quoted: the quoted words are no longer there.",
    ),
    "moved": ("原文有改动，所引文字已移到这里。", "The text has changed: the words moved here."),
}


def label(key: str, language: Language) -> str:
    """Return a label in a language; traditional Chinese is converted from simplified."""
    chinese, english = _SENTENCES[key]
    return english if language == "en" else to_script(chinese, language)


def abstained(kind: str, language: Language) -> str:
    """Say that there is no answer: never spoken of, touched, or unsure."""
    return label(kind, language)
