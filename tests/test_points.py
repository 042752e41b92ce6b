import pytest

from qa.points import in_detail, ordinal


@pytest.mark.parametrize(
    ("question", "number"),
    [("第二个方面讲了什么?", 2), ("第3点呢?", 3), ("And the third?", 3), ("开通了多少?", None)],
)
def test_ordinals_name_a_point(question, number):
    """In Chinese, in digits and in English."""
    assert ordinal(question) == number


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("第二个具体怎么做的?", True),
        ("第三个方面有哪些举措?", True),
        ("How was the second one done?", True),
        ("第二个呢?", False),
        ("And the third?", False),
    ],
)
def test_a_point_may_be_asked_for_in_detail(question, detail):
    """By how, by a list, or in so many words."""
    assert in_detail(question) is detail


@pytest.mark.parametrize(
    ("listed", "asked", "paragraphs"),
    [
        ("三个坚决是什么?", "第二个呢?", [26]),
        ("三个坚决是什么?", "第二个具体怎么做的?", [26, 27, 28, 29]),
        ("三个坚决是什么?", "第三个方面有哪些举措?", [30, 31, 32, 33]),
        ("民营经济做了哪五方面工作?", "第一个方面具体讲了什么?", [38]),
    ],
)
def test_a_point_asked_for_in_detail_comes_with_its_own_points(
    assistant, listed, asked, paragraphs
):
    """Those that stand in other paragraphs, up to the next point of the list."""
    answer = assistant.ask(asked, [listed])
    assert [citation.paragraph for citation in answer.citations] == paragraphs


def test_a_point_ends_where_the_next_one_of_its_paragraph_begins(assistant):
    """Three points stand in one paragraph; the second is no more than its own sentences."""
    answer = assistant.ask("第二个呢?", ["复工复产的措施实体现在哪三个抓?"])
    (citation,) = answer.citations
    assert citation.quote.startswith("二是抓政策措施")
    assert "三是" not in citation.quote
