"""What the page says with each call: what is wanted, and what was chosen when it was wanted.

The choice of interview and of language comes from the page every time, so that a question is asked
of what its asker saw as chosen, whatever changes are still under way.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.normal import Language
from qa.web.header import LANGUAGES
from qa.web.turns import Choice, View


@dataclass(frozen=True, slots=True)
class Wishes:
    """One call: `given` is what belongs to it alone, such as the question."""

    given: Mapping[str, Any] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    view: View = field(default_factory=View)


def read_wishes(given: str) -> Wishes:
    """Read what the page sent, JSON; what is missing or no language is as in a new page."""
    wish: dict[str, Any] = json.loads(given or "{}")
    choice = Choice(str(wish.get("interview") or ""), bool(wish.get("compare")))
    view = View(_language(wish.get("language")), _address(wish.get("address")))
    return Wishes(wish, choice, view)


def _language(given: Any) -> Language:
    return next((code for code in LANGUAGES if code == given), "zh-Hans")


def _address(given: Any) -> str:
    """Return the address that the page says it has, "" when it is none."""
    address = str(given or "")[:500]
    return address.rstrip("/") if address.startswith(("http://", "https://")) else ""
