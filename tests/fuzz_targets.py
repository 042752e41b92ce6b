"""What is fuzzed: each target takes any bytes and fails when a promise is broken.

`tests/test_fuzz.py` runs them with Hypothesis, `python -m benchmarks.fuzz` with atheris.
"""

import re
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZipFile

from index.documents import Content
from index.errors import QuestionError, SourceError
from index.interviews import read_interviews
from index.normal import fold, language_of, to_script
from index.passages import cut_units
from index.store import Passage
from index.transcript import Paragraph
from qa.answer import compose
from qa.citation import Quote
from qa.conversation import standalone
from qa.question import LONGEST_QUESTION, read_question
from qa.verify import LONGEST_TEXT, differences, verify

_OPENING = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
    '2006/main"><w:body>'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def text_of(data):
    """Return any text that bytes can stand for, lone surrogates included."""
    return data.decode("utf-8", "surrogateescape")


def _naming(stem, place):
    return f"{stem or 'x'}{place}".encode("utf-8", "replace").decode()


def check_interview(interview):
    """Every paragraph and every unit is exactly the characters that it names."""
    for paragraph in interview.paragraphs:
        assert paragraph.text.strip()
        assert "".join(interview.text[s:e] for s, e in paragraph.spans) == paragraph.text
        assert all(0 <= s < e <= len(interview.text) for s, e in paragraph.spans)
    assert [each.number for each in interview.paragraphs] == list(
        range(1, len(interview.paragraphs) + 1)
    )
    texts = {each.number: each.text for each in interview.paragraphs}
    for unit in cut_units(interview):
        assert fold(texts[unit.paragraph])[unit.start : unit.end] == unit.text != ""
    for fact in interview.facts:
        assert 0 <= fact.start <= fact.end <= len(texts[fact.paragraph])


def read_as(name, data, side=None):
    """Read bytes as a file of that name: interviews with exact offsets, or one sentence."""
    try:
        held = read_interviews(Content(name, f"/x/{name}", data, side), _naming)
    except SourceError as error:
        refusal = str(error)
    else:
        for interview in held.interviews:
            check_interview(interview)
        return
    assert "\n" not in refusal
    assert f"/x/{name}" in refusal


def _reader(suffix):
    def target(data):
        read_as(f"talk{suffix}", data)

    target.__doc__ = f"Any bytes as a {suffix} file."
    return target


def zipped(files):
    """Return a zip of {name: bytes}."""
    stored = BytesIO()
    with ZipFile(stored, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stored.getvalue()


def word_body(data):
    """Any bytes as the body of a Word file that is well packed."""
    body = (_OPENING.encode() + data + b"</w:body></w:document>") if data[:1] != b"!" else data[1:]
    read_as(
        "talk.docx",
        zipped(
            {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": body}
        ),
    )


def archive_members(data):
    """Any bytes as a name and content inside a well packed zip."""
    name, _, content = data.partition(b"\n")
    shown = text_of(name).encode("utf-8", "replace").decode().replace("\0", "") or "x"
    read_as("talks.zip", zipped({shown[:200]: content, "good.txt": "甲:你好。\n乙:再见。"}))


def side_file(data):
    """Any bytes as the file beside an interview that states its title and speakers."""
    read_as("talk.txt", "记者:你好吗?\n于海田:很好。\n".encode(), ("/x/talk.txt.yaml", data))


def normal_view(data):
    """The index view keeps the length and does not change when it is taken again."""
    text = text_of(data)
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert language_of(text) in {"zh-Hans", "zh-Hant", "en"}
    to_script(text, "zh-Hant")


def question(data):
    """Any text is a question with terms, or is refused in one sentence; a follow-up too."""
    text = text_of(data)
    try:
        asked = read_question(text)
    except QuestionError:
        assert len(text) > LONGEST_QUESTION or not any(map(str.isalnum, text))
        return
    assert len(asked.text) <= LONGEST_QUESTION
    assert len(asked.folded) == len(asked.text)
    asked.text.encode()
    before, _, after = asked.text.partition("\n")
    completed = standalone(after or before, [before, {"role": "user", "text": text}], None)
    assert isinstance(completed, str)


def answer(data):
    """Quotes of any cut paragraph: marks and citations agree, spans give the quote back."""
    source = text_of(data[8:]) + "xy"
    edges = sorted({byte % (len(source) + 1) for byte in data[:6]} | {0, len(source)})
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))
    text = "".join(source[s:e] for s, e in spans)
    paragraph = Paragraph("x#p1", 1, "answer", text, spans)
    passage = Passage(1, "x", "x.txt", paragraph)
    cuts = sorted(byte % (len(text) + 1) for byte in (*data[4:8], 0, 0, 0, 0)[:4])
    start, low, high, end = cuts
    quotes = [Quote(passage, start, end, (low, high)), Quote(passage, 0, len(text))]
    for as_list in (False, True):
        body, citations = compose(quotes, as_list=as_list)
        assert [each.n for each in citations] == [1, 2]
        assert body.rstrip().endswith("[2]")
        assert "[1]" in body
        for citation in citations:
            assert "".join(source[s:e] for s, e in citation.spans) == citation.quote
            assert re.fullmatch(r"/interviews/x(\?hl=[-\d,]+&h=[-0-9a-f]+)?#p1", citation.url)


