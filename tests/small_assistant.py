"""A real assistant over a few short interviews; the search alone finds and judges."""

from contextlib import contextmanager

from hashing_encoder import HashingEncoder

from index.build import ingest
from index.store import Store
from qa.assistant import Assistant
from qa.web.asking import Asker
from qa.web.loading import LazyAssistant
from qa.web.metrics import Metrics

TALKS = {
    "boats": """The boats

Reporter: What are the boats made of?

Anna Berg: The boats are made of oak, and every one of them was built in this village.

Reporter: How many are left?

Anna Berg: Seven boats are left, and two of them still go out to sea.
""",
    "harbour": """The harbour

Reporter: When did the harbour open?

Mary Smith: The harbour opened in 1931, and the harbour was dug by hand.

Reporter: Does anybody fish here today?

Mary Smith: Nobody fishes here today, for the last net was sold years ago.
""",
    "school": """The school

Reporter: Who paid for the school?

John Hill: The school was paid for by the fishermen of this village.

Reporter: What did you learn there?

John Hill: We learned to read and to mend nets, in one room for all of us.
""",
}


@contextmanager
def store_of(folder, talk):
    """Open an index of one interview, given as its text, that is built in a folder."""
    file, encoder = folder / "talk.txt", HashingEncoder()
    file.write_text(talk, encoding="utf-8")
    assert not ingest([file], folder / "index", encoder).failed
    with Store.open(folder / "index") as store:
        yield store


def small_assistant(folder):
    """Return an assistant for the talks, whose index is built in a folder."""
    for name, talk in TALKS.items():
        (folder / f"{name}.txt").write_text(talk, encoding="utf-8")
    encoder = HashingEncoder()
    assert not ingest([folder], folder / "index", encoder).failed
    return Assistant(Store.open(folder / "index"), encoder)


def asker_of(assistant, **settings):
    """Return what asks an assistant that is loaded already."""
    lazy = LazyAssistant(lambda: assistant)
    lazy.get(10)
    return Asker(lazy, Metrics(), **settings)
