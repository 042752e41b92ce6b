"""Ask an interview questions: conversation, retrieval, reading, citing.

>>> from qa import Assistant
>>> assistant = Assistant.open("data/index")
>>> answer = assistant.ask("开通了多少个5G基站?")
>>> print(answer.answer, answer.citations[0].url)
"""

from qa.answer import Answer, Hit
from qa.assistant import Assistant
from qa.citation import Citation

__all__ = ["Answer", "Assistant", "Citation", "Hit"]
