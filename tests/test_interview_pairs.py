import json

import pytest

from training.interview_pairs import asked_in, beginning, lines, main, turns

LONG = "港口是1931年開港的,當時只有兩條船,後來船慢慢多了,魚也多了,整個村子都靠它過活。" * 5
TALK = [
    ("#記者", "歡迎。港口是什麼時候開港的?"),
    ("#李明", LONG),
    ("#記者", "謝謝。你剛剛說的那個呢?"),
    ("#李明", "對。"),
    ("#記者", "天氣真好。"),
    ("#李明", LONG),
]


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        (
            "歡迎。這個村子的港口是從什麼時候開始有船來的呢?",
            "這個村子的港口是從什麼時候開始有船來的呢?",
        ),
        ("我們談談港口。是什麼時候?", "我們談談港口。是什麼時候?"),
        ("什麼時候開港?我想先說一件事。那是很久以前。", ""),
        ("天氣真好。", ""),
        ("好嗎?", ""),
        ("港口是什麼時候開港的(笑)?", "港口是什麼時候開港的?"),
    ],
)
def test_what_a_turn_asks_is_its_last_question(turn, asked):
    """With what a short one is about; who asks and then goes on at length asks nothing."""
    assert asked_in(turn) == asked


def test_a_question_and_the_turn_behind_it_make_a_line():
    """Not one that shares no words with what follows, nor one that is answered in a word."""
    made = list(lines("訪談", TALK))
    assert [line["qas"][0]["question"] for line in made] == ["歡迎。港口是什麼時候開港的?"]
    (answer,) = made[0]["qas"][0]["answers"]
    assert made[0]["context"].startswith(answer["text"])
    assert answer["start"] == 0


def test_meetings_are_left_out():
    """Among many speakers the next one need not answer."""
    others = [(f"#{n}", "好。") for n in range(6)]
    assert not list(lines("會議", [*TALK, *others]))


def test_only_the_beginning_of_a_long_answer_is_taken():
    """Whole sentences; a short answer is taken as it is."""
    assert beginning("對。") == "對。"
    text = "這是第一句話,說的是港口。" * 80
    assert text.startswith(beginning(text))
    assert 0 < len(beginning(text)) < len(text)
    assert beginning(text).endswith("。")


def speech(by, text):
    """Return a turn as SayIt publishes it."""
    return f'<speech by="{by}"><p>{text}</p></speech>'


def test_what_is_evaluated_on_is_never_made_into_lines(tmp_path):
    """One paragraph in common, in another script and with other marks, is enough."""
    folder, kept = tmp_path / "transcripts", tmp_path / "kept"
    folder.mkdir()
    kept.mkdir()
    for name, extra in (("one", ""), ("two", speech("#李明", "只有這一篇才有的一段話" * 4))):
        body = "".join(speech(*turn) for turn in TALK) + extra
        text = f"<akomaNtoso><heading>{name}</heading>{body}</akomaNtoso>"
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    (folder / "empty.xml").write_text("", encoding="utf-8")
    assert turns(folder / "one.xml") == ("one", TALK)
    output = tmp_path / "lines.jsonl"
    main([str(folder), str(output)])
    titles = [json.loads(line)["title"] for line in output.read_text("utf-8").splitlines()]
    assert titles == ["one", "two"]
    entry = {"text": "只有这一篇、才有的一段话" + "只有这一篇才有的一段话" * 3}
    (kept / "set.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    main([str(folder), str(output), "--without", str(kept)])
    titles = [json.loads(line)["title"] for line in output.read_text("utf-8").splitlines()]
    assert titles == ["one"]
