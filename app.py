"""Start the chat: python app.py [--index DIR] [--host H] [--port P]."""

import argparse
import asyncio
import logging
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import InterviewError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from qa.web.guard import GuardSettings

EXIT_FAILED = 1
# Seconds that answers under way have left when the server is stopped.
_LAST_ANSWERS = 5


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def build_parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    parser = argparse.ArgumentParser(description="Serve the chat about the interviews.")
    parser.add_argument(
        "--index",
        default="data/index",
        metavar="DIR",
        help="a folder, or milvus+http://HOST:PORT/COLLECTION (%(default)s)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="(%(default)s)")
    parser.add_argument("--encoder", metavar="NAME", help="the model the index was built with")
    parser.add_argument(
        "--threshold",
        type=float,
        metavar="P",
        help="confidence, 0 to 1, below which no answer is given",
    )
    parser.add_argument(
        "--threads",
        type=_positive,
        metavar="N",
        help="processor threads for each question (the cores shared out among --at-once)",
    )
    parser.add_argument(
        "--feedback",
        type=Path,
        default=Path("data/feedback.sqlite"),
        metavar="FILE",
        help="where votes are kept (%(default)s)",
    )
    parser.add_argument(
        "--at-once",
        type=_positive,
        default=2,
        metavar="N",
        help="questions answered at the same time (%(default)s)",
    )
    _add_guard(parser)
    parser.add_argument(
        "--prefix",
        default="",
        metavar="PATH",
        help="the path a reverse proxy serves us under, such as /talks",
    )
    parser.add_argument(
        "--log-questions",
        action="store_true",
        help="write what is asked into the log; left out by default",
    )
    return parser


def _add_guard(parser: argparse.ArgumentParser) -> None:
    """Add who may embed, call and enter; secrets come from the environment, never from here."""
    parser.add_argument(
        "--allow-site",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a site that may embed the chat, such as https://news.example (repeatable)",
    )
    parser.add_argument(
        "--user", default="", help="ask for this user and the password in $INTERVIEW_PASSWORD"
    )
    parser.add_argument(
        "--questions-per-minute",
        type=int,
        default=120,
        metavar="N",
        help="what one client may ask (%(default)s)",
    )
    parser.add_argument(
        "--trust-proxy", action="store_true", help="believe X-Forwarded-For and -Host"
    )


def guard_settings(arguments: argparse.Namespace) -> "GuardSettings":
    """Return the guard's settings; raises GuardError when they contradict each other."""
    from qa.web.guard import GuardSettings

    return GuardSettings(
        sites=tuple(arguments.allow_site),
        user=arguments.user,
        password=os.environ.get("INTERVIEW_PASSWORD", "") if arguments.user else "",
        token=os.environ.get("INTERVIEW_TOKEN", "") if arguments.user else "",
        questions_per_minute=arguments.questions_per_minute,
        trust_proxy=arguments.trust_proxy,
        root_path=arguments.prefix,
    )


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; raises InterviewError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise InterviewError(
            f"Cannot listen on {host}:{port} ({error}): choose another --port."
        ) from None
    return bound


def threads_each(at_once: int) -> int:
    """Return how many threads each question gets, so that together they fill the cores once."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, (cores or 1) // at_once)


def build_app(arguments: argparse.Namespace) -> "FastAPI":
    """Return the web application; its assistant goes on loading in the background."""
    from qa.assistant import Settings
    from qa.web.loading import LazyAssistant, open_or_build

    threads = arguments.threads or threads_each(arguments.at_once)
    wanted = Settings.with_threshold(arguments.threshold)
    lazy = LazyAssistant(lambda: open_or_build(arguments.index, arguments.encoder, threads, wanted))
    from qa.web.server import ServerSettings, create_app

    settings = ServerSettings(
        prefix=arguments.prefix,
        feedback=arguments.feedback,
        at_once=arguments.at_once,
        log_questions=arguments.log_questions,
    )
    return create_app(lazy, settings)


def _is_no_cut_connection(record: logging.LogRecord) -> bool:
    """Tell whether a record is news: that stopping cuts the connections of open pages is not."""
    return not (record.exc_info and record.exc_info[0] is asyncio.CancelledError)


def serve(arguments: argparse.Namespace) -> None:
    """Serve until interrupted; the model loads while the page is already up."""
    # Nothing leaves the machine: no analytics, no version check, no model hub.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    settings = guard_settings(arguments)
    bound = listening_socket(arguments.host, arguments.port)

    import uvicorn

    from qa.web.asking import log_to_stderr
    from qa.web.guard import guard
    from qa.web.starting import StartingApp

    log_to_stderr()
    app = guard(StartingApp(lambda: build_app(arguments)), settings)
    # Open pages hold a connection as long as they are open; stopping does not wait for them.
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_LAST_ANSWERS)
    logging.getLogger("uvicorn.error").addFilter(_is_no_cut_connection)
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    print(f"Open http://{host}:{bound.getsockname()[1]} in a browser.", flush=True)
    uvicorn.Server(config).run(sockets=[bound])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        serve(arguments)
    except InterviewError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
