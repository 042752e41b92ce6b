"""What programs use, with the clients that they really use, on the default interview."""

import json
import re
import subprocess
import sys

import httpx
import pytest

from index.errors import InterviewError
from qa.web.guard import GuardSettings, guard
from qa.web.loading import LazyAssistant
from qa.web.server import ServerSettings, create_app
from tests.conftest import ROOT
from tests.live import serving

QUESTION = "开通了多少个5G基站?"
QUOTE = "开通5G基站超过5万个,全省重点应用区实现连续覆盖。"
LOCK = {"user": "editor", "password": "secret", "token": "key"}


@pytest.fixture(scope="module")
def address(assistant, tmp_path_factory):
    """The application on a real port."""
    lazy = LazyAssistant(lambda: assistant)
    lazy.get(10)
    feedback = tmp_path_factory.mktemp("api") / "feedback.sqlite"
    with serving(guard(create_app(lazy, ServerSettings(feedback=feedback)))) as started:
        yield started


def run(example, *arguments):
    """Run one of the example programs and return what it prints."""
    command = [sys.executable, f"examples/{example}.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", ["ask_gradio", "ask_mcp"])
def test_the_tools_answer_real_clients(address, assistant, example):
    """List, ask, read the paragraph, verify the quote: gradio_client and the official mcp client.

    The place that verifying gives is the place that the answer cites, less its full stop.
    """
    [(start, end)] = assistant.ask(QUESTION).citations[0].spans
    printed = run(example, QUESTION, address)
    assert "shandong-miit" in printed
    assert "5万个" in printed
    assert "[1] 于海田 在数字经济方面" in printed
    assert f"exact [[{start}, {end - 1}]]" in printed


def test_an_answer_is_streamed_as_events(address):
    """The pieces put together are the answer, and come before it."""
    printed = run("ask_stream", QUESTION, address)
    assert printed.startswith("(stage: searching)")
    assert f"[1] 于海田 {QUOTE}" in printed
    with httpx.stream(
        "POST", f"{address}/api/ask/stream", json={"question": QUESTION}, timeout=60
    ) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = re.findall(r"event: (\w+)\ndata: (.*)\n\n", "".join(reply.iter_text()))
    names = [name for name, _ in events]
    assert names[0] == "stage"
    assert names[-1] == "answer"
    answer = json.loads(events[-1][1])
    pieces = [json.loads(data)["text"] for name, data in events if name == "text"]
    assert len(pieces) > 3
    assert "".join(pieces) == answer["answer"]


def test_errors_of_tools_are_sentences(address):
    """An unknown interview or paragraph, over both ways."""
    from gradio_client import Client

    client = Client(address, verbose=False)
    with pytest.raises(Exception, match="No interview 'nobody'"):
        client.predict("好?", "nobody", api_name="/ask")
    with pytest.raises(Exception, match="has paragraphs 1 to"):
        client.predict("shandong-miit", 0, api_name="/read_paragraph")
    called = mcp_call(address, "ask", {"question": "好?", "interview": "nobody"})
    assert called["isError"] is True
    assert "No interview 'nobody'" in called["content"][0]["text"]


def mcp_call(address, tool, arguments, headers=None):
    """Call a tool by hand, as one POST; return the result."""
    params = {"name": tool, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    accepts = {"Accept": "application/json, text/event-stream"}
    reply = httpx.post(
        f"{address}/gradio_api/mcp", json=body, headers=accepts | (headers or {}), timeout=60
    )
    assert reply.status_code == 200, reply.text
    return reply.json()["result"]


def test_what_happens_is_counted(address):
    """Time of each stage, answers by outcome, errors by kind; nothing that was asked."""
    ask = {"question": QUESTION}
    before = metrics(address)
    httpx.post(f"{address}/api/ask", json=ask, timeout=60)
    httpx.post(f"{address}/api/ask", json={"question": "谁赢了2018年世界杯?"}, timeout=60)
    after = metrics(address)
    answered = 'interview_answers_total{outcome="answered"}'
    assert after[answered] == before.get(answered, 0) + 1
    assert sum(value for name, value in after.items() if "outcome" in name) >= 2
    assert after['interview_stage_seconds_count{stage="total"}'] >= 2
    assert not any("5G" in name or "世界杯" in name for name in after)


def metrics(address):
    """Return the counters by name."""
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_the_description_names_every_way(address):
    """OpenAPI lists what is served, with the body that each way takes."""
    described = httpx.get(f"{address}/openapi.json").json()
    ways = {"/api/ask", "/api/ask/stream", "/api/verify", "/api/interviews", "/healthz", "/readyz"}
    assert ways <= set(described["paths"])
    assert "question" in described["components"]["schemas"]["AskRequest"]["properties"]


def test_the_log_tells_outcomes_and_no_question(assistant, caplog):
    """A line of JSON an answer; the question only when that is asked for."""
    from qa.web.asking import Asker
    from qa.web.metrics import Metrics

    lazy = LazyAssistant(lambda: assistant)
    lazy.get(10)
    caplog.set_level("INFO", "interview")
    Asker(lazy, Metrics()).ask(QUESTION)
    entry = json.loads(caplog.messages[0])
    assert (entry["event"], entry["outcome"]) == ("answer", "answered")
    assert entry["citations"] == ["shandong-miit#p33"]
    assert "5G" not in caplog.text
    Asker(lazy, Metrics(), log_questions=True).ask(QUESTION)
    assert json.loads(caplog.messages[1])["question"] == QUESTION


def test_a_mistake_of_the_server_is_counted_and_not_shown(caplog):
    """Its kind is logged and counted; the asker gets a sentence."""

    class Broken:
        def ask(self, *_):
            raise InterviewError("The index is gone.")

    from fastapi.testclient import TestClient

    lazy = LazyAssistant(Broken)
    lazy.get(10)
    with TestClient(create_app(lazy)) as client:
        reply = client.post("/api/ask", json={"question": "好?"})
        assert reply.json() == {"error": "The index is gone."}
        assert 'interview_errors_total{kind="InterviewError"} 1.0' in client.get("/metrics").text
    assert json.loads(caplog.messages[-1])["kind"] == "InterviewError"


def test_behind_a_password_programs_use_a_token(assistant):
    """REST and MCP take it, Gradio's client the password; without either nothing is said."""
    from gradio_client import Client

    lazy = LazyAssistant(lambda: assistant)
    lazy.get(10)
    with serving(guard(create_app(lazy), GuardSettings(**LOCK))) as address:
        key = {"Authorization": "Bearer key"}
        ask = {"question": QUESTION}
        assert httpx.post(f"{address}/api/ask", json=ask, timeout=60).status_code == 401
        reply = httpx.post(f"{address}/api/ask", json=ask, headers=key, timeout=60)
        assert reply.json()["citations"][0]["quote"] == QUOTE
        listed = mcp_call(address, "list_interviews", {}, key)["structuredContent"]["result"]
        assert listed[0]["id"] == "shandong-miit"
        client = Client(address, verbose=False, auth=None, headers=basic("editor", "secret"))
        assert client.predict(QUESTION, api_name="/ask")["answerable"] is True


def basic(user, password):
    """Return the header of a user and password."""
    return {"Authorization": httpx.BasicAuth(user, password)._auth_header}
