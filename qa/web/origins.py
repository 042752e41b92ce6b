"""Which origins may embed the page and call the server."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from index.errors import InterviewError

# No wildcard, no path and nothing that could end a header's directive.
_SITE = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?")
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?")


class SiteError(InterviewError):
    """A site is not written as an origin."""


def checked_site(site: str) -> str:
    """Return a site as browsers write origins; raises SiteError when it is none."""
    origin = site.strip().lower().rstrip("/")
    if not _SITE.fullmatch(origin):
        raise SiteError(f"'{site}' is no origin: write https://host or https://host:port.")
    return origin.removesuffix(":443" if origin.startswith("https:") else ":80")


def is_allowed(origin: str, sites: Iterable[str], host: str) -> bool:
    """Tell whether an origin is our own (`host` as it was asked for), local, or a named site."""
    # The scheme is not compared: a proxy may have taken the encryption off.
    own = bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    return own or bool(_LOCAL.fullmatch(origin)) or origin in sites
