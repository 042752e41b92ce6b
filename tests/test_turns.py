import pytest
from hashing_encoder import HashingEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import ingest
from index.documents import Document
from index.grams import terms
from index.store import Store
from index.transcript import parse_interview

LONG = "因为那一年的情况和从前完全不一样。"
TALK = f"""记者:去年的产量比前年增长了吗,请您说说?

于海田:对。

记者:为什么?

于海田:{LONG}

记者:嗯。

于海田:后来大家都跟着我们这样做了。
"""


def paragraphs(text):
    return parse_interview(Document("talk.txt", text, "utf-8"), "talk").paragraphs


def test_a_word_is_no_passage_of_its_own():
    """It joins its question, and the labels say whose words are whose."""
    first, second, third = paragraphs(TALK)
    assert first.text == "记者:去年的产量比前年增长了吗,请您说说?\n于海田:对。"
    assert (first.kind, first.speaker, first.exchange) == ("answer", "于海田", 1)
    assert second.text == f"记者:为什么?\n于海田:{LONG}\n记者:嗯。"
    assert (third.speaker, third.exchange) == ("于海田", 2)


def test_the_question_can_still_be_asked():
    """A table of contents lists it without the answer."""
    assert paragraphs(TALK)[0].question == "去年的产量比前年增长了吗,请您说说?"


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["记者", "于海田"]),
        st.sampled_from(["对。", "Yes.", "为什么?", "嗯。", LONG, LONG + "你说呢?", "5G"]),
    ),
    min_size=1,
    max_size=12,
)


@given(TURNS)
@settings(max_examples=150)
def test_no_two_exchanges_share_a_passage(turns):
    """Whatever the turns, a passage holds at most one change from answering to asking."""
    text = "\n\n".join(f"{name}:{said}" for name, said in turns)
    found = paragraphs(text)
    assert [each.exchange for each in found] == sorted(each.exchange for each in found)
    for each in found:
        assert "".join(text[s:e] for s, e in each.spans) == each.text
        if each.kind == "answer":
            questions = [n for n, line in enumerate(each.text.split("\n")) if line.endswith("?")
                         and line.startswith("记者:")]  # fmt: skip
            answers = [n for n, line in enumerate(each.text.split("\n"))
                       if line.startswith("于海田:")]  # fmt: skip
            assert not any(answer < question for answer in answers for question in questions)


@pytest.mark.parametrize("word", ["港口", "1931"])
def test_after_a_replaced_file_the_old_version_is_nowhere(tmp_path, word):
    """Neither by meaning, by words nor in the list is anything left of it."""
    talk, index, encoder = tmp_path / "talk.txt", tmp_path / "index", HashingEncoder()
    talk.write_text(f"记者:{word}是怎么回事,请讲一讲?\n\n李明:{word}的事情说来话长,慢慢讲。\n")
    ingest([talk], index, encoder)
    talk.write_text("记者:学校是怎么回事,请讲一讲?\n\n李明:学校的事情说来话长,慢慢讲。\n")
    ingest([talk], index, encoder)
    with Store.open(index, encoder_fingerprint="hashing:8", dimension=8) as store:
        rows = store.search_text(terms(word), 10, None, "paragraph")
        rows += store.search_text(terms(word), 10, None, "sentence")
        assert not rows
        hits = store.search_dense(encoder.queries([word])[0], 50)
        found = store.passages([hit.passage for hit in hits]).values()
        texts = [each.paragraph.text for each in found]
        assert texts
        assert not any(word in text for text in texts)
        assert not any(word in store.interview(each.id).text for each in store.interviews())
