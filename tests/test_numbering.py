from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.transcript import parse_interview
from qa.numbering import find_groups, numeral


def groups_of(*paragraphs):
    text = "问:有哪些经验?\n答:" + "\n".join(paragraphs)
    interview = parse_interview(Document("x.txt", text, "utf-8"), "x")
    return [
        [interview.paragraphs[i.paragraph - 1].text[i.start : i.end] for i in group.items]
        for group in find_groups(interview)
    ]


def test_points_may_span_paragraphs():
    """一是…二是…三是 over three paragraphs are one group."""
    assert groups_of("做了三件事。", "一是快。很快。", "二是实。", "三是好。") == [
        ["一是快。很快。", "二是实。", "三是好。"]
    ]


def test_a_list_inside_a_point_is_a_group_of_its_own():
    """The inner 一是 does not end the outer list; the outer goes on after it."""
    outer, inner = sorted(
        groups_of("一是快。", "二是实。一是抓服务。二是抓政策。三是抓协同。", "三是好。"), key=len
    )[::-1]
    assert [item[:2] for item in outer] == ["一是", "二是", "三是"]
    assert {inner[1][:4], outer[1][:4]} == {"二是实。", "二是抓政"}


def test_points_opened_alike_are_a_group():
    """在…方面 three times is a list without numbers."""
    assert len(groups_of("在技术方面,好。", "在制造方面,好。", "在绿色方面,好。")[0]) == 3


def test_other_ways_of_numbering():
    """首先/其次/最后, 第一/第二, (1)(2) and English ordinals number points too."""
    assert len(groups_of("首先,要快。其次,要好。最后,要省。")[0]) == 3
    assert len(groups_of("第一,要快。第二,要好。")[0]) == 2
    assert len(groups_of("(1)要快。(2)要好。")[0]) == 2
    assert len(groups_of("First, be quick. Second, be good. Finally, be brief.")[0]) == 3


def test_numbers_in_sentences_are_not_points():
    """A lone 一是, a year or a decimal opens no group."""
    assert groups_of("一是一,二是二不是三。"[:4], "在2020.5月,增长3.5%。") == []


@given(
    st.lists(
        st.sampled_from(["一是", "二是", "三是", "首先,", "在甲方面,", "好。", "\n", "第一,"]),
        max_size=25,
    )
)
def test_groups_never_share_or_overlap_items(pieces):
    """Any sequence of markers: items of a group are in order and apart."""
    text = "答:x\n问:y\n答:" + "".join(pieces)
    interview = parse_interview(Document("x.txt", text, "utf-8"), "x")
    for group in find_groups(interview):
        places = [(item.paragraph, item.start, item.end) for item in group.items]
        assert places == sorted(places)
        assert len(set(places)) == len(places) > 1


def test_numerals():
    """Chinese and Arabic numbers up to 99."""
    assert [numeral(text) for text in ("一", "十", "十二", "二十", "三十五", "两", "7")] == [
        1, 10, 12, 20, 35, 2, 7,
    ]  # fmt: skip
