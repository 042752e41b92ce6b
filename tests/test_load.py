import asyncio
import os

import pytest

from benchmarks.load import Server, ask_chat, ask_rest, chat_event, run


@pytest.mark.parametrize("way", ["rest", "chat"])
def test_askers_are_answered_without_errors(chat_address, way):
    """Through REST and through the chat's own queue, as the page asks."""
    ask = ask_rest if way == "rest" else ask_chat(chat_event(chat_address))
    figures = asyncio.run(run(Server(chat_address, os.getpid()), ask, askers=3, seconds=1.5))
    assert figures["errors"] == 0, figures["why"]
    assert figures["answers"] >= 3
