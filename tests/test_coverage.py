import pytest

from qa.coverage import coverage
from qa.question import read_question


def test_coverage_is_the_share_of_the_terms_present():
    """Pairs of characters count double."""
    question = read_question("开通了多少个5G基站?")
    assert coverage(question, "开通了5G基站") == 1
    assert coverage(question, "别的") == 0
    assert 0 < coverage(question, "车站") < 0.5


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many base stations?", "全省开通了5万个基站"),
        ("基站有多少个?", "The province built 50,000 base stations."),
    ],
)
def test_a_translation_of_a_term_counts_where_the_languages_differ(question, text):
    """In either direction."""
    assert coverage(read_question(question), text) == pytest.approx(1)
    assert coverage(read_question("Where do bananas grow?"), "全省开通了5万个基站") == 0
