"""The application answers in one process while another one ingests."""

import re
import subprocess
import sys

import httpx
import pytest

from tests.conftest import ROOT
from tests.live import running

QUESTION = "今年开通了多少个5G基站?"
# Replaces the interview again and again with another version, each with its own number in every
# paragraph; ends when it is told to, and says the number it ended with.
_INGESTS = (
    "import sys; from pathlib import Path; sys.path.append('tests')\n"
    "from index.build import ingest; from index.encoder import load_encoder\n"
    "from tests.test_live_ingest import version\n"
    "encoder = load_encoder(threads=1)\n"
    "file, index = Path(sys.argv[1]), Path(sys.argv[2])\n"
    "for n in range(101, 101 + int(sys.argv[3])):\n"
    "    file.write_text(version(n), encoding='utf-8')\n"
    "    assert not ingest([file], index, encoder).failed\n"
    "print(n)"
)


def version(number):
    """Return an interview whose every paragraph says its version's number."""
    return "\n\n".join(
        [
            f"第{number}版访谈",
            f"记者:第{number}版的问题,今年开通了多少个5G基站?",
            f"于海田:第{number}版的回答,今年开通了{number}个5G基站,重点应用区实现连续覆盖。",
            f"记者:第{number}版的问题,绿色工厂有多少家?",
            f"于海田:第{number}版的回答,绿色工厂达到{number}家,比去年多了一倍。",
        ]
    )


def numbers(texts):
    """Return the versions that texts belong to."""
    return {int(number) for text in texts for number in re.findall(r"第(\d+)版", text)}


def check(answer, whole):
    """Make sure that an answer, and a whole interview, are of one version each; return them."""
    cited = [citation["text"] for citation in answer["citations"]]
    said = numbers(cited + [hit["text"] for hit in answer["hits"]])
    assert len(said) == 1
    assert all(str(*said) in citation["quote"] for citation in answer["citations"])
    shown = numbers(paragraph["text"] for paragraph in whole["paragraphs"])
    assert len(shown) == 1
    return said.pop(), shown.pop()


@pytest.mark.slow
def test_answers_during_an_ingest_are_of_one_version_and_new_ones_come_at_once(tmp_path):
    """No answer mixes two versions; after the ingest the next one is of the newest."""
    talk, index = tmp_path / "talk.txt", tmp_path / "index"
    subprocess.run(
        [sys.executable, "-c", _INGESTS, str(talk), str(index), "1"], cwd=ROOT, check=True
    )
    seen = []
    options = ["--feedback", tmp_path / "f.sqlite", "--questions-per-minute", "6000"]
    with (
        running(index, *map(str, options), "--threads", "1") as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):

        def ask():
            body = {"question": QUESTION, "suggest": False}
            answer = client.post("/api/ask", json=body)
            whole = client.get("/api/interviews/talk")
            assert (answer.status_code, whole.status_code) == (200, 200)
            return check(answer.json(), whole.json())

        assert ask() == (101, 101)
        writer = subprocess.Popen(
            [sys.executable, "-c", _INGESTS, str(talk), str(index), "15"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        while writer.poll() is None:
            seen.append(ask())
        last = int(writer.stdout.read())
        assert ask() == (last, last) == (115, 115)
    assert seen == sorted(seen), "an answer was older than the one before it"
    assert len(set(seen)) > 2
