import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.blocks import split_blocks
from index.speakers import Naming, find_labels, looks_like_name

NAMES = ["于海田", "记者", "Ann Lee", "Q", "A", "SPEAKER_01", "买买提·艾力"]
FORMS = [
    "{}:", "{}：", "{} : ", "**{}**:", "**{}:** ", "__{}__：", "【{}】：", "[00:01:02] {}: ",
    "（1:02）{}：", "00:01:02 --> 00:01:09 {}: ", "1:02 **{}**: ", "** {}**: ", "【 {}】：",
]  # fmt: skip


def labels(text, naming=None):
    """Return the labels of a text, as (number of the block, name)."""
    found = find_labels(split_blocks(text), naming)
    return [(number, label.name) for number, label in found.items()]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES), st.sampled_from(FORMS), st.text("说abc ，。", min_size=1)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_label_says_where_its_name_is_and_where_the_speech_begins(turns):
    """In every make, the offsets are those of the name and of the first character behind it."""
    written = [(name, form.format(name), f"说{said.strip()}") for name, form, said in turns] * 2
    blocks = split_blocks("\n\n".join(head + said for _, head, said in written))
    naming = Naming(only=frozenset(NAMES))
    found = find_labels(blocks, naming)
    assert list(found) == list(range(len(written)))
    for (name, _, said), block, label in zip(written, blocks, found.values(), strict=True):
        assert label.name == name
        assert block.text[label.start :].startswith(name)
        assert block.text[label.length :] == said


@pytest.mark.parametrize(
    ("line", "time"),
    [("[00:01:02] Host: Hello.", 62), ("（1:02.5）Host：Hello.", 62.5), ("Host [1:00:05]", 3605),
     ("**Host** (0:12)", 12), ("Host: Hello at 1:02.", None)],
)  # fmt: skip
def test_a_label_may_tell_the_time(line, time):
    """Before the name, or behind it in brackets; a time that is spoken of is none."""
    (label,) = find_labels(split_blocks(line)).values()
    assert (label.name, label.time) == ("Host", time)


@pytest.mark.parametrize(
    ("one", "two"), [("发言人 1  00:05", "发言人 2  01:00:05"), ("Ann Lee 0:05", "Bob 1:00:05")]
)
def test_a_name_and_a_time_may_have_a_line_of_their_own(one, two):
    """As recognisers write them; the clock's colon ends no name."""
    talk = "\n\n".join(f"{head}\n说了一句话。" for head in (one, two, one, two))
    found = list(find_labels(split_blocks(talk)).values())
    assert [(label.name, label.time) for label in found] == [
        (one.rsplit(maxsplit=1)[0], 5),
        (two.rsplit(maxsplit=1)[0], 3605),
    ] * 2


def test_a_headings_name_stands_where_it_is_said_to():
    """Signs of emphasis before it are not part of the name."""
    blocks = split_blocks("### **唐凤**：\n\n早。\n\n### 记者：\n\n早。")
    found = find_labels(blocks)
    assert [blocks[n].text[label.start :][: len(label.name)] for n, label in found.items()] == [
        "唐凤", "记者",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "looks"),
    [("于海田", True), ("爱新觉罗·溥仪", True), ("山东省工信厅厅长", True), ("新华社记者", True),
     ("Ann Lee", True), ("Vincent van Gogh", True), ("行动早动员早", False), ("问题是", False),
     ("5G", False), ("He said", False), ("Note", False), ("", False),
     ("The Five Words Of A Title", False)],
)  # fmt: skip
def test_a_name_looks_like_somebodys(name, looks):
    """Short or with a title in Chinese, in capitals in English; set phrases are nobody's name."""
    assert looks_like_name(name) is looks


def test_a_name_counts_when_it_comes_back():
    """Once is a quotation; beside speakers who come back, a short Chinese name may speak once."""
    twice = "于海田：早。\n\n唐凤：早。\n\n于海田：好。\n\n唐凤：好。"
    once = "李明：我也好。\n\nAnn Lee: Me too."
    assert [name for _, name in labels(f"{twice}\n\n{once}")] == [
        "于海田", "唐凤", "于海田", "唐凤", "李明",
    ]  # fmt: skip
    assert labels(once) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("于海田：早。\n\n于海田：好。", []),
        ("嘉宾：早。\n\n嘉宾：好。", [(0, "嘉宾"), (1, "嘉宾")]),
    ],
)
def test_one_label_alone_makes_no_interview(text, found):
    """Unless it is a word for somebody who speaks."""
    assert labels(text) == found


def test_where_headings_name_the_speakers_only_those_count():
    """What looks like a label inside their speech is a quotation or a list."""
    talk = "### 记者：\n\n早？\n\n### **唐凤**：\n\n早。\n\n{0}：对。\n\n{0}：好。"
    assert labels(talk.format("答")) == [(0, "记者"), (2, "唐凤")]
    one = talk.replace("### 记者：\n\n早？\n\n", "")
    assert labels(one.format("答")) == [(2, "答"), (3, "答")]


def test_what_is_known_beforehand_decides():
    """Stated labels count even once, denied ones never, and a list of all leaves out the others."""
    text = "记者：早？\n\n答：早。\n\n甲方：也早。"
    assert [name for _, name in labels(text, Naming(also=frozenset({"甲方"})))] == [
        "记者", "答", "甲方",
    ]  # fmt: skip
    assert labels(text, Naming(never=frozenset({"答", "甲方"}))) == [(0, "记者")]
    assert labels(text, Naming(only=frozenset({"甲方"}))) == [(2, "甲方")]
