import numpy as np

from training.fit_weights import Asked, firsts, recall, weighted

# Features: the span's score, then the reader's logit, foreign, the share of words.
ANSWERED = Asked(
    answerable=True,
    scores=[0.5, 0.6, 0.1],
    features=[[-1.0, 3.0, 0.0, 0.0], [-2.0, 1.0, 0.0, 0.0], [-3.0, -4.0, 0.0, 0.0]],
    right=[True, False, False],
)
REFUSED = Asked(answerable=False, scores=[0.4], features=[[-2.0, 2.0, 0.0, 0.0]], right=[False])


def test_the_reader_changes_which_passage_is_first():
    """By its weight; without any the search decides."""
    assert recall([ANSWERED, REFUSED], 0.0, 0.0, 0.0) == 0.0
    assert recall([ANSWERED, REFUSED], 0.1, 0.0, 0.0) == 1.0
    assert np.argmax(weighted(ANSWERED, 0.1, 0.0, 0.0)) == 0


def test_an_answered_question_is_asked_again_of_the_passages_that_do_not_answer():
    """So that every set has questions without an answer; the span's score is no feature."""
    rows, labels = firsts([ANSWERED, REFUSED], (0.1, 0.0, 0.0))
    assert rows.tolist() == [[3.0, 0.0, 0.0], [1.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    assert labels.tolist() == [True, False, False]
