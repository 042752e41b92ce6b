"""Start the chat: python app.py [--index DIR] [--host H] [--port P]."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import InterviewError

if TYPE_CHECKING:
    from fastapi import FastAPI

EXIT_FAILED = 1


def build_parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    parser = argparse.ArgumentParser(description="Serve the chat about the interviews.")
    parser.add_argument("--index", default="data/index", metavar="DIR", help="(%(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="(%(default)s)")
    parser.add_argument("--encoder", metavar="NAME", help="the model the index was built with")
    parser.add_argument("--threads", type=int, metavar="N", help="processor threads (all)")
    return parser


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


def build_app(arguments: argparse.Namespace) -> "FastAPI":
    """Return the web application; its assistant goes on loading in the background."""
    from qa.web.loading import LazyAssistant, open_or_build

    lazy = LazyAssistant(
        lambda: open_or_build(arguments.index, arguments.encoder, arguments.threads)
    )
    from qa.web.server import create_app

    return create_app(lazy)


def serve(arguments: argparse.Namespace) -> None:
    """Serve until interrupted; the model loads while the page is already up."""
    # Nothing leaves the machine: no analytics, no version check, no model hub.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    bound = listening_socket(arguments.host, arguments.port)

    import uvicorn

    from qa.web.starting import StartingApp

    config = uvicorn.Config(StartingApp(lambda: build_app(arguments)), log_level="warning")
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
