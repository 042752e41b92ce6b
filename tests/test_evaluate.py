import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from qa.answer import Answer, Hit
from qa.evaluate import answer_hit, auroc, evaluate, judge, read_questions, scope_of, table

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def answered(*ids, text="", answerable=True):
    hits = tuple(Hit(each, "x", 1.0, each) for each in ids)
    return Answer("q", answerable, text, 0.9, hits=hits)


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_pairs_in_the_right_order(positive, negative):
    """Ties count half, as by the definition."""
    pairs = [1.0 if p > n else 0.5 if p == n else 0.0 for p, n in product(positive, negative)]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))


def test_the_rank_is_that_of_the_first_gold_passage():
    """Any one of the gold passages counts."""
    outcome = judge({"question": "q", "gold": ["b", "c"]}, answered("a", "c", "b"), str)
    assert (outcome.rank, outcome.graded) == (2, True)


def test_answers_are_compared_without_width_case_and_space():
    """５Ｇ is 5g; alternatives count once, the seed questions need all."""
    entry = {"question": "q", "answers": ["5g 基站", "没有"]}
    assert answer_hit(entry, answered(text="开通５Ｇ基站"))
    assert not answer_hit(entry | {"gold_quotes": []}, answered(text="开通５Ｇ基站"))


def test_a_refusal_hits_nothing():
    """The words of an abstention are no answer."""
    entry = {"question": "q", "answers": ["说"]}
    assert answer_hit(entry, answered(text="没说", answerable=False)) is False


def test_doc_restricts_only_where_the_set_says_so():
    """In a question set doc is where the answer is; in a batch it is the restriction."""
    assert scope_of({"question": "q", "doc": "d"}) == "d"
    assert scope_of({"question": "q", "doc": "d", "gold": []}) is None
    assert scope_of({"question": "q", "doc": "d", "gold": [], "scope": "document"}) == "d"


def test_a_set_is_measured_end_to_end(assistant):
    """Recall, hits, refusals and the invariant over real answers, per kind."""
    questions = [
        {
            "question": "开通了多少个5G基站?",
            "gold_quotes": ["开通5G基站"],
            "answers": ["5万"],
            "kind": "number",
        },
        {
            "question": "Who won the 2018 World Cup?",
            "gold_quotes": [],
            "answerable": False,
            "kind": "no",
        },
    ]
    figures = evaluate(assistant, questions)
    assert figures["number"]["recall@1"] == figures["number"]["answer_hit"] == 1
    assert figures["no"]["refused"] == figures["all"]["spans_exact"] == figures["all"]["auroc"] == 1
    assert "recall@1" in table(figures)


@pytest.mark.parametrize("line", ["{oops", '{"id": 1}', "[]"])
def test_a_bad_line_is_named(tmp_path, line):
    """The error says which line of the set to correct."""
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"question": "好?"}) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="line 2"):
        read_questions(path)
