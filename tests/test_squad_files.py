import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reader_data import Corpus
from training.squad_files import answer_of, converted, main

CONTEXT = "港口一九三一年开港。港口的路是一九五〇年修的。"


def qa(question, *answers):
    """Return a question with (text, start) answers, as the files have it."""
    given = [{"text": text, "answer_start": start} for text, start in answers]
    return {"question": question, "answers": given}


def one(*questions, **article):
    """Return a file of one article with one paragraph."""
    return {"data": [{**article, "paragraphs": [{"context": CONTEXT, "qas": list(questions)}]}]}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([("一九三一年", 2)], [{"text": "一九三一年", "start": 2}]),
        ([("一九三一年", 3), ("开港", 7)], [{"text": "开港", "start": 7}]),
        ([("港口", 10)], [{"text": "港口", "start": 10}]),
        ([("港口", -1)], [{"text": "港口", "start": 0}]),
        ([("YES", -1)], None),
        ([("开港", 99)], None),
        ([], []),
        ([("", -1)], []),
    ],
)
def test_an_answer_stands_where_it_says(answers, found):
    """The first that does is kept; none given is a refusal, none usable is no question at all."""
    assert answer_of(qa("?", *answers), CONTEXT) == found


@given(st.text("港口年", max_size=12), st.lists(st.tuples(st.text("港口年"), st.integers(-1, 12))))
def test_what_is_kept_can_be_read_off_the_context(context, answers):
    """Whatever a file claims, the offsets that training sees name the answer's characters."""
    for found in answer_of(qa("?", *answers), context) or ():
        assert found["start"] >= 0
        assert context[found["start"] :].startswith(found["text"])
        assert found["text"] in [text for text, _ in answers]


def test_unusable_questions_are_left_out_and_the_others_stay():
    """A paragraph that has none left makes no line."""
    usable, unusable = qa(" 几时开港? ", ("一九三一年", 2)), qa("开港了吗?", ("YES", -1))
    refused = qa("谁是市长?")
    (line,) = converted(one(usable, unusable, refused))
    assert [each["question"] for each in line["qas"]] == ["几时开港?", "谁是市长?"]
    assert [len(each["answers"]) for each in line["qas"]] == [1, 0]
    assert list(converted(one(unusable))) == []


@pytest.mark.parametrize(
    ("article", "casename", "title"),
    [({"title": "New_York_City"}, "", "New York City"), ({}, "买卖合同", "买卖合同"),
     ({"title": ""}, "买卖合同", "买卖合同")],
)  # fmt: skip
def test_a_title_is_the_articles_or_the_cases(article, casename, title):
    """Wikipedia writes blanks as underscores."""
    data = one(qa("谁?"), **article)
    data["data"][0]["paragraphs"][0]["casename"] = casename
    assert [line["title"] for line in converted(data)] == [title]


def test_a_converted_file_is_what_training_reads(tmp_path):
    """Each line of the output is a context whose question has its answer at its place."""
    source, output = tmp_path / "squad.json", tmp_path / "lines.jsonl"
    source.write_text(json.dumps(one(qa("几时开港?", ("一九三一年", -1)), title="港口")), "utf-8")
    main([str(source), str(output)])
    corpus = Corpus.read([output])
    (asked,) = corpus.asked
    assert (corpus.titles, asked.question) == (["港口"], "几时开港?")
    assert corpus.contexts[asked.context][asked.start : asked.end] == "一九三一年"
