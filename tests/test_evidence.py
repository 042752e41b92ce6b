import itertools
import json
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hashing_encoder import HashingEncoder

from index.build import ingest
from index.store import Store
from qa.evidence import EvidenceSettings, best_quotes, score_sentences
from qa.question import read_question
from qa.reader import Reading
from qa.retriever import Retriever


def test_a_question_is_never_evidence():
    """What the interviewer asks does not answer."""
    question = read_question("有哪些经验?")
    text = "工信厅获得先进集体11个。请问有哪些经验与大家分享?"
    scored = score_sentences(question, np.zeros(3, np.float32), text, [], EvidenceSettings())
    assert [text[slice(*each.span)] for each in scored] == ["工信厅获得先进集体11个。"]


def test_keywords_are_never_evidence():
    """A row of them says nothing of any."""
    text = "国葬在东京举行。\n安倍晋三 吉田茂 日本武道馆 日本政府 国葬"
    question = read_question("国葬在哪里?")
    scored = score_sentences(question, np.zeros(3, np.float32), text, [], EvidenceSettings())
    assert [text[slice(*each.span)] for each in scored] == ["国葬在东京举行。"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("感谢信几封?", "14封感谢信"),
        ("哪座城市是软件名城?", "第13座软件名城"),
        ("入园率提升了多少?", "15个百分点"),
    ],
)
def test_the_quoted_sentence_holds_the_answer(assistant, text, words):
    """The best sentence of the best passage is quoted whole."""
    question = read_question(text)
    found = assistant._finder._retriever.retrieve(question)
    quotes = best_quotes(question, found.vector, found.ranked, assistant._store)
    assert words in quotes[0].text


@pytest.mark.parametrize(("sureness", "shown"), [(-0.5, True), (-3.0, False)])
def test_the_sentence_that_the_reader_points_into_is_shown_if_it_is_sure(
    assistant, sureness, shown
):
    """However little the sentence is like the question."""
    question = read_question("浪潮云洲是什么平台?")
    found = assistant._finder._retriever.retrieve(question)
    first = next(
        each for each in found.ranked if "山东半岛工业互联网" in each.passage.paragraph.text
    )
    at = first.passage.paragraph.text.index("全国第二个示范区")
    reading = Reading(1.0, at, at + 3, sureness, ())
    read = [replace(first, reading=reading)]
    quotes = best_quotes(question, found.vector, read, assistant._store)
    assert any("全国第二个示范区" in quote.text for quote in quotes) is shown


def test_quotes_of_a_passage_do_not_overlap(assistant):
    """Neighbouring sentences are joined into one quote."""
    question = read_question("疫情期间做了什么?")
    found = assistant._finder._retriever.retrieve(question)
    by_passage = defaultdict(list)
    for quote in best_quotes(question, found.vector, found.ranked, assistant._store):
        by_passage[quote.passage.row].append((quote.start, quote.end))
    for spans in by_passage.values():
        assert spans == sorted(spans)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))


def test_the_same_words_are_quoted_once(tmp_path):
    """Pieces of a page overlap, and papers print the same interview."""
    said = "The harbour opened in 1931, and the harbour was dug by hand."
    texts = [said, said, "Boats are made of oak in this village."]
    lines = [json.dumps({"id": f"p{n}", "doc": "d", "text": t}) for n, t in enumerate(texts)]
    (tmp_path / "pieces.jsonl").write_text("\n".join(lines))
    ingest([tmp_path / "pieces.jsonl"], tmp_path / "index", HashingEncoder())
    question = read_question("When did the harbour open?")
    wide = EvidenceSettings(second_passage=10.0)
    with Store.open(tmp_path / "index") as store:
        found = Retriever(store, HashingEncoder()).retrieve(question)
        quotes = best_quotes(question, found.vector, found.ranked, store, wide)
    assert len(found.ranked) == 3
    assert sorted(quote.text for quote in quotes) == [texts[2], said]


@pytest.mark.parametrize(
    ("question", "longer"),
    [
        ("怎么培育高成长企业?", True),
        ("How did they foster high-growth enterprises?", True),
        ("在哪方面大力培育了高成长企业?", False),
    ],
)
def test_how_is_said_behind_what_a_point_says_first(assistant, question, longer):
    """Its first sentence only names what was done."""
    found = assistant._finder._retriever.retrieve(read_question(question))
    first = next(
        each for each in found.ranked if each.passage.paragraph.text.startswith("三是大力培育")
    )
    at = first.passage.paragraph.text.index("在推动转型升级")
    read = [replace(first, reading=Reading(1.0, at, at + 6, -0.1, ((at, 1.0),)))]
    quotes = best_quotes(read_question(question), found.vector, read, assistant._store)
    quote = next(each for each in quotes if each.start == 0)
    assert ("坚持分类施策" in quote.text) is longer


def test_the_name_of_a_point_comes_with_the_sentence_behind_it(assistant):
    """三是效果好 alone answers nothing."""
    (citation,) = assistant.ask("效果好体现在哪?").citations
    assert citation.quote.startswith("三是效果好。去年全年,全省新纳统规模以上工业企业6038家")
