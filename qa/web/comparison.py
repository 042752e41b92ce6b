"""One question, put to each interview by itself."""

from collections.abc import Iterator

from qa.web.asking import Asker
from qa.web.turns import Reply, reply_to

_MOST = 8
_PATIENCE_SECONDS = 120.0


def each_interview(question: str, asker: Asker, most: int = _MOST) -> Iterator[Reply]:
    """Yield one reply an interview, for the `most` interviews that come nearest to the question."""
    assistant = asker.assistant(_PATIENCE_SECONDS)
    names = [each.id for each in assistant.interviews()]
    if len(names) > most:
        near = asker.ask(question).hits
        names = list(dict.fromkeys([*(hit.interview for hit in near), *names]))
    for name in names[:most]:
        yield reply_to(asker.ask(question, (), name), name, assistant)
