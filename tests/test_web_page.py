import pytest
from made_formats import as_html, default_interview, parsed_as, shown

from index.documents import Content, load
from index.errors import SourceError


def read(page, encoding="utf-8"):
    return load(Content("page.html", "/talks/page.html", page.encode(encoding))).text


def test_the_default_interview_gives_the_same_paragraphs():
    """Out of a news page with menus, a figure and an aside it is parsed as the text file is."""
    interview = default_interview()
    found = parsed_as("page.html", as_html(interview))
    assert shown(found) == shown(interview)
    for words in ("频道", "版权所有", "相关新闻"):
        assert words not in found.text


def test_short_answers_are_kept():
    """An answer of a word is part of the interview however often it comes."""
    turns = "<p>记者: 今年比去年多吗?</p><p>于海田: 对。</p>" * 3
    assert read(f"<article>{turns}</article>").count("对。") == 3


def test_line_breaks_part_lines():
    """A page that writes turns with <br> has them on lines of their own."""
    page = "<div>Q: Why did you go?<br>A: Because I wanted to.<br><br>Q: And then?</div>"
    assert read(page).split("\n")[:2] == ["Q: Why did you go?", "A: Because I wanted to."]


def test_the_declared_encoding_is_used():
    """Old Chinese pages say GB2312 and mean GB18030."""
    page = '<meta charset="gb2312"><p>记者: 我们请来了镕先生谈谈他的家乡。</p>'
    assert "镕先生" in read(page, "gb18030")


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<script>x()</script>", "<p> </p>"])
def test_a_page_without_text_says_so(page):
    """Nothing to read is one sentence."""
    with pytest.raises(SourceError, match="has no text"):
        read(page)
