"""The few sentences of our own, in three languages.

Everything else that is shown is quoted from an interview.
"""

from index.normal import Language, is_han, language_of, to_script

_SENTENCES = {
    # What is said instead of an answer, in the asker's language.
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
    # Before words that the interviewer said, not the interviewee.
    "asked_words": ("采访者在提问中说：", "In asking, the interviewer said:"),
    # The page around the conversation.
    "name": ("问访谈", "Ask the interview"),
    "welcome": ("向访谈提问", "Ask the interview"),
    "promise": (
        "回答用受访者的原话，点开编号就能核对原文；访谈没谈到的，会直说没有谈到。",
        "Answers are the interviewee's own words; every number opens them in the transcript.",
    ),
    "try": ("可以这样问", "You could ask"),
    "placeholder": ("问这篇访谈……", "Ask the interview…"),
    "question": ("问题", "Question"),
    "ask": ("提问", "Ask"),
    "interview": ("访谈", "Interview"),
    "all": ("全部访谈", "All interviews"),
    "language": ("界面语言", "Language"),
    "compare": ("逐篇对比", "Ask each interview"),
    "clear": ("新对话", "New chat"),
    "export": ("导出", "Export"),
    "chat": ("对话", "Chat"),
    "log": ("对话", "Conversation"),
    "transcript": ("访谈原文", "Transcript"),
    "views": ("切换对话与原文", "Chat or transcript"),
    # While an answer is on its way.
    "waiting": ("前面还有问题，正在排队……", "Other questions come first, waiting…"),
    "loading": ("正在载入访谈，请稍候……", "Loading the interview, one moment…"),
    "searching": ("正在查找……", "Searching…"),
    "understanding": ("正在理解问题……", "Understanding the question…"),
    "reading": ("正在细读找到的段落……", "Reading the passages that were found…"),
    "quoting": ("正在摘出原话……", "Picking out the words…"),
    # Around an answer.
    "you": ("您问：", "You asked: "),
    "source": ("引文", "Source"),
    "paragraph": ("第{}段", "paragraph {}"),
    "open": ("原文", "in the transcript"),
    "related": ("相关段落", "Related passages"),
    "understood": ("按上文理解为：", "Understood as: "),
    "undo": ("按原话提问", "Ask as typed"),
    "retry": ("重新回答", "Answer again"),
    "edit": ("修改问题", "Edit the question"),
    "copy": ("复制回答与出处", "Copy with citation"),
    "plain": ("纯文本", "Plain text"),
    "copied": ("已复制", "Copied"),
    "good": ("答得对", "Good answer"),
    "bad": ("答得不对", "Wrong answer"),
    "thanks": ("谢谢，已记下", "Thank you, noted"),
    "next": ("还可以问", "Ask next"),
    "asked_of": ("已问{}篇，共{}篇", "Asked {} of {} interviews"),
    # The transcript.
    "tour": ("记者的提问", "What the interviewer asked"),
    "seen": ("已看", "seen"),
    "progress": ("已看{}/{}", "{} of {} seen"),
    "permalink": ("复制第{}段的链接", "Copy the link to paragraph {}"),
    "link_copied": ("链接已复制", "Link copied"),
    "ask_this": ("就这篇访谈提问", "Ask this interview"),
    "back": ("返回对话", "Back to the chat"),
    "changed": (
        "原文自引用以来有改动，所引文字已不在原处。",
        "The text has changed since it was quoted: the quoted words are no longer there.",
    ),
    "reworded": (
        "原文自引用以来有改动，所引文字所在的段落现在不同了：",
        "The text has changed since it was quoted: the words in this paragraph are different now:",
    ),
    "moved": (
        "原文自引用以来有改动，所引文字已移到：",
        "The text has changed since it was quoted: the words moved to",
    ),
    # What went wrong, and what to do.
    "problem": ("出错了", "Something went wrong"),
    "empty": (
        "问题是空的：请写几个字，问问这篇访谈。",
        "The question is empty: type a few words about the interview.",
    ),
    "too_long": (
        "问题太长：请缩短到4000字以内。",
        "The question is too long: shorten it to 4000 characters.",
    ),
    "unknown": (
        "没有这篇访谈：它可能已被移除，请另选一篇。",
        "There is no such interview: it may have been removed, choose another.",
    ),
    "not_ready": (
        "访谈还在载入：请过几秒再问。",
        "The interviews are still being loaded: ask again in a few seconds.",
    ),
    "busy": (
        "同时提问的人太多：请过一分钟再问。",
        "Too many questions at once: ask again in a minute.",
    ),
    "lost": (
        "没有得到服务器的回应：请检查连接，再试一次。",
        "The server did not respond: check the connection and try again.",
    ),
    "too_often": (
        "提问太频繁：请过{}秒再问。",
        "Too many questions from here: ask again in {} seconds.",
    ),
    "resend": ("再试一次", "Try again"),
}


def label(key: str, language: Language) -> str:
    """Return a label in a language; traditional Chinese is converted from simplified."""
    chinese, english = _SENTENCES[key]
    return english if language == "en" else to_script(chinese, language)


def askers_language(question: str, page: Language) -> Language:
    """Return the language of the labels around an answer: the question's, where it shows one.

    Figures alone, letters of other scripts, and characters that both Chinese scripts share do not
    show which of ours the asker reads: there the page's stays.
    """
    language = language_of(question)
    if language != "en" and not any(map(is_han, question)):
        return page
    if page == "zh-Hant" and language == "zh-Hans" and to_script(question, page) == question:
        return page
    return language


def abstained(kind: str, language: Language) -> str:
    """Say that there is no answer: never spoken of, touched, or unsure."""
    return label(kind, language)
