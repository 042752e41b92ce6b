import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import split_blocks
from index.layout import begins_point, is_open, place_blocks, rejoin

ASKED = "记者:这一年的工作是怎么样开展起来的?"
SAID = "于海田:这一年我们和企业一起把困难的工作一件一件做完了。"


def places(text, first=0, labels=("记者:", "于海田:")):
    """Return the part of the page that each block of a text is, with the text's beginning."""
    blocks = split_blocks(text)
    labelled = {n: None for n, block in enumerate(blocks) if block.text.startswith(labels)}
    return [(each.part, each.block.text[:4]) for each in place_blocks(blocks, labelled, first)]


def rejoined(text):
    """Return the texts of a page after its cut paragraphs were put together."""
    blocks = split_blocks(text)
    return [each.block.text for each in rejoin(text, place_blocks(blocks, {}, 0), {})]


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("他说得对。", False),
        ("他说：“对。”", False),
        ("It is so.", False),
        ("他说得", True),
        ("他说：“对。", True),
        ("《齐鲁（晚报》里。", True),
        ("", True),
    ],
)
def test_a_text_that_breaks_off_is_open(text, opened):
    """It lacks the end of its sentence, or the other half of a bracket."""
    assert is_open(text) is opened


@pytest.mark.parametrize(
    ("text", "begins"),
    [("一是行动早", True), ("（二）措施", True), ("3.上云", True), ("①", True), ("第三个", True),
     ("2020年", False), ("一年来", False), ("是的", False)],
)  # fmt: skip
def test_a_numbered_point_is_known_by_its_beginning(text, begins):
    """In digits, Chinese numerals and circles; a year or an amount is no number of a point."""
    assert begins_point(text) is begins


def test_a_heading_is_a_short_line_right_above_a_turn():
    """Neither a line that ends a sentence nor one above more of the same speech is one."""
    text = f"行动早\n\n{ASKED}\n\n行动快\n\n{SAID}\n\n他笑了。\n\n{ASKED}\n\n后来\n\n还说了话。"
    assert [start for part, start in places(text) if part == "heading"] == ["行动早", "行动快"]


def test_without_turns_a_heading_stands_above_a_longer_paragraph():
    """Above the first block of the body there are none: what stands there is the page's head."""
    text = "港口\n\n港口是一九三一年开的港。\n\n学校\n\n学校在河边。很多老师是从港口来的。"
    assert [start for part, start in places(text) if part == "heading"] == ["港口", "学校"]
    assert [start for part, start in places(text, first=1) if part == "heading"] == ["学校"]


def test_a_note_goes_on_until_the_page_leaves_a_wide_gap():
    """All its paragraphs are the editor's words; what follows the gap is the interview."""
    text = "编者按:这是一组访谈。\n\n第一篇说港口。\n\n\n\n港口的故事很长。\n\n还没有说完。"
    assert [part for part, _ in places(text)] == ["note", "note", "body", "body"]


def test_a_caption_is_the_line_right_above_its_credit():
    """A line further up is text; so is a long sentence that speaks of photographs."""
    near, far = "港口的清晨\n摄影:李四", "港口的清晨\n\n摄影:李四"
    assert [part for part, _ in places(f"{SAID}\n\n{near}")] == ["body", "caption", "credit"]
    assert [part for part, _ in places(f"{SAID}\n\n{far}")] == ["body", "body", "credit"]
    alone = f"Photo: Ann Lee\n\n{SAID}{SAID}"
    assert [part for part, _ in places(alone)] == ["credit", "body"]
    spoken = "他一辈子都喜欢照相机,从很年轻的时候就开始了,后来他的职业和他的爱好都是" + "摄影"
    assert [part for part, _ in places(f"{SAID}\n\n{spoken},一直拍到八十多岁还在摄影")] == [
        "body", "body",
    ]  # fmt: skip


WHOLE = "这一段话说得很完整也很清楚，没有被版面打断，是一句完整的话。"


def test_a_paragraph_that_the_page_cut_is_whole_again():
    """Its halves read on across a caption, and it stands where the first half stood."""
    page = f"""{WHOLE}\n\n{WHOLE}\n\n{WHOLE}\n\n我们和企业的同志们一起把困难的工作一件一\n
港口的清晨\n摄影:李四\n\n件做完了，大家都很高兴，也很感谢。\n\n{WHOLE}"""
    assert rejoined(page)[3:] == [
        "我们和企业的同志们一起把困难的工作一件一件做完了，大家都很高兴，也很感谢。",
        "港口的清晨",
        "摄影:李四",
        WHOLE,
    ]


@pytest.mark.parametrize(
    "following", ["一是把工作做完了，大家都很高兴，也很感谢。", "> 把工作做完了，大家都很高兴。"]
)
def test_what_begins_something_of_its_own_is_no_second_half(following):
    """A numbered point or a quotation does not go on with an open sentence above it."""
    head = f"{WHOLE}\n\n" * 4 + "我们和企业的同志们一起做了三件事"
    page = f"{head}\n\n{following}"
    assert rejoined(f"{head}\n\n后来把工作做完了，大家都很高兴，也很感谢。")[-1].startswith("我们")
    assert rejoined(page)[-1] == following.removeprefix("> ")


def test_in_english_only_an_interruption_or_a_small_letter_shows_a_cut():
    """Transcripts break paragraphs freely where a sentence has no end."""
    whole = "This paragraph is long enough and it has its end."
    head = f"{whole}\n\n" * 5 + "We went down to the harbour with all of"
    assert len(rejoined(f"{head}\n\nThe others were there with us already.")) == 7
    assert len(rejoined(f"{head}\n\nthe others who were there with us already.")) == 6
    assert rejoined(f"{head}\n\nThe harbour at dawn\nPhoto: Ann Lee\n\nThe others were with us.")[
        5:
    ] == [
        "We went down to the harbour with all of\nThe others were with us.",
        "The harbour at dawn",
        "Photo: Ann Lee",
    ]


@given(st.lists(st.text("春夏秋冬", min_size=21, max_size=30), min_size=1, max_size=8))
def test_speech_without_any_punctuation_is_left_as_it_is(paragraphs):
    """Where no paragraph has an end, as a recogniser writes them, a missing one is no cut."""
    assert rejoined("\n\n".join(paragraphs)) == paragraphs
