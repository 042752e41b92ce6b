import pytest

from index.normal import fold
from qa.places import in_language, places, speaks_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("浙江省开通了多少5G基站?", ["浙江"]),
        ("內蒙古和印度尼西亞", ["内蒙古", "印度尼西亚"]),
        ("How do Taiwanese and North Korean factories differ?", ["taiwan", "north korea"]),
        ("向外省转移的产能", []),
        ("Indiana, Romance and thailandish", []),
    ],
)
def test_places_are_found_whole(text, names):
    """The longest name counts, adjectives too; parts of other words are no place."""
    assert [name for name, *_ in places(text)] == names


@pytest.mark.parametrize("text", ["在浙江、印尼", "Hong Kong's port"])
def test_a_place_stands_where_it_is_said_to(text):
    """The offsets hold the name in the folded, lower-case text."""
    found = list(places(text))
    assert found
    assert all(fold(text).lower()[start:end] == name for name, start, end in found)


@pytest.mark.parametrize(
    ("place", "text", "spoken"),
    [
        ("japan", "我们去了日本", True),
        ("日本", "the japanese way", True),
        ("印尼", "印度尼西亚的工厂", True),
        ("浙江", "山东的工厂", False),
    ],
)
def test_any_name_of_a_place_will_do(place, text, spoken):
    """A place is spoken of in either language, under any of its names."""
    assert speaks_of(place, text) is spoken


def test_a_place_has_a_name_in_the_other_language():
    """One that is listed in a single language keeps it."""
    assert in_language("zhejiang", english=False) == "浙江"
    assert in_language("北京", english=True) == "Beijing"
    assert in_language("浙江", english=False) == "浙江"
