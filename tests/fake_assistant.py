"""A stand-in for the assistant that answers at once, for tests of the web layer."""

from index.errors import UnknownInterview
from index.store import InterviewSummary, Passage
from index.transcript import Interview, Paragraph
from qa.answer import Answer, Hit, compose
from qa.citation import Quote
from qa.question import read_question

SOURCE = "问访谈\n\n甲：开通<b>5万个</b>基站。\n\n乙说过\n再说"


class FakeAssistant:
    """Quotes the same words of one short interview whatever it is asked."""

    def __init__(self, source=SOURCE):
        first = source.index("开通") if "开通" in source else 0
        end = source.index("\n\n乙") if "\n\n乙" in source else len(source)
        self.paragraph = Paragraph(
            "talk#p2", 2, "answer", source[first:end], ((first, end),), "节", "甲", "interviewee", 1
        )
        title = Paragraph("talk#p1", 1, "title", source[:3], ((0, 3),))
        self.whole = Interview(
            "talk", "问访谈", "talk.txt", source, "zh-Hans", (title, self.paragraph)
        )

    def ask(self, question, history=(), interview=None):
        """Answer with the one quote; refuse what asks for nothing."""
        asked = read_question(question)
        del history
        if interview not in {None, "", "talk"}:
            raise UnknownInterview(f"No interview '{interview}'.")
        if "没有" in question:
            return Answer(asked.text, False, "访谈中没有提到这个问题的答案。", 0.1)
        quote = Quote(Passage(1, "talk", "talk.txt", self.paragraph), 0, len(self.paragraph.text))
        text, citations = compose([quote], as_list=False)
        hits = (Hit("talk#p2", "talk", 1.0, self.paragraph.text),)
        return Answer(asked.text, True, text, 0.9, citations, hits, understood=asked.text)

    def interviews(self):
        """List the one interview."""
        return [
            InterviewSummary("talk", "问访谈", "talk.txt", "zh-Hans", 2, 3, len(self.whole.text))
        ]

    def interview(self, interview_id):
        """Return the one interview."""
        if interview_id != "talk":
            raise UnknownInterview(f"No interview '{interview_id}'.")
        return self.whole
