"""The targets of `make fuzz`, with Hypothesis: any bytes, and pieces of what formats are made of.

$INTERVIEW_FUZZ says how many inputs each target gets (60 by default).
"""

import os

import pytest
from fuzz_targets import SEEDS, TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INPUTS = int(os.environ.get("INTERVIEW_FUZZ", "60"))
_PIECES = [
    *(
        "记者:",
        "甲：",
        "Q: ",
        "一是",
        "「",
        "」",
        "“",
        "”",
        "臺灣",
        "５Ｇ",
        "ﬁ",
        "1.3",
        "[1]",
        "**",
    ),
    *("\n", "\r\n", "\n\n", "\t", "\0", "\u2028", "\ufeff", "\u200b", "# ", "> ", "* ", "---\n"),
    *("title: ", "speakers:", "1\n", "00:00:01,000 --> 00:00:02", "WEBVTT\n", "<v 甲>", "<p>"),
    *(
        "</p>",
        "<script>",
        "<!--",
        "&amp;",
        "<w:p>",
        "<w:t>",
        '{"segments":[',
        '"text":',
        '"start":',
    ),
    *("}", "]", "1e999", "-1", "NaN", "null"),
]


def inputs(name):
    """Return bytes for a target: any, pieces put together, and seeds with a part exchanged."""
    pieces = st.lists(
        st.one_of(st.sampled_from([piece.encode() for piece in _PIECES]), st.binary(max_size=9)),
        max_size=40,
    ).map(b"".join)
    seed = st.sampled_from(SEEDS[name] or [b""])
    changed = st.tuples(seed, st.integers(0, 400), st.binary(max_size=9), st.integers(0, 30)).map(
        lambda each: each[0][: each[1]] + each[2] + each[0][each[1] + each[3] :]
    )
    return st.one_of(st.binary(max_size=300), pieces, changed)


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name):
    """Offsets are exact or the input is refused in one sentence; nothing else ever happens."""

    @settings(max_examples=INPUTS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=inputs(name))
    def tried(data):
        TARGETS[name](data)

    tried()
