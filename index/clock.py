"""Times of a recording: as transcripts write them, as seconds, and as they are shown."""

import re

# 1:02, 01:02:03, 01:02:03.500 and 01:02:03,500.
CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_CLOCK = re.compile(CLOCK)


def seconds(written: str) -> float:
    """Return a written time in seconds; raises ValueError when it is none.

    >>> seconds("01:02:03,500")
    3723.5
    """
    if _CLOCK.fullmatch(written) is None:
        raise ValueError(f"not a time: {written!r}")
    total = 0.0
    for part in written.replace(",", ".").split(":"):
        total = 60 * total + float(part)
    return round(total, 3)


def clock(at: float) -> str:
    """Return seconds as they are shown.

    >>> clock(3723.5)
    '1:02:03'
    """
    whole = max(0, int(at))
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
