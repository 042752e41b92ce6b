from guarded_app import guarded, sentence

from qa.web.limits import Buckets, client_key


def test_too_many_questions_are_told_when_to_come_back():
    """All ways of asking count together; reading is never limited."""
    client = guarded(questions_per_minute=3)
    paths = ("/api/ask", "/api/feedback", "/gradio_api/queue/join")
    assert [client.post(path).status_code for path in paths] == [200, 200, 200]
    answer = client.post("/api/ask")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] in sentence(answer)
    assert client.get("/").status_code == 200


def test_the_proxys_word_names_the_client_only_when_it_is_trusted():
    """Only the last forwarded address is the proxy's own."""
    for trusted, statuses in ((True, [200, 200, 429]), (False, [200, 429, 429])):
        client = guarded(questions_per_minute=1, trust_proxy=trusted)
        sent = ("1.1.1.1", "1.1.1.1, 2.2.2.2", "3.3.3.3, 2.2.2.2")
        got = [client.post("/api/ask", headers={"X-Forwarded-For": each}) for each in sent]
        assert [each.status_code for each in got] == statuses


def test_tokens_come_back_with_time():
    """A third of a minute gives a third of the questions."""
    now = [0.0]
    buckets = Buckets(3, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 20]
    now[0] = 19
    assert buckets.wait("a") == 1
    now[0] = 20
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 20]
    assert buckets.wait("b") == 0
    assert Buckets(0).wait("a") == 0


def test_the_number_of_remembered_clients_is_bounded():
    """Who came last is kept."""
    buckets = Buckets(1, most=2)
    for client in ("a", "b", "a", "c"):
        buckets.wait(client)
    assert len(buckets) == 2
    assert buckets.wait("a") > 0


def test_an_ipv6_network_is_one_client():
    """Nobody gets more questions by having more addresses."""
    assert client_key("2001:db8::1") == client_key("2001:db8::ffff:2") == "2001:db8::/64"
    assert client_key("192.0.2.1") != client_key("192.0.2.2")
    assert client_key("testclient") == "testclient"
