"""Training questions → the wordings that training uses.

Roughened, as people type, cut to keywords, or put as a guess to be confirmed; and with a year,
number, place or subject put in that the text does not speak of, which makes a question that must be
refused.
"""

import random
import re
from collections.abc import Iterator

from index.blocks import Span
from index.normal import language_of
from qa.glosses import with_glosses
from qa.lexicon import bundled_lexicon
from training.build_lexicon import cedict_text
from training.reader_data import PLACE, Asked, Corpus
from training.word_for_word import WordForWord

_NUMBER = re.compile(r"\d{2,4}(?=年|世纪|月|个|人|座|家|万|亿|米|公里|岁|%)|\b(?:1[5-9]|20)\d\d\b")
_FILLERS = re.compile(r"请问|是什么|的|了|是|在|有|什么样的|哪个|哪些|哪一|多少")
_TAIL = re.compile(r"[?？。]+$")
# 上映时间 for 是什么时候上映的: what is left of a question in a search box.
_KEYWORDS = (
    (
        re.compile(r"[于是在从由]*(?:什么时[候间]|何时|哪一?[年天])(?:开始)?([^,，]{1,10}?)的?$"),
        r"\1时间",
    ),
    (re.compile(r"(?:位于|在)(?:什么地方|哪里|哪儿|何处)$"), "地点"),
    (re.compile(r"(?:是|有|叫|约为)(?:什么|谁|多少|哪[些个里]|哪几[个种项])$"), ""),
)
_ASKED_FOR = re.compile(r"什么时[候间]|何时|哪一?[年天]|谁|哪里|哪儿|什么地方|何处")
# Words of which a text about the one does not answer for the other.
_CONTRASTED = """
导演/主演 导演/编剧 作者/译者 作曲/作词 冠军/亚军 男子/女子 男单/女单
男性/女性 国王/王后 父亲/母亲 丈夫/妻子 哥哥/弟弟 姐姐/妹妹 儿子/女儿
出生/去世 生于/卒于 出生/结婚 开幕/闭幕 开始/结束 成立/解散 建立/废除
起点/终点 进口/出口 收入/支出 收入/利润 营收/利润 销量/产量 面积/人口
高度/宽度 长度/宽度 增长/下降 上升/下降 最大/最小 最高/最低 最早/最晚
最多/最少 最长/最短 第一/第二 首次/最后 首届/末届 上半年/下半年 去年/前年
春季/秋季 夏季/冬季 东部/西部 南部/北部 上游/下游 左/右 国内/国外 优点/缺点
原因/结果 优势/劣势 校长/副校长 总统/副总统 主席/副主席 总理/副总理 中文/英文
上映/开机 上市/停产 发布/停售 投产/停产 动工/竣工 开工/完工 通车/停运
入学/毕业 小学/中学 学士/博士 硕士/博士
"""
_CONTRASTS = [pair.split("/") for pair in _CONTRASTED.split()]
# Characters: nobody guesses a whole sentence.
_LONGEST_GUESS = 12
# How often a question is roughened, put into English word for word, or asked about something else.
_ROUGH, _ENGLISH, _SWAPPED = 0.35, 0.12, 0.3
# How often one that can be is cut to keywords, or guesses the answer.
_SHORT, _GUESSED = 0.15, 0.06
# Glosses are there whenever the languages differ; a passage's words can all be missing.
_GLOSSED = 0.95


def swapped(question: str, text: str, corpus: Corpus, chance: random.Random) -> str | None:
    """Return the question about another year, number, place or subject than the text's."""
    options = []
    for match in _NUMBER.finditer(question):
        if match.group() in text:
            changed = int(match.group()) + chance.choice([-20, -7, -3, -1, 1, 2, 5, 10])
            other = str(abs(changed))
            options.append((match.span(), other))
    for match in PLACE.finditer(question):
        suffix = match.group()[-1]
        places = [place for place in corpus.places if place[-1] == suffix and place not in text]
        if match.group() in text and places:
            options.append((match.span(), chance.choice(places)))
    # Sorted: a seed must give the same questions in every process.
    for mine in sorted(t for t in corpus.short_titles if t in question and t in text):
        if alike := [title for title in corpus.siblings(mine) if title not in text]:
            at = question.find(mine)
            options.append(((at, at + len(mine)), chance.choice(alike)))
    options.extend(_contrasts(question, text))
    if not options:
        return None
    (start, end), other = chance.choice(options)
    return question[:start] + other + question[end:] if other not in text else None


def _contrasts(question: str, text: str) -> Iterator[tuple[Span, str]]:
    """Yield the places of words in a question, each with what it is told apart from.

    Both of a pair in one text may belong to one answer: 出生 and 去世.
    """
    for pair in _CONTRASTS:
        for mine, other in (pair, pair[::-1]):
            at = question.find(mine)
            if at >= 0 and other not in question and mine in text and other not in text:
                yield (at, at + len(mine)), other


def roughened(question: str, chance: random.Random) -> str:
    """Return the question as people type it: without the tail, or without its small words."""
    if chance.random() < 0.5:
        question = _TAIL.sub("", question)
    if chance.random() < 0.35:
        question = _FILLERS.sub(lambda m: "" if chance.random() < 0.5 else m.group(), question)
    return question or "?"


def keyworded(question: str) -> str:
    """Return what people type into a search box of a question, or the question."""
    bare = _TAIL.sub("", question)
    for pattern, left in _KEYWORDS:
        if (short := pattern.sub(left, bare)) != bare and len(short) > 3:
            return short
    return question


def guessed(question: str, answer: str) -> str:
    """Return the question with its answer in it, to be said yes to, or the question."""
    bare = _TAIL.sub("", question)
    places = list(_ASKED_FOR.finditer(bare))
    if len(places) != 1 or not 0 < len(answer) <= _LONGEST_GUESS:
        return question
    return bare[: places[0].start()] + answer + bare[places[0].end() :] + "吗?"


class Wordings:
    """Draws the wordings in which the questions of a corpus are asked."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - not for secrets
        self._corpus = corpus
        self._lexicon = bundled_lexicon()
        self._word_for_word = WordForWord(cedict_text())

    def of(self, asked: Asked) -> str:
        """Return a wording that means the question."""
        question, chance = asked.question, self.chance
        if chance.random() < _ENGLISH and language_of(question) != "en":
            return self._word_for_word.english(question, chance)
        draw = chance.random()
        if draw < _SHORT:
            return keyworded(question)
        if draw < _SHORT + _GUESSED and asked.start >= 0:
            return guessed(question, self._corpus.contexts[asked.context][asked.start : asked.end])
        return roughened(question, chance) if chance.random() < _ROUGH else question

    def other(self, asked: Asked) -> str | None:
        """Return, now and then, the question about something that its context does not name."""
        if self.chance.random() >= _SWAPPED:
            return None
        return swapped(
            asked.question, self._corpus.contexts[asked.context], self._corpus, self.chance
        )

    def beside(self, question: str, text: str) -> str:
        """Return the wording as the reader meets it beside a text: with glosses in it."""
        if self.chance.random() >= _GLOSSED:
            return question
        return with_glosses(question, text, self._lexicon)
