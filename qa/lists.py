"""A question for several points → all siblings of one group, each quoted.

"哪五方面工作", "三个坚决指哪三个", "有哪些经验" want every point of one numbered group, wherever
its points stand, and not the sub-points of one of them. The group is chosen by what announces
it: its lead sentence, the heading above it and the interviewer's question it answers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.encoder import Encoder
from index.normal import fold
from index.passages import sentences
from index.store import Store
from index.transcript import Interview
from qa.citation import Quote
from qa.coverage import coverage
from qa.glosses import gloss
from qa.numbering import Group, Item, find_groups, head, numeral
from qa.question import Question, is_foreign
from qa.retriever import Found

_NUMBER = r"([一二两三四五六七八九十]{1,2}|\d{1,2})"
_CLASSIFIER = "(?:个|大)?(?:方面|项|点|条|种|类|件|步|抓|个|大|措施|经验|坚决)"
_COUNTED = re.compile(
    rf"哪{_NUMBER}{_CLASSIFIER}|(?<!第){_NUMBER}{_CLASSIFIER}.*(?:哪|什么|分别|指|包括|有啥|是啥)|"
    # A list's name alone: "三个坚决".
    rf"^\W*{_NUMBER}(?:个|大|项|条)(?!.*[怎如多几吗呢])[一-鿿]{{2,6}}\W*$"
)
_PLURAL = re.compile(
    r"哪些|哪几|几个?方面|几大方面|分别(?:是|有|指|为)|包括(?:什么|哪)|有何|有什么(?:经验|措施|做法|举措|办法)|列举|"
    r"什么(?:措施|举措|经验|做法)|怎么做的"
)
_QUOTED = re.compile(r"[“\"「《]([^”\"」》]{2,20})[”\"」》]")
# The share of a question's words that a title in another language has at least: synonyms hide.
_FOREIGN = 0.5
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = re.compile(
    rf"\b(?:what|which|list|name)\b.*?(?:\b(?P<count>{'|'.join(_WORDS)}|\d{{1,2}})\b.*)?"
    r"\b(?:aspects|areas|measures|steps|ways|points|things|kinds|types|experiences?|practices|"
    r"efforts|principles|reasons|tasks|actions|pillars|fronts|respects|lessons)\b",
    re.IGNORECASE,
)
# "What are the three resolutes?": whatever they are called.
_ENGLISH_COUNTED = re.compile(
    r"\b(?:what|which|list|name)\b.*?\b(?:the|these|those|all|his|her|its|their|your)\s+"
    rf"({'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ListSettings:
    """When a group answers instead of a sentence.

    A group scores the cosine of its title plus `coverage` times the share of the question's terms
    in the title; it must be better than the best unit of any passage by `margin`. Among groups an
    inner one loses `depth` for each list it stands in, because its title repeats theirs. Where the
    title is in another language than the question, at least half of the terms count as covered.
    Where the question gives no count, a passage outside the group that the reader gives the logit
    `believed` answers instead: "哪些政策" may be one sentence's names.
    """

    coverage: float = 0.17
    depth: float = 0.03
    margin: float = 0.05
    counted_bonus: float = 0.05
    candidates: int = 10
    longest_item: int = 110
    believed: float = 2.5


@dataclass(frozen=True, slots=True)
class ListRequest:
    """That a question asks for several points, and how many when it says so."""

    count: int | None


def list_request(question: str) -> ListRequest | None:
    """Return what kind of list a question asks for, None when it does not ask for one."""
    folded = fold(question)
    if match := _COUNTED.search(folded):
        return ListRequest(numeral(next(filter(None, match.groups()))))
    if _PLURAL.search(folded):
        return ListRequest(None)
    if match := _ENGLISH.search(folded):
        word = (match["count"] or "").lower()
        count = _WORDS.index(word) + 2 if word in _WORDS else int(word or 0)
        return ListRequest(count or None)
    if match := _ENGLISH_COUNTED.search(folded):
        return ListRequest(_WORDS.index(match.group(1).lower()) + 2)
    return None


def _candidates(interview: Interview, near: set[int]) -> Iterator[Group]:
    """Yield the groups with a point in the paragraphs that were found, or announced by one."""
    for group in find_groups(interview):
        paragraphs = {item.paragraph for item in group.items}
        if near & (paragraphs | {group.items[0].paragraph - 1}):
            yield group


def point_quote(interview: Interview, store: Store, item: Item, longest: int) -> Quote:
    """Quote a point: its first sentence, and what follows while it stays short."""
    passage = store.passage_at(interview.id, item.paragraph)
    text = passage.paragraph.text
    first = item.start + len(head(text, item))
    ends = [item.start + end for _, end in sentences(text[item.start : item.end])]
    end = max([first, *(end for end in ends if end - item.start <= longest)])
    return Quote(passage, item.start, end, (item.start, first) if first < end else None)


@dataclass(frozen=True, slots=True)
class _Choice:
    interview: Interview
    group: Group
    score: float


def asked_list(
    question: Question, found: Found, store: Store, encoder: Encoder, settings: ListSettings
) -> list[Quote]:
    """Return one quote for each point of the group a question asks for, none if there is none."""
    request = list_request(question.text)
    if request is None:
        return []
    choices = _announced_by(question, list(_choices(request, found, store, settings)))
    if not choices:
        return []
    # One call for all titles: the encoder is the costly part.
    cosines = encoder.passages([fold(group.title) for _, group in choices]) @ found.vector
    scored = [
        _Choice(interview, group, float(cosine) + settings.coverage * _covered(question, group))
        for cosine, (interview, group) in zip(cosines, choices, strict=True)
    ]
    best = max(scored, key=lambda choice: choice.score - settings.depth * choice.group.depth)
    bonus = settings.counted_bonus if request.count else 0.0
    nearest = max(candidate.cosine for candidate in found.ranked)
    if best.score + bonus < nearest + settings.margin:
        return []
    if request.count is None and _answered_outside(best.group, found, settings):
        return []
    longest = settings.longest_item
    return [point_quote(best.interview, store, item, longest) for item in best.group.items]


def _announced_by(
    question: Question, choices: list[tuple[Interview, Group]]
) -> list[tuple[Interview, Group]]:
    """Return the outermost groups announced by what a question quotes, all where it quotes nothing.

    "“早、实、好”分别指什么" asks for the points that 努力做到了“早、实、好” announces, not for the
    points of one of them.
    """
    quoted = _QUOTED.findall(question.folded)
    fitting = [
        each for each in choices if any(_stands_in(words, each[1].title) for words in quoted)
    ]
    outermost = min((group.depth for _, group in fitting), default=0)
    return [each for each in fitting if each[1].depth == outermost] or choices


def _stands_in(words: str, title: str) -> bool:
    """Tell whether a title has some words, or a translation of them."""
    return words in fold(title) or bool(gloss(words, title).words)


def _answered_outside(group: Group, found: Found, settings: ListSettings) -> bool:
    first = found.ranked[0]
    inside = {item.paragraph for item in group.items}
    return (
        first.reading is not None
        and first.reading.score >= settings.believed
        and first.passage.paragraph.number not in inside
    )


def _choices(
    request: ListRequest, found: Found, store: Store, settings: ListSettings
) -> Iterator[tuple[Interview, Group]]:
    """Yield the groups of the right size that the best passages belong to."""
    top = found.ranked[: settings.candidates]
    for name in dict.fromkeys(candidate.passage.interview for candidate in top[:3]):
        interview = store.interview(name)
        near = {each.passage.paragraph.number for each in top if each.passage.interview == name}
        for group in _candidates(interview, near):
            if request.count in {None, len(group.items)}:
                yield interview, group


def _covered(question: Question, group: Group) -> float:
    share = coverage(question, group.title)
    return max(share, _FOREIGN) if is_foreign(question, group.title) else share
