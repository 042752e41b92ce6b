import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import QuestionError, UnknownInterview
from index.normal import to_script
from index.store import Store
from qa.verify import differences, quotations, verify
from tests.made_interviews import TALKS, filled, readable


@pytest.fixture(scope="module")
def store(default_index):
    """The index of the default interview, opened without an encoder."""
    with Store.open(default_index, encoder_fingerprint=None, dimension=None) as opened:
        yield opened


def said(store):
    """Return the paragraphs that someone said in the default interview."""
    name = store.interviews()[0].id
    return [each for each in store.interview(name).paragraphs if each.role == "interviewee"]


def source_of(store, found):
    """Return the characters of the source that a finding's spans name."""
    text = store.interview(found.interview).text
    return "".join(text[start:end] for start, end in found.spans)


def test_real_words_are_found_with_speaker_and_exact_spans(store):
    """The spans spell the words, which spell the quotation."""
    paragraph = said(store)[3]
    quoted = paragraph.text[5:40]
    found = verify(quoted, store)
    assert {each.status for each in found} == {"exact"}
    assert found[0].speaker == paragraph.speaker
    assert found[0].role == "interviewee"
    assert all(source_of(store, each) == each.words for each in found)


def test_script_width_spaces_and_quotation_marks_do_not_matter(store):
    """What a typesetter changes does not make a quotation wrong."""
    words = said(store)[3].text[5:40]
    varied = to_script(words, "zh-Hant").replace(",", "，").replace("0", "０")
    varied = f"他说:「{' '.join(varied)}」"
    found = verify(varied, store)
    assert [each.status for each in found] == ["exact"]


def test_a_wrong_number_is_marked(store):
    """The difference is spelled out: what was added and what was really said."""
    paragraph = next(each for each in said(store) if "6000万只" in each.text)
    at = paragraph.text.index("6000万只")
    words = paragraph.text[at - 8 : at + 6]
    found = verify(f"“{words.replace('6000', '9000')}”", store)[0]
    assert found.status == "differs"
    assert ("added", "9") in found.differences
    assert ("missing", "6") in found.differences
    assert "6000" in found.words
    assert source_of(store, found) == found.words


def test_words_that_nobody_said_are_not_found(store):
    """Nothing alike: no words, no place."""
    found = verify("“月亮上的兔子今天晚上唱歌跳舞吃胡萝卜”", store)[0]
    assert (found.status, found.words, found.spans) == ("not found", "", ())


def test_a_decimal_point_is_part_of_a_number(tmp_path):
    """1.3 is not 13, however little a point looks like."""
    filled(tmp_path, TALKS)
    with readable(tmp_path) as store:
        assert verify("Ships of 5G class came in 1.3 days", store)[0].status == "exact"
        assert verify("Ships of 5G class came in 13 days", store)[0].status == "differs"


def test_the_search_can_be_restricted_to_one_interview(tmp_path):
    """What another interview says is not found there; an unknown one is named."""
    filled(tmp_path, TALKS)
    with readable(tmp_path) as store:
        assert verify("Nobody fishes here today", store, "harbour")[0].status == "exact"
        assert verify("Nobody fishes here today", store, "school")[0].status != "exact"
        with pytest.raises(UnknownInterview):
            verify("Nobody fishes here today", store, "nowhere")


def test_what_stands_in_quotation_marks_is_looked_up_and_nothing_else():
    """Any pair of marks; a text without any is taken sentence by sentence."""
    assert quotations("他说“甲乙丙”,又说「丁戊己」。") == ["甲乙丙", "丁戊己"]
    assert quotations("第一句话。第二句话。") == ["第一句话。", "第二句话。"]


@pytest.mark.parametrize("text", ["", "……", "“”", "x" * 20_001])
def test_nothing_to_look_up_is_said_so(text, store):
    """One sentence, no search."""
    with pytest.raises(QuestionError):
        verify(text, store)


@settings(max_examples=60)
@given(st.text(alphabet="甲乙丙1.5%a ", max_size=20), st.text(alphabet="甲乙丙1.5%a ", max_size=20))
def test_differences_spell_both_texts(one, other):
    """Same and added letters give the quotation, same and missing ones the real words."""

    def letters(text):
        return [char for char in text if char.isalnum()]

    marks = list(differences(one, other))
    ours = "".join(text for mark, text in marks if mark != "missing")
    theirs = "".join(text for mark, text in marks if mark != "added")
    assert letters(ours) == letters(one)
    assert letters(theirs) == letters(other)
