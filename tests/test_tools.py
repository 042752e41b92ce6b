import inspect
import json

import pytest

from index.errors import UnknownInterview
from qa.web.tools import NoParagraph, tools
from tests.small_assistant import TALKS, asker_of, small_assistant

QUOTE = "The harbour opened in 1931"


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    """The tools of three interviews, by name."""
    with small_assistant(tmp_path_factory.mktemp("tools")) as opened:
        yield {tool.__name__: tool for tool in tools(asker_of(opened))}


def test_every_tool_says_what_it_does_and_what_it_takes(called):
    """A model reads nothing but the docstring, so each argument stands in it."""
    assert list(called) == ["list_interviews", "ask", "read_paragraph", "verify_quote"]
    for tool in called.values():
        described = inspect.getdoc(tool)
        assert described.partition("\n")[0].endswith(".")
        for name in inspect.signature(tool).parameters:
            assert f"    {name}: " in described


def test_what_is_listed_can_be_read_to_its_end(called):
    """Id, title and speakers are those of the interviews, and every paragraph counted is there."""
    listed = called["list_interviews"]()
    assert [(each["id"], each["title"]) for each in listed] == [
        (name, talk.partition("\n")[0]) for name, talk in TALKS.items()
    ]
    assert listed[1]["speakers"] == ["Reporter", "Mary Smith"]
    for each in listed:
        for number in range(1, each["paragraphs"] + 1):
            paragraph = called["read_paragraph"](each["id"], number)
            [(start, end)] = paragraph["spans"]
            assert (paragraph["interview"], paragraph["paragraph"]) == (each["id"], number)
            assert paragraph["text"] == TALKS[each["id"]][start:end]


@pytest.mark.parametrize("number", [-1, 0, 6])
def test_a_paragraph_that_is_not_there_is_told_with_those_that_are(called, number):
    """Numbers are counted from 1, and none is taken for another."""
    with pytest.raises(NoParagraph, match="'harbour' has paragraphs 1 to 5"):
        called["read_paragraph"]("harbour", number)


def test_an_interview_that_is_named_is_the_only_one_asked(called):
    """An empty name asks all, and one that is not there is an error."""
    question = "When did the harbour open?"
    for name, found in (("school", {"school"}), ("", {*TALKS})):
        assert {hit["interview"] for hit in called["ask"](question, name)["hits"]} == found
    with pytest.raises(UnknownInterview, match="nobody"):
        called["ask"](question, "nobody")


def test_a_quotation_is_looked_for_where_it_is_said_to_be(called):
    """In all interviews, or in the one that is named, whose nearest words differ."""
    for name in ("", "harbour"):
        [found] = called["verify_quote"](QUOTE, name)
        assert (found["status"], found["interview"]) == ("exact", "harbour")
        [(start, end)] = found["spans"]
        assert TALKS["harbour"][start:end] == QUOTE
    [other] = called["verify_quote"](QUOTE, "school")
    assert other["status"] != "exact"
    assert other["interview"] in {"school", ""}


def test_everything_that_is_returned_can_be_written_as_json(called):
    """What comes back from JSON is what was given: no tuple, no object of ours."""
    given = [
        called["list_interviews"](), called["ask"](f"{QUOTE}?"),
        called["read_paragraph"]("harbour", 3), called["verify_quote"](QUOTE),
    ]  # fmt: skip
    assert json.loads(json.dumps(given)) == given
