import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clock import clock, seconds


@pytest.mark.parametrize(
    ("written", "at"), [("0:12", 12), ("01:02:03,500", 3723.5), ("1:02:03.5", 3723.5)]
)
def test_written_times_are_seconds(written, at):
    """As players, subtitles and transcripts write them."""
    assert seconds(written) == at


@pytest.mark.parametrize("written", ["", "12", "1:2", "a:bc", "1:02:03:04"])
def test_what_is_no_time_is_refused(written):
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="not a time"):
        seconds(written)


@given(st.integers(0, 999 * 3600))
def test_what_is_shown_can_be_read_back(at):
    """Whole seconds survive."""
    assert seconds(clock(at)) == at
