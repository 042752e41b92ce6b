"""`.txt` and `.md` → `Document`: the decoded file, its front matter read and left in place."""

from index.decoding import decode
from index.documents import Content, Document
from index.stated import read_front_matter


def read_text(content: Content) -> Document:
    """Return a text file as it is; the interview begins behind the front matter."""
    text, encoding = decode(content.data, content.where)
    stated, start = read_front_matter(text, content.where)
    return Document(content.name, text, encoding, start=start, stated=stated)
