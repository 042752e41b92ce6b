"""HTML as a browser reads it, and words that mean harm, for tests of what is shown."""

from html.parser import HTMLParser
from xml.etree.ElementTree import TreeBuilder

# Each is shown as these characters wherever it stands.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "${alert(1)} {{7*7}} <%= 1 %>",
    "\u202egnp.exe",
    "&lt;script&gt;",
    "$$\\href{javascript:alert(1)}{x}$$",
    "'; alert(1); '",
]


class _Reader(HTMLParser):
    """Puts a tree together; an element that is closed out of turn fails the test."""

    def __init__(self):
        super().__init__()
        self.tree, self._open = TreeBuilder(), []

    def handle_starttag(self, tag, attrs):
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self._open.append(tag)
        if tag == "meta":
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        self.tree.end(tag)

    def handle_data(self, data):
        self.tree.data(data)


def read_html(html):
    """Return the elements of some HTML as a tree, inside one called "all"."""
    reader = _Reader()
    reader.handle_starttag("all", [])
    reader.feed(html)
    reader.close()
    reader.handle_endtag("all")
    return reader.tree.close()


def words(element):
    """Return the text that an element shows."""
    return "".join(element.itertext())


def of_class(tree, name):
    """Return the elements of a class, in order."""
    return [each for each in tree.iter() if name in each.get("class", "").split()]


def shape(html):
    """Return the elements and the names of their attributes: all that words must not change."""
    return [(each.tag, sorted(each.keys())) for each in read_html(html).iter()]


def as_shown(text):
    """Return words as they are shown: no HTML can hold a NUL, which has a stand-in."""
    return text.replace("\0", "\ufffd")
