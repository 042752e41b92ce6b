"""The `python -m qa` commands, as a process where the process matters."""

import json
import subprocess
import sys

import pytest

from qa.__main__ import main, readable
from qa.abstention import Abstention, Nearest
from qa.answer import Answer
from tests.conftest import ROOT


def test_ask_prints_the_answer_and_its_place(default_index, capsys):
    """The terminal shows the quote and where it stands."""
    assert main(["ask", "开通了多少个5G基站?", "--index", str(default_index)]) == 0
    printed = capsys.readouterr().out
    assert "超过5万个" in printed.replace("**", "")
    assert "[1] shandong-miit.txt" in printed


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("谁?", "访谈中最接近的提问："),
        ("誰?", "訪談中最接近的提問："),
        ("Who?", "The nearest question that was asked: "),
    ],
)
def test_the_label_under_a_refusal_is_in_the_language_of_the_question(question, heading):
    """In both scripts, whatever the language of the interview."""
    abstention = Abstention("never", Nearest("好?", "x", "x#p1", 1, "/interviews/x#p1"))
    printed = readable(Answer(question, False, "…", 0.1, abstention=abstention))
    assert printed.splitlines() == ["…", f"{heading}好?", "/interviews/x#p1"]


def test_ask_json_is_the_answer_object(default_index, capsys):
    """--json prints one object; --history makes a follow-up."""
    command = ["ask", "那绿色园区呢?", "--history", "山东有多少家绿色工厂?", "--json"]
    assert main([*command, "--index", str(default_index)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert "绿色园区6个" in printed["answer"].replace("**", "")


def test_a_batch_gives_one_line_for_each_in_order(default_index, tmp_path, capsys):
    """Bad lines give their error in their place; the others are answered."""
    lines = [
        json.dumps({"id": "a", "question": "开通了多少个5G基站?"}),
        "{broken",
        json.dumps({"id": "c", "question": " "}),
        json.dumps({"id": "d", "question": "感谢信几封", "doc": "shandong-miit"}),
        json.dumps({"id": "e", "question": "感谢信几封", "doc": "nobody"}),
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(lines), encoding="utf-8")
    assert main(["ask", "--batch", str(batch), "--index", str(default_index)]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["id"] for each in printed] == ["a", None, "c", "d", "e"]
    assert ["error" in each for each in printed] == [False, True, True, False, True]


def test_source_prints_exactly_the_file(default_index):
    """Spans count in what this prints, byte for byte the decoded file."""
    command = [sys.executable, "-m", "qa", "source", "shandong-miit", "--index", str(default_index)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert printed == (ROOT / "data/interviews/shandong-miit.txt").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["ask", "问题", "--index", "/nowhere"], 1, "ingest.py"),
        (["ask", "   ", "--index", "/nowhere"], 1, "empty"),
        (["ask", "问" * 30_000], 1, "shorten"),
        (["ask"], 2, "QUESTION or --batch"),
        (["ask", "--batch", "/nowhere.jsonl"], 1, "/nowhere.jsonl"),
        (["source", "x", "--index", "/nowhere"], 1, "ingest.py"),
        (["eval", "/nowhere.jsonl"], 1, "/nowhere.jsonl"),
    ],
)
def test_errors_are_one_sentence_and_an_exit_code(arguments, code, sentence):
    """No traceback, whatever is wrong."""
    command = [sys.executable, "-m", "qa", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_eval_prints_the_figures(default_index, tmp_path, capsys):
    """One set, its figures as JSON."""
    questions = tmp_path / "set.jsonl"
    entry = {"question": "感谢信几封", "gold_quotes": ["14封感谢信"], "answers": ["14封"]}
    questions.write_text(json.dumps(entry), encoding="utf-8")
    assert main(["eval", str(questions), "--json", "--index", str(default_index)]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["recall@1"] == 1
