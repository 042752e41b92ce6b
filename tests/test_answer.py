import json

from hypothesis import given
from hypothesis import strategies as st

from index.store import Passage
from index.transcript import Paragraph
from qa.answer import Answer, compose, escape, plain_text


def quote(text, focus=None):
    from qa.citation import Quote

    paragraph = Paragraph("x#p1", 1, "answer", text, ((0, len(text)),))
    return Quote(Passage(1, "x", "x.txt", paragraph), 0, len(text), focus)


@given(st.text(min_size=1))
def test_every_mark_has_its_citation(text):
    """Whatever is quoted, the answer carries [1] and there is a citation number 1."""
    markdown, citations = compose([quote(text)], as_list=False)
    assert markdown.endswith("[1]")
    assert [citation.n for citation in citations] == [1]


def test_the_focus_is_bold_and_the_rest_is_not():
    """The words that answer stand out in the sentence they come from."""
    assert compose([quote("共有5万个基站", (2, 5))], as_list=False)[0] == "共有**5万个**基站 [1]"


def test_quoted_markup_stays_text():
    """Stars, brackets and angles of the interview cannot become Markdown or a mark of ours."""
    assert escape("a*b [1] <b>`x`") == r"a\*b \[1\] \<b>\`x\`"


@given(st.text("-+#>1.)*[]\\ a好") | st.text(), st.integers(0, 5), st.integers(1, 5))
def test_the_plain_text_has_every_character_of_the_quote(text, start, length):
    """Signs of Markdown at the beginning of a line or the end of the bold are only signs."""
    focus = (start, start + length) if text[start : start + length].strip() else None
    markdown, _ = compose([quote(text, focus)], as_list=False)
    assert "".join(plain_text(markdown).split()) == f"{''.join(text.split())}[1]"


def test_points_of_a_list_get_a_line_and_a_citation_each():
    """Siblings are numbered in order."""
    markdown, citations = compose([quote("一"), quote("二")], as_list=True)
    assert markdown == "- 一 [1]\n- 二 [2]"
    assert len(citations) == 2


def test_the_answer_object_is_json():
    """What interfaces return can be sent as it is, with the agreed names."""
    markdown, citations = compose([quote("好")], as_list=False)
    sent = json.loads(json.dumps(Answer("q", True, markdown, 0.5, citations).to_dict()))
    assert {"question", "answerable", "answer", "confidence", "citations", "hits", "suggestions",
            "timings_ms"} <= sent.keys()  # fmt: skip
    assert sent["citations"][0].keys() == {
        "n", "interview", "passage_id", "paragraph", "section", "speaker", "role", "text", "quote",
        "spans", "source", "url",
    }  # fmt: skip
