import json

import pytest

from qa.web.turns import Choice, View
from qa.web.wishes import read_wishes


def test_what_was_chosen_comes_with_every_call():
    """The interview, or each by itself; the language, the address, and what was asked."""
    said = {
        "language": "en", "interview": "talk", "compare": True, "question": "Why?",
        "address": "https://talks.example/qa/",
    }  # fmt: skip
    wishes = read_wishes(json.dumps(said))
    assert wishes.choice == Choice("talk", compare=True)
    assert wishes.view == View("en", "https://talks.example/qa")
    assert wishes.given["question"] == "Why?"


@pytest.mark.parametrize("said", ["", "{}", '{"language": "tlh", "interview": null}'])
def test_what_is_missing_is_as_in_a_new_page(said):
    """No interview chosen, the first language."""
    wishes = read_wishes(said)
    assert (wishes.choice, wishes.view) == (Choice(), View("zh-Hans"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example", None])
def test_an_address_that_is_none_is_left_out(address):
    """Copied links then begin with a slash, as on the page."""
    assert read_wishes(json.dumps({"address": address})).view.address == ""
