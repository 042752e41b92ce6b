import pytest
from made_formats import as_html, as_pdf, default_interview, parsed_as, pdf_paragraphs, shown

from index.documents import Content, load
from index.errors import SourceError


def read(data):
    return load(Content("page.pdf", "/talks/page.pdf", data))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_default_interview_gives_the_same_paragraphs(columns):
    """Set in columns over several pages, it is parsed as the text file is.

    The font of the test has no sign for "·".
    """
    data = as_pdf(pdf_paragraphs(default_interview()), columns)
    assert shown(parsed_as("page.pdf", data), "·") == shown(default_interview(), "·")


def test_columns_are_read_one_after_another():
    """English words keep their blanks, a sentence goes on in the next column, heads are dropped."""
    sentences = [f"Sentence number {n} of this long talk is told here in full." for n in range(400)]
    text = " ".join(sentences)
    found = read(as_pdf([("title", "A long talk"), ("body", text)], 2, "Helvetica")).text
    assert " ".join(found.split()) == f"## A long talk {text}"


def test_reading_is_repeatable():
    """The same file always gives the same text."""
    data = as_pdf([("body", "你好,世界。" * 40)], 2)
    assert read(data).text == read(data).text


def picture_pdf():
    from io import BytesIO

    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    stored = BytesIO()
    canvas = Canvas(stored)
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40))), 0, 0, 500, 700)
    canvas.showPage()
    canvas.save()
    return stored.getvalue()


def locked_pdf():
    from io import BytesIO

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stored = BytesIO()
    canvas = Canvas(stored, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "text")
    canvas.save()
    return stored.getvalue()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", "damaged"),
        (lambda: b"%PDF-1.7 broken", "damaged"),
        (picture_pdf, "scan without text"),
        (locked_pdf, "password"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(make, sentence):
    """A scan, a locked and a broken file say what they are."""
    with pytest.raises(SourceError, match=sentence) as raised:
        read(make())
    assert "/talks/page.pdf" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.browser
@pytest.mark.parametrize("columns", [1, 2])
def test_a_page_printed_by_a_browser_gives_the_same_paragraphs(columns):
    """With an embedded font, whose signs a browser gives as radicals, nothing is lost.

    What tells a caption is not in print: it may count as what was said before it.
    """
    from playwright.sync_api import sync_playwright

    interview = default_interview()
    style = (
        "<style>nav, footer, main ~ aside { display: none } p { text-indent: 2em; margin: 0 }"
        f"article {{ columns: {columns}; text-align: justify; font-family: 'Noto Serif CJK SC' }}"
        "figcaption { font-size: 80% } aside { margin: 2em 0 }</style>"
    )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(style + as_html(interview).decode())
        data = page.pdf(format="A4")
        browser.close()
    found = parsed_as("page.pdf", data)
    assert [each.text for each in found.paragraphs] == [each.text for each in interview.paragraphs]
    captions = {each.number for each in interview.paragraphs if each.kind == "caption"}
    same = zip(shown(found), shown(interview), strict=True)
    assert all(one == other for n, (one, other) in enumerate(same, 1) if n not in captions)
