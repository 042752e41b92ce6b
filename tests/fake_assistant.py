"""A stand-in for the assistant that answers at once, for tests of the web layer."""

from contextlib import contextmanager

from fastapi.testclient import TestClient

from index.errors import UnknownInterview
from index.store import InterviewSummary, Passage
from index.transcript import Interview, Paragraph
from qa.abstention import Abstention, Nearest
from qa.answer import Answer, Hit, compose
from qa.citation import Quote
from qa.question import read_question
from qa.verify import Verified
from qa.web.loading import LazyAssistant
from qa.web.server import create_app
from qa.wording import abstained

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

    def ask(self, question, history=(), interview=None, notify=None):
        """Answer with the one quote; refuse what asks for nothing."""
        asked = read_question(question)
        del history
        if notify:
            notify("retrieve")
        if interview not in {None, "", "talk"}:
            raise UnknownInterview(f"No interview '{interview}'.")
        if "没有" in question:
            hits = (Hit("talk#p2", "talk", 1.0, self.paragraph.text),)
            nearest = Nearest(self.paragraph.text, "talk", "talk#p2", 2, "/interviews/talk#p2")
            abstention = Abstention("touched", nearest)
            words = abstained("touched", asked.language)
            return Answer(asked.text, False, words, 0.1, hits=hits, abstention=abstention)
        quote = Quote(Passage(1, "talk", "talk.txt", self.paragraph), 0, len(self.paragraph.text))
        text, citations = compose([quote], as_list=False)
        hits = (Hit("talk#p2", "talk", 1.0, self.paragraph.text),)
        return Answer(asked.text, True, text, 0.9, citations, hits, understood=asked.text)

    generation = 1

    def suggest(self, answer=None, asked=(), interview=None):
        """Offer the same two questions, but never the one just asked."""
        del interview
        before = {*asked, answer.question} if answer else {*asked}
        return [each for each in ("开通了多少?", "谁说的?") if each not in before]

    def verify(self, text, interview=None):
        """Find what the one paragraph says."""
        del interview
        said = text in self.paragraph.text
        return [Verified(text, "exact" if said else "not found", "talk" if said else "")]

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


@contextmanager
def client_of_fake():
    """Open a client of the whole application about the made interview."""
    lazy = LazyAssistant(FakeAssistant)
    lazy.get(10)
    with TestClient(create_app(lazy)) as opened:
        yield opened
