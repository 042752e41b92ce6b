"""The default interview written in other formats, as a newsroom would have it."""

import re
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path

from index.documents import Content, load, read_document
from index.transcript import parse_interview

DEFAULT = Path(__file__).resolve().parent.parent / "data/interviews/shandong-miit.txt"
_CLAUSE = re.compile(r".{1,60}?(?:[,。;!?、]+[”》]*(?!\d)|$)|.{1,60}")
_RATE, _BREATH, _PART = 0.2, 2.0, 5.0  # seconds a character, between paragraphs, between parts


def default_interview():
    """Return the default interview as its text file has it."""
    return parse_interview(read_document(DEFAULT), "shandong-miit")


def default_lines():
    """Return the lines of the default interview's text file."""
    return DEFAULT.read_text(encoding="utf-8").split("\n")


def as_docx(lines):
    """Return a Word file with a paragraph for each line, empty ones included."""
    from docx import Document

    word, stored = Document(), BytesIO()
    for line in lines:
        word.add_paragraph(line)
    word.save(stored)
    return stored.getvalue()


def as_html(interview):
    """Return a news page: menus, the article with its figure and editor's note, a footer."""
    parts = [_element(kind, turns) for kind, turns in groupby(_turns(interview), _group)]
    menu = "".join(f"<li><a href='/{n}'>频道{n}</a></li>" for n in range(12))
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>专访</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><main><article>{''.join(parts)}</article></main>"
        f"<aside><h3>相关新闻</h3><ul>{menu}</ul></aside>"
        "<footer>版权所有 未经授权不得转载</footer></body></html>"
    ).encode()


def _turns(interview):
    """Yield (speaker where the turn begins or "", paragraph)."""
    speaker = ""
    for paragraph in interview.paragraphs:
        begins = paragraph.speaker not in {"", speaker}
        yield (paragraph.speaker if begins else ""), paragraph
        speaker = paragraph.speaker or speaker


def _group(turn):
    kind = turn[1].kind
    return "figure" if kind in {"caption", "credit"} else kind


def _element(kind, turns):
    texts = [
        (f"<strong>{escape(name)}:</strong>" if name else "") + escape(paragraph.text)
        for name, paragraph in turns
    ]
    if kind == "figure":
        return f"<figure><img src='a.jpg'><figcaption>{'<br>'.join(texts)}</figcaption></figure>"
    tag = {"title": "h1", "heading": "h2"}.get(kind, "p")
    body = "".join(f"<{tag}>{text}</{tag}>" for text in texts)
    return f"<aside>{body}</aside>" if kind == "note" else body


def as_srt(interview):
    """Return subtitles: names before a colon, a breath between paragraphs, more between parts."""
    cues, at = [], 0.0
    for kind, turns in groupby(_turns(interview), _group):
        at += _PART
        if kind == "figure":
            # A card on the screen.
            cues.append((at, at + 3, "\n".join(paragraph.text for _, paragraph in turns)))
            at += 3
            continue
        for name, paragraph in turns:
            at += _BREATH if paragraph.speaker or kind == "note" else _PART
            for words in _CLAUSE.findall((f"{name}:" if name else "") + paragraph.text):
                cues.append((at, at + _RATE * len(words), words))
                at += _RATE * len(words)
    return "\n".join(
        f"{number}\n{_stamp(start)} --> {_stamp(end)}\n{words}\n"
        for number, (start, end, words) in enumerate(cues, 1)
    ).encode()


def _stamp(at):
    thousandths = round(at * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def as_pdf(paragraphs, columns=1, font="STSong-Light"):
    """Return a PDF of (style, text) paragraphs, headings across the page, text in columns.

    Styles are "title", "heading", "body", "small"; a body paragraph's first line is indented.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    chinese = font == "STSong-Light"
    if chinese:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    base = ParagraphStyle("base", fontName=font, wordWrap="CJK" if chinese else None)
    styles = {
        "title": ParagraphStyle("title", base, fontSize=18, leading=26, spaceAfter=12),
        "heading": ParagraphStyle("heading", base, fontSize=14, leading=22, spaceBefore=10),
        "body": ParagraphStyle("body", base, fontSize=10.5, leading=15, firstLineIndent=21),
        "small": ParagraphStyle("small", base, fontSize=8, leading=11),
    }
    stored, (width, height) = BytesIO(), A4
    gap, margin, top = 18, 50, 70
    wide = (width - 2 * margin - gap * (columns - 1)) / columns
    frames = [
        Frame(margin + n * (wide + gap), margin, wide, height - margin - top, 0, 0, 0, 0)
        for n in range(columns)
    ]

    def running_head(canvas, document):
        canvas.setFont(font, 9)
        canvas.drawString(margin, height - 40, "Morning Post")
        canvas.drawCentredString(width / 2, 25, f"- {document.page} -")

    template = BaseDocTemplate(stored, pagesize=A4, invariant=1)
    template.addPageTemplates(PageTemplate(frames=frames, onPage=running_head))
    template.build([Paragraph(escape(text), styles[style]) for style, text in paragraphs])
    return stored.getvalue()


def pdf_paragraphs(interview):
    """Return what `as_pdf` takes."""
    styles = {"title": "title", "heading": "heading", "caption": "small", "credit": "small"}
    return [
        (styles.get(paragraph.kind, "body"), (f"{name}:" if name else "") + paragraph.text)
        for name, paragraph in _turns(interview)
    ]


def parsed_as(name, data):
    """Return the interview in a file of that name."""
    return parse_interview(load(Content(name, name, data)), "shandong-miit")


def shown(interview, without=""):
    """Return all of an interview but its places in the source, to compare."""
    signs = str.maketrans("", "", without)
    return [
        (each.kind, each.section.translate(signs), each.speaker.translate(signs), each.role,
         each.exchange, each.text.translate(signs))
        for each in interview.paragraphs
    ]  # fmt: skip
