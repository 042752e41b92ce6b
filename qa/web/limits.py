"""How often a client may ask, and how much a request may send."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Message, Receive

_MOST_CLIENTS = 10_000
# Whoever has one IPv6 address has a whole network of this size.
_IPV6_NETWORK = 64


class TooLarge(Exception):
    """A request sends more than is read."""


class Buckets:
    """A token bucket a client: `per_minute` at once, and as many again each minute.

    The clients that were seen last are kept, `most` of them. With `per_minute` 0 nobody is limited.
    """

    def __init__(
        self,
        per_minute: int,
        most: int = _MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute, self._most, self._clock = per_minute, most, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many clients are remembered."""
        return len(self._left)

    def wait(self, client: str) -> int:
        """Take a token; return 0, or the seconds until there is one again."""
        if self._per_minute <= 0:
            return 0
        rate, now = self._per_minute / 60, self._clock()
        left, since = self._left.pop(client, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - since) * rate)
        seconds = 0 if left >= 1 else max(1, math.ceil((1 - left) / rate))
        self._left[client] = (left if seconds else left - 1, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return seconds


def client_key(address: str) -> str:
    """Return what a client is counted by: its address, or its network for IPv6."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return address.strip()[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))


async def read_whole(receive: Receive, largest: int) -> Receive:
    """Read the body and return a `receive` that gives it again; raises TooLarge at `largest`."""
    parts: list[Message] = []
    size, more = 0, True
    while more:
        message = await receive()
        parts.append(message)
        size += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
        if size > largest:
            raise TooLarge

    async def again() -> Message:
        # After the body, what comes is that the client has gone.
        return parts.pop(0) if parts else await receive()

    return again
