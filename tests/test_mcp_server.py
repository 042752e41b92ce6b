from threading import Event, Thread

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.web.mcp_server import PATH, add_mcp, lifespan_of, mcp_server
from qa.web.tools import tools
from tests.fake_assistant import FakeAssistant
from tests.small_assistant import asker_of


class Slow(FakeAssistant):
    """Answers only when `gate` is open; `begun` tells that it was asked."""

    def __init__(self):
        super().__init__()
        self.begun, self.gate = Event(), Event()

    def ask(self, *given, **named):
        self.begun.set()
        assert self.gate.wait(10)
        return super().ask(*given, **named)


@pytest.fixture
def slow():
    """An assistant that takes its time."""
    return Slow()


@pytest.fixture
def client(slow):
    """A client of an application that serves the tools and nothing else."""
    server = mcp_server(asker_of(slow))
    app = FastAPI(lifespan=lifespan_of(server))
    add_mcp(app, server)
    with TestClient(app) as opened:
        yield opened
        slow.gate.set()


def post(client, method, path=PATH, headers=None, **params):
    """Send one message and return the reply."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    accepts = {"Accept": "application/json, text/event-stream"}
    return client.post(path, json=body, headers=accepts | (headers or {}), follow_redirects=False)


def test_the_tools_are_offered_with_what_they_take(client, slow):
    """Each with its docstring, its arguments by name, and those that it cannot do without."""
    offered = post(client, "tools/list").json()["result"]["tools"]
    expected = tools(asker_of(slow))
    assert [(each["name"], each["description"]) for each in offered] == [
        (tool.__name__, tool.__doc__) for tool in expected
    ]
    asked = offered[1]["inputSchema"]
    assert {name: each["type"] for name, each in asked["properties"].items()} == {
        "question": "string", "interview": "string",
    }  # fmt: skip
    assert asked["required"] == ["question"]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
def test_both_addresses_answer_in_json(client, path):
    """With and without a slash at the end there is no redirect, which clients would not follow."""
    reply = post(client, "tools/call", path, name="list_interviews", arguments={})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["result"]["structuredContent"]["result"][0]["id"] == "talk"


def test_no_request_depends_on_an_earlier_one(client):
    """The first message may call a tool, and no session is begun with it."""
    reply = post(client, "tools/call", name="verify_quote", arguments={"text": "开通"})
    assert reply.json()["result"]["isError"] is False
    assert "mcp-session-id" not in reply.headers


def test_any_name_of_the_server_is_served(client):
    """Which pages may ask is decided by the guard, for all routes alike."""
    headers = {"Host": "talks.example", "Origin": "https://news.example"}
    assert post(client, "tools/list", headers=headers).status_code == 200


def test_a_slow_answer_does_not_hold_up_other_requests(client, slow):
    """While one waits for an answer another one gets its own."""
    replies = []
    arguments = {"name": "ask", "arguments": {"question": "多少?"}}
    asking = Thread(target=lambda: replies.append(post(client, "tools/call", **arguments)))
    asking.start()
    assert slow.begun.wait(10)
    assert post(client, "tools/list").status_code == 200
    assert replies == []
    slow.gate.set()
    asking.join(10)
    assert replies[0].json()["result"]["structuredContent"]["answerable"] is True
