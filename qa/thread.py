"""What was said so far → the interviews that the conversation is in.

"门票要多少钱?" does not say of which place. Each turn, whoever's it was, speaks for the interviews
whose words it shares (BM25 of the best passage, as a share of the best interview's), recent turns
louder than old ones. The result only leans the ranking; words of earlier turns are not put into the
question, which would find the previous answer again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.store import Store
from qa.question import content_terms


@dataclass(frozen=True, slots=True)
class ThreadSettings:
    """`turns` are heard, each `decay` times as loud as the next; `interviews` are leaned to.

    `characters` of each turn count. Shares are squared by `power` 2, so that words which many
    interviews share speak for none.
    """

    turns: int = 9
    characters: int = 120
    decay: float = 0.9
    power: float = 2.0
    depth: int = 40
    interviews: int = 3


def leaning(
    turns: Sequence[str], store: Store, settings: ThreadSettings | None = None
) -> dict[str, float]:
    """Return the interviews that the turns (oldest first) are about, the likeliest one 1.0."""
    settings = settings or ThreadSettings()
    weights: dict[str, float] = defaultdict(float)
    for age, turn in enumerate(reversed(turns[-settings.turns :])):
        for interview, share in _shares(turn[: settings.characters], store, settings).items():
            weights[interview] += settings.decay**age * share**settings.power
    first = sorted(weights, key=lambda name: -weights[name])[: settings.interviews]
    return {name: weights[name] / weights[first[0]] for name in first}


def _shares(turn: str, store: Store, settings: ThreadSettings) -> Mapping[str, float]:
    hits = store.search_text(content_terms(turn), settings.depth)
    passages = store.passages([hit.passage for hit in hits])
    best: dict[str, float] = defaultdict(float)
    for hit in hits:
        if hit.passage in passages:
            name = passages[hit.passage].interview
            best[name] = max(best[name], hit.score)
    top = max(best.values(), default=0.0)
    return {name: score / top for name, score in best.items()} if top > 0 else {}
