import math
from collections import Counter
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_interviews import TALKS, filled, made_interview, readable

from index.fulltext import _rarest
from index.grams import terms
from index.passages import cut_units


def plain_bm25(documents, query):
    """Return the BM25 score of each document that shares a term with the query."""
    counts = {key: Counter(terms(text)) for key, text in documents.items()}
    average = sum(sum(count.values()) for count in counts.values()) / len(counts)
    scores = {}
    for key, count in counts.items():
        length = sum(count.values()) / average
        score = 0.0
        for term in set(query) & set(count):
            holding = sum(term in other for other in counts.values())
            idf = math.log((len(counts) - holding + 0.5) / (holding + 0.5))
            weight = count[term] * 2.2 / (count[term] + 1.2 * (0.25 + 0.75 * length))
            score += max(idf, 1e-6) * weight
        if score:
            scores[key] = score
    return scores


@pytest.mark.parametrize(
    "query", ["the harbour", "ships 5G 1.3", "teachers read rivers", "口罩产量", "工厂没有电"]
)
def test_paragraphs_are_ranked_by_bm25(tmp_path, query):
    """Full-text scores of paragraphs are those of an independent BM25."""
    with readable(filled(tmp_path / "index", TALKS)) as store:
        found = store.search_text(terms(query), 100)
        passages = store.passages([hit.passage for hit in found])
    texts = {(name, i): text for name, talk in TALKS.items() for i, text in enumerate(talk, 1)}
    expected = plain_bm25(texts, terms(query))
    scores = {
        (passages[hit.passage].interview, passages[hit.passage].paragraph.number): hit.score
        for hit in found
    }
    assert scores == pytest.approx(expected, rel=1e-4)
    assert [hit.score for hit in found] == sorted(scores.values(), reverse=True)


@pytest.mark.parametrize("query", ["the harbour", "ships rivers", "口罩产量"])
def test_sentences_have_statistics_of_their_own(tmp_path, query):
    """Full-text scores of sentences come from sentences, and from paragraphs that are one."""
    sentences = {}
    for name, talk in TALKS.items():
        units = cut_units(made_interview(name, talk))
        split = {unit.paragraph for unit in units if unit.kind == "sentence"}
        for unit in units:
            alone = unit.kind == "paragraph" and unit.paragraph not in split
            if unit.kind == "sentence" or alone:
                sentences[name, unit.paragraph, unit.start] = unit.text
    with readable(filled(tmp_path / "index", TALKS)) as store:
        found = store.search_text(terms(query), 100, kind="sentence")
    expected = plain_bm25(sentences, terms(query))
    assert [hit.score for hit in found] == pytest.approx(
        sorted(expected.values(), reverse=True), rel=1e-4
    )


@pytest.mark.parametrize("kind", ["paragraph", "sentence"])
def test_text_search_in_one_interview_keeps_its_hits_only(tmp_path, kind):
    """Restricting to an interview leaves exactly its hits, with the scores they had."""
    with readable(filled(tmp_path / "index", TALKS)) as store:
        everywhere = store.search_text(terms("the harbour ships"), 100, kind=kind)
        here = store.search_text(terms("the harbour ships"), 100, "school", kind)
        owners = store.passages([hit.passage for hit in everywhere])
        assert here == [hit for hit in everywhere if owners[hit.passage].interview == "school"]
        assert here
        assert store.search_text(["harbour"], 5, "nobody", kind) == []


@settings(max_examples=60, deadline=None)
@given(query=st.lists(st.text(max_size=12), max_size=30))
def test_no_term_is_read_as_query_syntax(tmp_path_factory, query):
    """Whatever the terms are, the search answers, and finds what the plain terms among them do."""
    directory = tmp_path_factory.getbasetemp() / "syntax"
    if not directory.exists():
        filled(directory, TALKS)
    odd = ['"', "AND", "NOT", "a*", "terms:x", "NEAR(", "(", "\0", "", " ", "\ud800"]
    with readable(directory) as store:
        found = store.search_text([*query, *odd, "harbour"], 50)
        assert {hit.passage for hit in store.search_text(["harbour"], 50)} <= {
            hit.passage for hit in found
        }


def test_thousands_of_terms_are_no_error(tmp_path):
    """A question as long as a book is searched by its rarest terms."""
    with readable(filled(tmp_path / "index", TALKS)) as store:
        found = store.search_text([*(f"word{n}" for n in range(20_000)), "harbour"], 5)
    assert len(found) == 3


def test_very_common_terms_are_left_out_of_large_tables(tmp_path, monkeypatch):
    """Where a table is large, a term that many rows hold is not searched for beside a rare one."""
    monkeypatch.setattr("index.common_terms.LARGE", 3)
    monkeypatch.setattr("index.fulltext._MOST_SCORED", 7)
    talk = [f"common word{n}" for n in range(8)]
    with readable(filled(tmp_path / "index", {"talk": talk})) as store:
        assert len(store.search_text(["common", "word3"], 50)) == 1
        assert len(store.search_text(["common"], 50)) == 8


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9)), st.integers(1, 20))
def test_the_rarest_terms_are_chosen(rows, most):
    """As many of the rarest terms are searched for as their rows are affordable, at least one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.fulltext._MOST_SCORED", most)
        chosen = _rarest(list(rows), rows.__getitem__)
    every = sorted(filter(None, rows.values()))
    affordable = sum(total <= most for total in accumulate(every))
    assert [rows[term] for term in chosen] == every[: max(affordable, 1)]
