import pytest

from qa.span_scores import exact_match, f1, tokens


def test_characters_count_one_by_one_and_words_whole():
    """Punctuation, case and width do not count."""
    assert tokens("建成５Ｇ基站，共 3.5 万 Big-Data!") == [
        "建", "成", "5g", "基", "站", "共", "3", "5", "万", "big", "data",
    ]  # fmt: skip


def test_an_exact_match_ignores_punctuation_and_takes_any_expected_answer():
    """One of several is enough."""
    assert exact_match(["六千万只", "6000万只"], "「6000万只」。") == 1.0
    assert exact_match(["6000万只"], "调拨6000万只") == 0.0


@pytest.mark.parametrize(
    ("given", "score"), [("6000万只", 1.0), ("口罩6000万只", 0.75), ("防护服", 0.0), ("", 0.0)]
)
def test_f1_is_that_of_the_longest_shared_run(given, score):
    """Three shared tokens of three expected and five given: 2 * 0.6 * 1 / 1.6."""
    assert f1(["6000万只"], given) == pytest.approx(score)


def test_f1_does_not_add_up_pieces_that_do_not_touch():
    """CMRC counts the longest common run only."""
    assert f1(["甲乙丙丁"], "甲乙x丙丁") == pytest.approx(2 * (2 / 5) * (2 / 4) / (2 / 5 + 2 / 4))
