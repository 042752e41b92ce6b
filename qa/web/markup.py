"""HTML elements whose attributes and texts are always escaped."""

from html import escape


def tag(name: str, body: str = "", **attributes: str | bool) -> str:
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
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def text(words: str) -> str:
    """Return words of anyone as HTML text."""
    return escape(words)


def button(words: str, kind: str, **attributes: str | bool) -> str:
    """Return a button of a class that `static/chat.js` listens for."""
    return tag("button", text(words), type="button", class_=kind, **attributes)


def folded(title: str, body: str, kind: str, *, open_: bool = False) -> str:
    """Return a section that opens on a click, "" when there is nothing in it."""
    summary = tag("summary", text(title))
    return tag("details", summary + body, class_=kind, open=open_) if body else ""
