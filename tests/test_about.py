import pytest

from index.documents import read_document
from index.transcript import parse_interview
from qa.about import asked_fact, person_asked_about, stated_facts
from tests.conftest import DEFAULT


@pytest.fixture(scope="module")
def interview():
    return parse_interview(read_document(DEFAULT / "shandong-miit.txt"), "miit")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("这次采访的对象是谁?", "interviewee"),
        ("谁接受了专访", "interviewee"),
        ("Who is being interviewed?", "interviewee"),
        ("記者叫什麼名字?", "reporter"),
        ("谁写的这篇报道?", "reporter"),
        ("Who conducted the interview?", "reporter"),
        ("图片是谁拍摄的?", "photographer"),
        ("誰拍了照片?", "photographer"),
        ("摄影师", "photographer"),
        ("Who took the photo?", "photographer"),
        ("通讯员是谁?", "correspondent"),
        ("文章的标题是什么?", "title"),
        ("What is the headline?", "title"),
        ("这是什么栏目?", "column"),
        ("哪家报纸采访的?", "outlet"),
        ("于海田是谁?", "position"),
        ("受访者是什么职务?", "position"),
        ("于海田负责的部门叫什么?", "position"),
        ("他在哪个单位工作?", "position"),
        ("Which department does he lead?", "position"),
        ("厅长叫啥", "interviewee"),
        ("廳長叫什麼名字?", "interviewee"),
        ("工信厅厅长是谁?", "interviewee"),
        ("誰是山東省工信廳的廳長?", "interviewee"),
    ],
)
def test_questions_about_the_interview_are_recognised(interview, question, kind):
    """However they are put, in either script or in English."""
    assert asked_fact(question, interview) == kind


@pytest.mark.parametrize(
    "question",
    [
        "开通了多少个5G基站?",
        "主流媒体报道了什么经验?",
        "哪个部门负责民营经济工作?",
        "民营经济工作领导小组是什么机构?",
        "Which department leads the private economy work?",
        "怎么评价记者提到的民营经济?",
        "What position does Shandong hold in smart manufacturing?",
        "谁获得了国家科技进步一等奖?",
        "Who leads the private economy work?",
        "江苏省工信厅厅长是谁?",
        "副厅长是谁?",
        "省委书记叫什么名字?",
    ],
)
def test_questions_about_the_content_are_not(interview, question):
    """A word like 记者 or position alone does not make a question about the frame."""
    assert asked_fact(question, interview) is None


def test_facts_come_with_their_place(interview):
    """All reporters, in order, each where the byline names them."""
    facts = stated_facts("采访的记者是谁?", interview)
    assert [fact.value for fact in facts] == ["刘春雷", "张晓丽"]
    assert all(
        interview.paragraphs[fact.paragraph - 1].text[fact.start : fact.end] == fact.value
        for fact in facts
    )


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("这次采访的对象是谁?", "于海田"),
        ("于海田担任什么职务?", "于海田"),
        ("照片是谁拍的?", ""),
        ("开通了多少个5G基站?", ""),
    ],
)
def test_a_question_about_the_interviewee_is_told_from_others(interview, question, person):
    """Who is interviewed and what they are is about them; who took the photo is about another."""
    assert person_asked_about(question, interview) == person
