"""The last answer → what its interviewee says next.

Who asks on about an answer often asks what the interviewer asked on about, or what came next
anyway: the paragraphs behind the one that was quoted are likelier than others to hold it. The
quoted one itself gains nothing, or every follow-up would find the previous answer again, but where
it is all that tells what a follow-up leaves out (`qa/following.py`).
"""

from collections.abc import Sequence
from dataclasses import replace

from index.grams import terms
from index.store import Passage, Store
from qa.exchange import best_first, is_asked
from qa.question import content_terms
from qa.retriever import Ranked

# An answer's paragraph is found by so many of its characters, and must hold this share of their
# terms.
_CHARACTERS, _SHARE = 160, 0.6
# How many paragraphs behind the quoted one gain, and what each further one gains less.
PARAGRAPHS, _DECAY = 6, 0.85


def quoted_in(answer: str, store: Store, interview: str | None) -> Passage | None:
    """Return the paragraph that an answer quotes."""
    start = answer[:_CHARACTERS]
    wanted = {term for term in terms(start) if len(term) > 1}
    hits = store.search_text(content_terms(start), 1, interview) if wanted else []
    quoted = next(iter(store.passages([hit.passage for hit in hits]).values()), None)
    if not quoted or len(wanted & set(terms(quoted.paragraph.text))) < _SHARE * len(wanted):
        return None
    return quoted


def said_next(quoted: Passage, store: Store) -> list[Passage]:
    """Return the interviewee's paragraphs behind a quoted one, in order."""
    number = quoted.paragraph.number
    behind = store.passages_at(quoted.interview, range(number + 1, number + 1 + 2 * PARAGRAPHS))
    return [each for each in behind if not is_asked(each)][:PARAGRAPHS]


def with_next(
    ranked: Sequence[Ranked], following: Sequence[Passage], gain: float
) -> tuple[Ranked, ...]:
    """Return the candidates, those said next with a gain that falls with the distance."""
    if not ranked:
        return ()
    found = {each.passage.row: each for each in ranked}
    last = min(ranked, key=lambda each: each.score)
    for place, passage in enumerate(following):
        own = found.get(passage.row) or replace(last, passage=passage, reading=None)
        found[passage.row] = replace(own, score=own.score + gain * _DECAY**place)
    return best_first(found.values())
