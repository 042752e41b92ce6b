from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_interviews import (
    DIMENSION,
    ENCODER,
    TALKS,
    filled,
    made_entry,
    made_interview,
    made_source,
    readable,
    writable,
)

from index.errors import SourceError, StoreError, UnknownInterview
from index.passages import cut_units
from index.speakers import Speaker
from index.store import Entry
from index.transcript import Fact

ROOT = Path(__file__).resolve().parent.parent


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=()), min_size=1, max_size=40),
        min_size=1,
        max_size=4,
    ),
    title=st.text(st.characters(exclude_categories=())),
)
def test_an_interview_comes_back_as_it_was(places, texts, title):
    """Any text, lone surrogates and NULs included, is the same after closing and opening."""
    directory = places.new()
    interview = replace(
        made_interview("talk", texts),
        title=title,
        speakers=(Speaker(title, "interviewee"),),
        facts=(Fact("title", title, 1, 0, 1),),
    )
    with writable(directory) as store:
        units = cut_units(interview)
        vectors = np.ones((len(units), DIMENSION), np.float32)
        store.replace(made_source("talk"), [Entry(interview, units, vectors)])
    with readable(directory) as store:
        assert store.interview("talk") == interview
        summary = store.interviews()[0]
        assert (summary.title, summary.paragraphs) == (title, len(texts))
        assert store.passage_at("talk", 1).paragraph == interview.paragraphs[0]


def test_replacing_leaves_nothing_of_the_old_version(places):
    """After a replacement every table holds the rows of the new version and no other."""
    directory = filled(places.new(), {"talk": TALKS["harbour"]})
    with writable(directory) as store:
        store.replace(made_source("talk"), [made_entry("talk", TALKS["school"], 5)])
        assert store.search_text(["fish"], 10) == []
        assert store.sweep() > 0
    assert places.rows(directory) == places.rows(filled(places.new(), {"talk": TALKS["school"]}))


def test_removing_leaves_no_rows(places):
    """When the last source is removed every table is empty."""
    directory = filled(places.new(), TALKS)
    with writable(directory) as store:
        assert [store.remove_source(source) for source in store.sources()] == [1, 1, 1]
        assert store.search_dense(np.ones(DIMENSION, np.float32), 5) == []
        assert store.interviews() == []
        assert store.sweep() > 0
    assert set(places.rows(directory).values()) == {0}


def test_an_interview_id_of_another_file_is_refused(places):
    """Two files with the same interview id are both named, and the first one stays."""
    with writable(places.new()) as store:
        store.replace(made_source("one"), [made_entry("talk", TALKS["harbour"])])
        with pytest.raises(SourceError, match=r"(?s)talk\.txt.*/made/one\.txt.*'talk'"):
            store.replace(made_source("two"), [made_entry("talk", TALKS["school"])])
        assert len(store.interview("talk").paragraphs) == 3
        assert list(store.sources()) == ["/made/one.txt"]


def test_a_passage_id_that_comes_twice_is_refused(places):
    """A passage id that is taken is named, in another interview and in the same one."""
    entry = made_entry("talk", TALKS["harbour"])
    first = entry.interview.paragraphs[0].id
    other = made_entry("other", TALKS["school"])
    paragraphs = tuple(replace(each, id=first) for each in other.interview.paragraphs)
    clash = replace(other, interview=replace(other.interview, paragraphs=paragraphs))
    with writable(places.new()) as store:
        with pytest.raises(SourceError, match=first):
            store.replace(made_source("other"), [clash])
        store.replace(made_source("talk"), [entry])
        with pytest.raises(SourceError, match=first):
            store.replace(made_source("other"), [clash])
        assert [each.id for each in store.interviews()] == ["talk"]


def test_a_replacement_that_fails_leaves_the_old_version(places):
    """When the second interview of a file is refused, the file's old interviews answer on."""
    good, bad = made_entry("good", ["New text."]), made_entry("other", ["Taken."])
    with writable(places.new()) as store:
        store.replace(made_source("other"), [bad])
        store.replace(made_source("file"), [made_entry("old", TALKS["harbour"])])
        with pytest.raises(SourceError):
            store.replace(made_source("file"), [good, bad])
        assert [each.id for each in store.interviews()] == ["old", "other"]
        assert store.search_text(["fish"], 5)


def test_unknown_interviews_and_rows(places):
    """A name that is not there is an error, a row that is not there is left out."""
    with readable(filled(places.new(), TALKS)) as store:
        with pytest.raises(UnknownInterview, match="nobody"):
            store.interview("nobody")
        with pytest.raises(UnknownInterview, match="99"):
            store.passage_at("school", 99)
        assert store.passages([10**6]) == {}
        assert store.units([10**6]) == []
        assert store.search_dense(np.ones(DIMENSION, np.float32), 5, "nobody") == []
        assert store.has_interview("school")
        assert not store.has_interview("nobody")


def test_a_reader_cannot_write(places):
    """An index opened for reading refuses changes in one sentence."""
    with (
        readable(filled(places.new(), TALKS)) as store,
        pytest.raises(StoreError, match="reading only"),
    ):
        store.remove_source("/made/school.txt")


def test_the_encoder_of_an_index_is_told(places):
    """Whoever opens an index for any encoder learns which one it needs."""
    with readable(filled(places.new(), TALKS), None, None) as store:
        assert (store.fingerprint, store.dimension) == (ENCODER, DIMENSION)
        assert store.counts()[:2] == (3, 7)
