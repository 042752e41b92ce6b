"""HTML elements whose attributes and texts are always escaped."""

import re
from html import escape

# What a browser drops or changes when it reads HTML, or no encoding can carry: a stand-in of the
# same length keeps every offset what it is in the interview's text.
_UNSHOWN = re.compile("[\x00\ud800-\udfff]")


def tag(name: str, body: str = "", /, **attributes: str | bool) -> str:
    """Return an element around `body`, which is HTML already.

    Attribute names lose a trailing underscore and have dashes for underscores; True gives an
    attribute without a value, False leaves it out.

    >>> tag("b", text("1 < 2"), class_="x", data_n="“1”", hidden=True)
    '<b class="x" data-n="“1”" hidden>1 &lt; 2</b>'
    """
    shown = "".join(
        _attribute(key, value) for key, value in attributes.items() if value is not False
    )
    return f"<{name}{shown}>{body}</{name}>"


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def text(words: str) -> str:
    """Return words of anyone as HTML text, one character shown for each of theirs."""
    return escape(_UNSHOWN.sub("\ufffd", words)).replace("\r", "&#13;")


def apart(words: str) -> str:
    """Return words of anyone as text whose direction marks reorder nothing around it."""
    return tag("bdi", text(words))


def button(words: str, kind: str, **attributes: str | bool) -> str:
    """Return a button of a class that the scripts in `static/` listen for."""
    return tag("button", apart(words), type="button", class_=kind, **attributes)


def icon_button(name: str, label: str, kind: str, **attributes: str | bool) -> str:
    """Return a button that shows an icon and is called `label`."""
    return tag(
        "button", icon(name), type="button", class_=f"{kind} qa-icon", title=label,
        aria_label=label, **attributes,
    )  # fmt: skip


def icon(name: str) -> str:
    """Return a drawing of `_ICONS` in the colour of the text around it; it has no name itself."""
    return (
        '<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f'<path d="{_ICONS[name]}"/></svg>'
    )


def folded(title: str, body: str, kind: str, *, open_: bool = False) -> str:
    """Return a section that opens on a click, "" when there is nothing in it."""
    summary = tag("summary", text(title))
    return tag("details", summary + body, class_=kind, open=open_) if body else ""


_THUMB = "V11l4-8a2.5 2.5 0 0 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3l-1 7A2 2 0 0 1 17.5 20H7z"
_ICONS = {
    "good": f"M7 20{_THUMB}M7 11H3.5v9H7",
    "bad": "M17 4v9l-4 8a2.5 2.5 0 0 1-2.5-2.5V15h-5a2 2 0 0 1-2-2.3l1-7A2 2 0 0 1 6.5 4H17z"
    "M17 13h3.5V4H17",
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "retry": "M20 11a8 8 0 1 0-2.3 6.3M20 4.5V11h-6.5",
    "edit": "M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4",
    "export": "M12 4v11m0 0-4-4m4 4 4-4M4 20h16",
    "new": "M12 5v14M5 12h14",
    "open": "M14 4h6v6m0-6-9 9M18 13v7H4V6h7",
    "brand": "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12.5h5",
    "send": "M12 20V5m0 0-6 6m6-6 6 6",
}
