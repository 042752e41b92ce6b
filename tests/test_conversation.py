import pytest

from qa.conversation import Phrases, changes_language, needs_context, on_topic, standalone


@pytest.mark.parametrize(
    "question",
    [
        "开通了多少个5G基站?",
        "How many masks were shipped?",
        "What did Trump say?",
        "How many 5G base stations are there?",
        "What time is it?",
    ],
)
def test_questions_of_their_own_are_left_alone(question):
    """A topic shift takes nothing from the history."""
    assert standalone(question, ["采访的记者是谁?"]) == question


@pytest.mark.parametrize(
    "question",
    [
        "那防护服呢?",
        "他是什么职务?",
        "为什么?",
        "And protective suits?",
        "Why is that?",
        "Who lived there?",
    ],
)
def test_follow_ups_are_recognised(question):
    """Ellipsis, pronouns and bare requests lean on what came before."""
    assert needs_context(question)


def test_a_long_question_stands_alone_in_spite_of_its_pointers():
    """What 这 points at is in the question itself."""
    question = "您刚才谈到民营经济的作用,那在优化营商环境这个方面,省里今年还会出台哪些新政策?"
    assert standalone(question, ["采访的记者是谁?"]) == question


def test_he_is_the_person_that_was_asked_about():
    """The interviewee's name stands where the pronoun stood; 他们 are others."""
    history = ["这次采访的对象是谁?"]
    assert standalone("他负责什么?", history, None, "于海田") == "于海田负责什么?"
    assert "于海田" not in standalone("他们负责什么?", history, None, "于海田")


def test_pronouns_get_the_earlier_question_beside_them():
    """The subject is carried over, and answers in the history are not."""
    history = [
        {"role": "user", "text": "什么是链长制?"},
        {"role": "assistant", "text": "很长的回答"},
    ]
    assert standalone("为什么要这样做?", history) == "什么是链长制 为什么要这样做?"


def test_a_chain_of_follow_ups_reaches_its_beginning():
    """The third question leans on the second, which leans on the first."""
    asked = ["山东有多少家绿色工厂?", "那绿色园区呢?"]
    assert standalone("那绿色设计呢?", asked) == "山东有多少绿色设计?"


def test_without_history_nothing_changes():
    """There is nothing to lean on."""
    assert standalone("那防护服呢?", []) == "那防护服呢?"


NAMES = {
    "三里屯": 4,
    "里屯": 4,
    "三里": 4,
    "东岳庙": 2,
    "东岳": 2,
    "岳庙": 2,
    "门票": 50,
    "开放": 50,
}


def phrases():
    """Return what an index of 100 paragraphs would know."""
    return Phrases(lambda phrase: NAMES.get(phrase, 0), 100)


def test_a_short_question_is_asked_about_what_the_turns_keep_naming():
    """The topic may have been named several turns ago, by either side."""
    history = [
        {"role": "user", "text": "东岳庙怎么样?"},
        {"role": "assistant", "text": "可以去三里屯。"},
        {"role": "user", "text": "三里屯在哪?"},
        {"role": "assistant", "text": "在朝阳区。"},
    ]
    assert standalone("那里门票多少钱?", history, phrases()) == "三里屯 那里门票多少钱?"
    assert on_topic("门票多少钱?", history, phrases()) == "三里屯 门票多少钱?"
    assert on_topic("What is it?", history, phrases()) == ""


def test_without_a_name_that_the_index_knows_the_earlier_question_helps():
    """A turn of phrase is no topic."""
    asked = ["为什么要开放市场?"]
    assert standalone("这样做有什么好处?", asked, phrases()).startswith("为什么要开放市场 ")
    assert on_topic("有什么好处?", asked, phrases()) == ""


def test_long_questions_have_a_topic_of_their_own():
    """Nothing is put in front of them."""
    assert on_topic("好" * 40, ["三里屯在哪?"], phrases()) == ""


@pytest.mark.parametrize(
    ("question", "complete"),
    [
        ("Was he successful?", "Was Patrick O'Brian successful?"),
        ("What were his pen names?", "What were Patrick O'Brian's pen names?"),
        ("How did readers receive her book?", "How did readers receive Patrick O'Brian's book?"),
    ],
)
def test_a_pronoun_stands_for_the_name_that_english_turns_keep_naming(question, complete):
    """Subjects and possessives are put back where they were left out."""
    history = [
        {"role": "user", "text": "What did Patrick O'Brian publish?"},
        {"role": "assistant", "text": "The anthology A Book of Voyages, 1947."},
    ]
    assert standalone(question, history) == complete


def test_it_is_what_was_asked_about_last():
    """Although it has no name."""
    asked = ["Who is Bob Ray?", "What is the chain chief system?"]
    complete = "Why was the chain chief system introduced?"
    assert standalone("Why was it introduced?", asked) == complete


def test_without_a_name_an_english_question_is_left_as_it_is():
    """The earlier question in front would say more about itself."""
    assert standalone("Was it any good?", ["what was published then?"]) == "Was it any good?"


def test_what_a_question_asks_of_the_other_side_is_not_carried_over():
    """Only what the earlier question is about."""
    complete = standalone("具体讲的是什么?", ["那你知道月亮与六便士吗?"])
    assert complete == "月亮与六便士 具体讲的是什么?"


@pytest.mark.parametrize("question", ["那绿色工厂有多少个?", "那么,技改投资完成了多少?"])
def test_then_at_the_beginning_points_at_nothing(question):
    """A question that goes on with 那 and names its subject stands alone."""
    assert standalone(question, ["完成了多少技改投资?"]) == question


def test_that_one_still_points():
    """那个 and 那里 do mean something said before."""
    assert standalone("那个有多少?", ["绿色工厂有多少个?"]) != "那个有多少?"


@pytest.mark.parametrize(
    ("question", "before", "complete"),
    [
        ("Why is that?", "什么是链长制?", "什么是链长制 为什么?"),
        ("为什么?", "How is the chain kept safe?", "How is the chain kept safe why?"),
        ("是谁?", "Haier", "Haier 是谁?"),
    ],
)
def test_a_bare_request_is_made_in_the_language_of_the_question_it_goes_on_from(
    question, before, complete
):
    """All that it is about stands in that one; a name alone is in no language."""
    assert standalone(question, [before]) == complete


def test_an_english_question_is_told_what_a_chinese_one_speaks_of():
    """As long as it stays English; else its own words would be taken for names."""
    assert (
        standalone("Why was it introduced?", ["什么是链长制?"]) == "链长制 Why was it introduced?"
    )
    before = "通过民营企业综合服务平台推送了多少条政策?"
    assert standalone("Who sent them?", [before]) == "Who sent them?"


@pytest.mark.parametrize(
    ("question", "before", "changes"),
    [
        ("那防护服呢?", ["How many masks were sent out?"], True),
        ("And protective suits?", ["口罩调拨了多少只?"], True),
        ("那防护服呢?", ["口罩调拨了多少只?"], False),
        ("防护服有多少套?", ["How many masks were sent out?"], False),
        ("那防护服呢?", [], False),
    ],
)
def test_a_new_thing_in_another_language_loses_the_verb(question, before, changes):
    """A question of its own does not, and neither does an ellipsis in the language before it."""
    assert changes_language(question, before) is changes
