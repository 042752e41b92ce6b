"""Interviews, entries and stores made to measure for tests."""

import numpy as np

from index.passages import cut_units
from index.store import Entry, Source, Store
from index.transcript import Interview, Paragraph

DIMENSION = 8
ENCODER = "made"
TALKS = {
    "harbour": [
        "The harbour opened in 1931. It was dug by hand. Ships of 5G class came in 1.3 days.",
        "We built the harbour again after the war, and the harbour paid for the school.",
        "Nobody fishes here today.",
    ],
    "school": [
        "My school stood beside the river. The teachers came from the harbour.",
        "A teacher read to us about ships and rivers. We read the same book for years.",
    ],
    "工厂": [
        "工厂建成以后，产量翻了一番。我们每天生产口罩六千万只。",
        "建厂的时候没有路，也没有电。",
    ],
}


def made_interview(name, texts, source=None):
    """Return an interview of the given paragraphs."""
    paragraphs, offset = [], 0
    for number, text in enumerate(texts, 1):
        spans = ((offset, offset + len(text)),)
        paragraphs.append(Paragraph(f"{name}#p{number}", number, "text", text, spans))
        offset += len(text) + 2
    return Interview(
        name, name.title(), source or f"{name}.txt", "\n\n".join(texts), "en", tuple(paragraphs)
    )


def made_entry(name, texts, seed=0, dimension=DIMENSION):
    """Return an entry with random unit vectors; equal seeds give equal ones."""
    interview = made_interview(name, texts)
    units = cut_units(interview)
    vectors = np.random.default_rng(seed).normal(size=(len(units), dimension)).astype(np.float32)
    return Entry(interview, units, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def made_source(name, version="1"):
    """Return the source that a made interview comes from."""
    return Source(f"/made/{name}.txt", f"sha of {name}", version)


def writable(directory, encoder=ENCODER, dimension=DIMENSION):
    """Open an index for writing."""
    return Store.create(directory, encoder_fingerprint=encoder, dimension=dimension)


def readable(directory, encoder=ENCODER, dimension=DIMENSION):
    """Open an index for reading."""
    return Store.open(directory, encoder_fingerprint=encoder, dimension=dimension)


def filled(directory, interviews, seed=0):
    """Make an index of {name: paragraphs} and close it."""
    with writable(directory) as store:
        for number, (name, texts) in enumerate(interviews.items(), seed):
            store.replace(made_source(name), [made_entry(name, texts, number)])
    return directory