_SAID = [
    "开通5G基站超过5万个,全省重点应用区实现连续覆盖。",
    "Ships of 5G class came in 1.3 days, and 60% of them stayed.",
    "建廠的時候沒有路，也沒有電；「我們」每天生產口罩六千萬只。",
]
_STORES = []


def _store():
    from tests.made_interviews import filled, readable

    if not _STORES:
        _STORES.append(readable(filled(Path(mkdtemp()) / "index", {"talk": _SAID})))
    return _STORES[0]


def verification(data):
    """Whatever is looked up, the words found are those at the spans, and differences spell both."""
    text = text_of(data)
    half = len(text) // 2
    list(differences(text[:half], text[half:]))
    # Something of the interview with any text put into it comes near more often than any text.
    for asked in (text, _SAID[len(text) % 3][:9] + text[:40] + _SAID[len(text) % 3][9:]):
        try:
            found = verify(asked, _store())
        except QuestionError:
            assert len(asked) > LONGEST_TEXT or len(asked) < 400 or not asked.isalnum()
            continue
        source = _store().interview("talk").text
        for each in found:
            assert "".join(source[s:e] for s, e in each.spans) == each.words
            ours = "".join(part for mark, part in each.differences if mark != "missing")
            assert len(ours) <= len(asked)


TARGETS = {
    "txt": _reader(".txt"), "md": _reader(".md"), "jsonl": _reader(".jsonl"),
    "json": _reader(".json"), "srt": _reader(".srt"), "vtt": _reader(".vtt"),
    "html": _reader(".html"), "docx": _reader(".docx"), "pdf": _reader(".pdf"),
    "zip": _reader(".zip"),
    "word_body": word_body, "archive_members": archive_members, "side_file": side_file,
    "normal_view": normal_view, "question": question, "answer": answer,
    "verification": verification,
}  # fmt: skip

_TURNS = "访谈\n\n记者:请问开通了多少?\n\n于海田:五万个。一是快,二是好。\n\nQ: Why?\nA: Because.\n"
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 40>>stream\nBT /F 9 Tf 9 50 Td (A: Hello there.) Tj ET\nendstream endobj"
    b"\ntrailer<</Root 1 0 R>>\n"
)
SEEDS = {
    "txt": [_TURNS.encode(), _TURNS.encode("gb18030"), _TURNS.encode("utf-16")],
    "md": ["---\ntitle: 访谈\nspeakers: {甲: interviewee}\n---\n# 一\n\n**甲**: 好。\n".encode()],
    "jsonl": ['{"id":"a","doc":"d","text":"你好。"}\n{"id":"b","doc":"d","text":"x"}'.encode()],
    "json": [
        '{"segments":[{"start":0,"end":1.5,"text":"你好","speaker":"S1"},{"text":"好"}]}'.encode()
    ],
    "srt": [
        "1\n00:00:01,000 --> 00:00:02,500\n甲: 你好\n\n2\n00:00:03,000 --> 00:00:04\n好\n".encode()
    ],
    "vtt": [
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 甲>你好</v>\n\n00:03.000 --> 00:04\n好\n".encode()
    ],
    "html": [f"<title>t</title><body><article><p>{_TURNS}</p></article></body>".encode()],
    "docx": [zipped({"word/document.xml": "<w/>"})],
    "pdf": [_PDF],
    "zip": [zipped({"a.txt": "A: Hello.", "b/c.md": "# x"})],
    "word_body": ["<w:p><w:r><w:t>甲:你好</w:t></w:r></w:p><w:p><w:r><w:br/></w:r></w:p>".encode()],
    "archive_members": [b"../../etc/x.txt\nA: Hello.", b"a/b.srt\n1\n00:00:01,000 --> 00:00:02\nx"],
    "side_file": ["title: 访谈\ndate: 2020-01-02\nspeakers:\n  于海田: interviewee\n".encode()],
    "normal_view": ["臺灣ﬁＡ１\u3000ⅷ㎏\udc80".encode("utf-8", "surrogateescape")],
    "question": ["那绿色园区呢?\n开通了多少个5G基站?".encode(), b"Who is he?"],
    "answer": ["\x01\x05\x09\x02\x03\x07\x02\x04甲*乙[1]_`<b>\n丙丁".encode()],
    "verification": ["他说“开通5G基站超过9万个”。".encode(), b"1.3 days"],
}
