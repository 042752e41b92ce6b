import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts import find_facts
from index.speakers import Speaker
from index.stated import Field
from index.transcript import Interview, Paragraph

KINDS = ["title", "subtitle", "byline", "caption", "credit", "note", "stage", "text", "answer"]
PIECES = st.sampled_from(
    ["记者 ", "通讯员：", "摄影:", " 摄", "By ", "photo: ", "刘春雷", "张晓丽", "Ann Lee", "、",
     "——", "专访", "工信厅厅长", "于海田", "《对话》", "栏目", "2021年1月2日", "时间：", "地点："]
)  # fmt: skip


def page(*parts, speakers=()):
    """Return an interview of (kind, text) paragraphs; each stands on a line of its own."""
    paragraphs, offset = [], 0
    for number, (kind, text) in enumerate(parts, 1):
        span = (offset, offset + len(text))
        paragraphs.append(Paragraph(f"page#p{number}", number, kind, text, (span,)))
        offset = span[1] + 1
    whole = "\n".join(text for _, text in parts)
    voices = tuple(Speaker(name, role) for name, role in speakers)
    return Interview("page", "Page", "page.txt", whole, "en", tuple(paragraphs), voices)


def told(interview, fields=()):
    """Return what is found, as (kind, value)."""
    return [(fact.kind, fact.value) for fact in find_facts(interview, fields)]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.lists(PIECES, min_size=1).map("".join))))
def test_a_fact_is_what_stands_at_its_place(parts):
    """Whatever a page is made of, each fact is exactly the characters that it cites."""
    interview = page(*parts, speakers=[("于海田", "interviewee"), ("张晓丽", "interviewer")])
    for fact in find_facts(interview):
        text = interview.paragraphs[fact.paragraph - 1].text
        assert text[fact.start : fact.end] == fact.value


@pytest.mark.parametrize(
    ("kind", "text", "facts"),
    [
        ("byline", "记者 刘春雷 张晓丽", [("reporter", "刘春雷"), ("reporter", "张晓丽")]),
        ("byline", "通讯员：王一、李二", [("correspondent", "王一"), ("correspondent", "李二")]),
        ("byline", "Interview by Ann Lee", [("reporter", "Ann Lee")]),
        ("credit", "(张三丰/摄)", [("photographer", "张三丰")]),
        ("credit", "摄影：记者 李四", [("photographer", "李四")]),
        ("credit", "Photo: Ann Lee", [("photographer", "Ann Lee")]),
        ("note", "本报《对话厅长》栏目开栏", [("column", "《对话厅长》")]),
        ("text", "时间：春天\n地点：济南", [("date", "春天"), ("place", "济南")]),
        ("text", "采访时间：春天\nVenue: London", [("date", "春天"), ("place", "London")]),
        ("text", "There was no update: nobody knew. The best candidate: Ann.", []),
        ("text", "A marketplace: we bought bread there.", []),
        ("subtitle", "—— 谈数字经济", [("subtitle", "谈数字经济")]),
        ("subtitle", "——", []),
    ],
)
def test_each_part_of_the_frame_states_its_facts(kind, text, facts):
    """Bylines name reporters, credits photographers, notes the column, front lines when, where."""
    assert told(page((kind, text))) == facts


def test_a_title_is_a_fact_and_so_is_a_date_in_it():
    """The title is cited whole, the date as the title writes it."""
    assert told(page(("title", "2021年1月2日访谈录"))) == [
        ("title", "2021年1月2日访谈录"),
        ("date", "2021年1月2日"),
    ]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("专访山东省工信厅厅长于海田", ["山东省工信厅厅长"]),
        ("本期对话,我们邀请到了省工信厅党组书记于海田", ["省工信厅党组书记"]),
        ("听于海田谈数字经济", []),
    ],
)
def test_a_post_is_what_leads_up_to_a_name(text, position):
    """It begins behind the words that introduce it; what names no post is none."""
    facts = told(page(("note", text), speakers=[("于海田", "interviewee")]))
    assert facts == [("interviewee", "于海田"), *(("position", each) for each in position)]


def test_who_asks_under_an_outlets_name_is_the_outlet():
    """Where the interviewer's label stands in the byline, it is cited there."""
    interview = page(("byline", "来源：大众日报"), speakers=[("大众日报", "interviewer")])
    assert ("outlet", "大众日报") in told(interview)


@pytest.mark.parametrize("kind", ["answer", "question", "text"])
def test_what_is_said_in_the_interview_names_no_reporter(kind):
    """Reporters and photographers that somebody speaks of did not make this interview."""
    assert told(page((kind, "记者 刘春雷来过,摄影:李四,《对话》栏目也来过。"))) == []


def test_front_matter_stands_for_everything_else_of_its_kind():
    """Its date takes the place of the title's; what a side file says has no place to cite."""
    interview = page(("title", "2021年1月2日"), ("byline", "2020-12-31"), ("byline", "Ann Lee"))
    span = {each.text: each.spans[0] for each in interview.paragraphs}
    fields = [
        Field("date", "2020-12-31", span["2020-12-31"]),
        Field("interviewer", "Ann Lee", span["Ann Lee"]),
        Field("place", "Jinan", None),
    ]
    assert told(interview, fields) == [
        ("date", "2020-12-31"),
        ("reporter", "Ann Lee"),
        ("title", "2021年1月2日"),
    ]
