"""The language of a page: what its address says, else the last choice, else the browser's."""

from collections.abc import Mapping

from index.normal import Language
from qa.web.header import LANGUAGES

COOKIE = "qa-language"
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def wished_language(named: str, cookies: Mapping[str, str], headers: Mapping[str, str]) -> Language:
    """Return the language that a request wishes for."""
    for wish in (named, cookies.get(COOKIE, "")):
        for code in LANGUAGES:
            if wish == code:
                return code
    return _preferred(headers.get("accept-language", ""))


def _preferred(accepted: str) -> Language:
    """Return the first language of an Accept-Language header that we have, as browsers order it."""
    for part in accepted.lower().split(","):
        tags = part.partition(";")[0].strip().split("-")
        if tags[0] == "zh":
            return "zh-Hant" if set(tags) & set(_TRADITIONAL) else "zh-Hans"
        if tags[0] == "en":
            return "en"
    return "en" if accepted.strip(" *") else "zh-Hans"
