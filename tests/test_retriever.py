import math

import pytest

from index.build import ingest
from index.fulltext import UnitHit
from index.store import Store
from qa.question import read_question
from qa.retriever import Retriever, RetrieverSettings, best_per_passage, standardise


def test_a_passage_has_the_score_of_its_best_unit():
    """One sentence that matches is enough."""
    hits = [UnitHit(1, 7, 0.2), UnitHit(2, 7, 0.9), UnitHit(3, 8, 0.5)]
    assert best_per_passage(hits) == {7: 0.9, 8: 0.5}


def test_standard_scores_have_mean_0_and_deviation_1():
    """What was not found counts as the value for missing ones."""
    values = standardise({1: 4.0, 2: 2.0}, [1, 2, 3], 0.0)
    assert math.isclose(sum(values), 0, abs_tol=1e-9)
    assert math.isclose(sum(v * v for v in values) / 3, 1)
    assert values[0] > values[1] > values[2]


def test_scores_that_do_not_differ_say_nothing():
    """A search that found nothing cannot move the order."""
    assert standardise({}, [1, 2], 0.0) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("开通了多少个5G基站?", "开通5G基站"),
        ("開通了多少個５Ｇ基站？", "开通5G基站"),
        ("Which city became a software city?", "软件名城"),
        ("感谢信几封", "14封感谢信"),
    ],
)
def test_the_right_passage_comes_first(assistant, question, words):
    """In either script, in English, and typed carelessly."""
    found = assistant._finder._retriever.retrieve(read_question(question))
    assert words in found.ranked[0].passage.paragraph.text


def test_a_name_in_another_language_is_found_by_its_translation(assistant):
    """However little the question is like the passage."""
    found = assistant._finder._retriever.retrieve(read_question("What is Qingdao known for?"))
    assert any("青岛成功创建" in each.passage.paragraph.text for each in found.ranked)


def test_lexical_search_alone_ranks_by_bm25(assistant, encoder):
    """With the other weights at 0 the order is that of the full-text search."""
    question = read_question("粗钢产能压减了多少?")
    settings = RetrieverSettings(dense=0.0, paragraph_terms=1.0, sentence_terms=0.0)
    retriever = Retriever(assistant._store, encoder, settings)
    ranked = retriever.retrieve(question, limit=3).ranked
    hits = assistant._store.search_text(question.terms, 3, None, "paragraph")
    assert [each.passage.row for each in ranked] == [hit.passage for hit in hits]


def test_an_interview_that_the_conversation_is_in_gains(tmp_path, encoder):
    """A question that fits several interviews alike is answered from that one."""
    for name in ("harbour", "castle"):
        (tmp_path / f"{name}.txt").write_text(f"The {name}\n\nTickets cost four pounds.\n")
    ingest([tmp_path], tmp_path / "index", encoder)
    question = read_question("What do tickets cost?")
    with Store.open(tmp_path / "index") as store:
        retriever = Retriever(store, encoder)
        for name in ("harbour", "castle"):
            found = retriever.retrieve(question, thread={name: 1.0})
            assert found.ranked[0].passage.interview == name
