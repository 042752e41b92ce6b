import pytest
from fastapi.testclient import TestClient

from index.errors import InterviewError
from qa.web.loading import LazyAssistant
from qa.web.permalink import parse_highlight
from qa.web.server import create_app
from tests.fake_assistant import SOURCE, client_of_fake


@pytest.fixture(scope="module")
def client():
    with client_of_fake() as opened:
        yield opened


def test_ask_returns_the_answer_object(client):
    """REST, the command line and Python give the same object."""
    answer = client.post("/api/ask", json={"question": "多少基站?", "history": ["你好?"]}).json()
    assert answer["citations"][0]["quote"] in SOURCE
    assert answer["answerable"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": "  "}, 422),
        ({"question": "好" * 50_000}, 422),
        ({"question": "好?", "interview": "nobody"}, 404),
        ({}, 422),
    ],
)
def test_bad_requests_are_told_what_is_wrong(client, body, status):
    """A fitting status and a sentence, never a traceback."""
    response = client.post("/api/ask", json=body)
    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert len(response.text) < 1000


def test_interviews_are_listed_and_read(client):
    """The list names them, the detail has paragraphs with their places."""
    assert [each["id"] for each in client.get("/api/interviews").json()] == ["talk"]
    paragraph = client.get("/api/interviews/talk").json()["paragraphs"][1]
    (start, end) = paragraph["spans"][0]
    assert SOURCE[start:end] == paragraph["text"]
    assert client.get("/api/interviews/nobody").status_code == 404


def test_the_page_names_no_other_host(client):
    """Nothing in the start page is fetched from elsewhere."""
    page = client.get("/").text
    for sign in ("fonts.googleapis", "cdnjs", "cdn.jsdelivr", "huggingface.co/front", "unpkg"):
        assert sign not in page


def test_health_and_readiness(client):
    """Alive at once, ready once the assistant is."""
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").json() == {"ready": True}


def test_odd_highlights_are_ignored():
    """Only ranges of numbers count."""
    assert parse_highlight("3-5,x,7-,9-12,<b>") == [(3, 5), (9, 12)]


def test_a_failed_start_says_why():
    """Readiness gives the reason, and so does every question."""

    def fail():
        raise InterviewError("The index is gone.")

    lazy = LazyAssistant(fail)
    with pytest.raises(InterviewError, match="gone"):
        lazy.get(10)
    with TestClient(create_app(lazy)) as client:
        assert client.get("/readyz").status_code == 503
        assert client.post("/api/ask", json={"question": "好?"}).json() == {
            "error": "The index is gone."
        }
