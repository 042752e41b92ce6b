import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.roles import asks, assign_roles, role_word

ROLES = {"interviewer", "interviewee", "other"}


@pytest.mark.parametrize(
    ("name", "role"),
    [("记者", "interviewer"), ("Q", "interviewer"), ("Q1", "interviewer"),
     ("主持人甲", "interviewer"), ("嘉宾", "interviewee"), ("A", "interviewee"),
     ("Speaker 2", "other"), ("观众", "other"),
     ("于海田", ""), ("Quentin", "")],
)  # fmt: skip
def test_a_label_may_say_its_role(name, role):
    """Words for asking, answering and neither are known, with a number or letter behind them."""
    assert role_word(name) == role


@pytest.mark.parametrize(
    ("text", "asking"),
    [("When did it open?", True), ("您怎么看呢", True), ("是这样吗。", True), ("It opened.", False),
     ("Is it? No, it was dug by hand, by the people of the town, who had nothing but spades then.",
      False)],
)  # fmt: skip
def test_a_turn_asks_when_it_ends_with_a_question(text, asking):
    """A question answered in the same breath asks nothing."""
    assert asks(text) is asking


def test_who_asks_is_the_interviewer_and_who_talks_the_guest():
    """Without a word in the labels, the way of speaking decides."""
    turns = [("Tom", "When?"), ("Ann", "In 1931, when I was a child."), ("Tom", "By whom?"),
             ("Ann", "By the people of the town."), ("Bob", "Coffee is ready.")]  # fmt: skip
    assert assign_roles(turns, "A talk") == {
        "Tom": "interviewer", "Ann": "interviewee", "Bob": "other",
    }  # fmt: skip


def test_an_outlets_name_asks():
    """A newspaper or channel is no guest; who talks most beside it is."""
    turns = [
        ("BBC News", "Tell us."),
        ("Ann", "It is a long story."),
        ("Bob", "Yes."),
    ]
    assert assign_roles(turns, "") == {
        "BBC News": "interviewer", "Ann": "interviewee", "Bob": "other",
    }  # fmt: skip


def test_in_a_meeting_of_many_nobody_is_either():
    """Seven voices are no interview, unless the title says so."""
    turns = [(f"P{n}", "What now?" if n == 3 else f"I think so, says {n}." * n) for n in range(7)]
    assert set(assign_roles(turns, "Minutes").values()) == {"other"}
    assert "interviewer" in assign_roles(turns, "Interview with P6").values()


@given(
    st.lists(st.tuples(st.sampled_from(["Ann", "记者", "Q", "甲", "BBC News", "Bob"]), st.text())),
    st.text(max_size=20),
    st.dictionaries(st.sampled_from(["Ann", "Bob", "甲"]), st.sampled_from(sorted(ROLES))),
)
def test_everybody_gets_a_role_and_what_is_stated_holds(turns, title, stated):
    """Whatever is said, each speaker has one of three roles, the stated one where there is one."""
    roles = assign_roles(turns, title, stated)
    assert set(roles) == {name for name, _ in turns}
    assert set(roles.values()) <= ROLES
    assert all(roles[name] == role for name, role in stated.items() if name in roles)
