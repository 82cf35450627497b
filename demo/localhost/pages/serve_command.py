"""The command line of the servers, which run with a local AWS until Ctrl-C or SIGTERM."""

import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import FrameType
from typing import NoReturn, Protocol


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """Turn a signal into an ordinary exit, which stops everything that was started."""
    # A second Ctrl-C must not cut it short.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(130 if number == signal.SIGINT else 0)


def port(text: str) -> int:
    """A port number from the command line."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


class Server(Protocol):
    """What is served."""

    aws_endpoint: str
    """The local AWS's address."""

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        ...


Running = Callable[[int, int, bool], AbstractContextManager[Server]]
"""Serves on a port, with a local AWS on another one, until the block ends; True: aws4web is in Pyodide's lock."""
APART = 100
"""How far the local AWS's port is above the page's, unless it is told."""


def usual_aws_port(page_port: int) -> tuple[int, str]:
    """The local AWS's port if none is asked for: from start to start the same, so that what names it stays true.

    With it, why it is another one; empty if it is not.
    """
    from ..ports import is_free

    usual = page_port + APART
    if page_port == 0 or usual > 65535:
        return 0, ""
    return (usual, "") if is_free(usual) else (0, f" (port {usual}, where it usually is, is taken)")


def serve(command: str, what: str, default_port: int, load: Callable[[], Running]) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code. `load` imports what serves."""
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Imported only now: this takes time, and a Ctrl-C meanwhile must not show a traceback.
    import argparse

    from ..child_process import StartError
    from ..offline.run_tool import DistError
    from ..project import DemoError
    from ..waiting import wait_for_end

    parser = argparse.ArgumentParser(prog=f"./build.sh {command}", description=f"Serve {what} and a local AWS.")
    parser.add_argument("--port", type=port, default=default_port, help=f"its port ({default_port}; 0: any free one)")
    aws_help = f"the local AWS's port (by default {APART} above the page's, or any free one if that is taken)"
    parser.add_argument("--aws-port", type=port, default=None, help=aws_help)
    parser.add_argument("--lock", action="store_true", help="aws4web is in Pyodide's lock file: micropip is not needed")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    options = parser.parse_args()
    aws_port, remark = (options.aws_port, "") if options.aws_port is not None else usual_aws_port(options.port)
    try:
        with load()(options.port, aws_port, options.lock) as server:
            try:
                print(f"{what}: {server.url} (Ctrl-C stops)\nits local AWS: {server.aws_endpoint}{remark}", flush=True)
                wait_for_end(until_eof=options.until_eof)
            finally:
                print("\nThe buckets and tables of the local AWS are gone.", flush=True)
    except (DemoError, DistError, StartError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
