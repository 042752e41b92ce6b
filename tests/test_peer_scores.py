from hypothesis import given
from hypothesis import strategies as st
from peer_sets import PASSAGES, QUESTIONS

from benchmarks.peers.report import markdown
from benchmarks.peers.scores import sample, score, spread, standing_alone


def test_scores_count_what_came_back():
    """Recall, answers, refusals and AUROC of answers made up for the purpose."""
    asked = [
        {"id": "q1", "hits": ["p1", "p2"], "score": 0.9, "answer": "早上八点"},
        {"id": "q2", "hits": ["p4"], "score": 0.8, "answer": ""},
        {"id": "q3", "hits": [], "score": 0.1, "answer": "三百亿"},
    ]
    texts = {each["id"]: each["text"] for each in PASSAGES}
    assert score(QUESTIONS, asked, texts) == {
        "recall@1": 0.5,
        "recall@5": 1.0,
        "answer in first": 0.5,
        "answer hit": 0.5,
        "refused": 0.0,
        "falsely refused": 0.5,
        "auroc": 1.0,
    }


def test_ratios_are_to_the_first_row():
    """Speed and memory carry their ratio, shares do not; a missing figure is a dash."""
    ours = {"p50_ms": 10.0, "recall@1": 0.8}
    lines = markdown({"ours": ours, "peer": {"p50_ms": 25.0, "recall@1": 0.4}}).splitlines()
    assert "10.0 (×1.00)" in lines[2]
    assert "25.0 (×2.50)" in lines[3]
    assert "| 0.400 |" in lines[3]


def test_only_questions_that_every_system_can_be_asked_are_used():
    """Follow-ups and questions restricted to a document are left out."""
    follow_up = {"id": "x", "question": "为什么？", "history": [{"role": "user", "text": "q"}]}
    scoped = {"id": "y", "question": "为什么？", "scope": "document", "doc": "a"}
    assert standing_alone([QUESTIONS[0], follow_up, scoped]) == [QUESTIONS[0]]


@given(st.integers(0, 50), st.integers(1, 60))
def test_a_spread_is_of_the_asked_size_and_in_order(size, count):
    """No entry twice, none out of order, as many as there are or were asked for."""
    chosen_entries = [each["id"] for each in spread([{"id": n} for n in range(size)], count)]
    assert len(chosen_entries) == min(size, count)
    assert chosen_entries == sorted(set(chosen_entries))


@given(st.integers(0, 6))
def test_a_sample_keeps_the_passages_that_answer(count):
    """However few passages are wanted, every question can still be answered."""
    names = [each["id"] for each in sample(PASSAGES, QUESTIONS, count)]
    assert {"p2", "p4"} <= set(names)
    assert len(names) == min(max(count, 2), len(PASSAGES))
