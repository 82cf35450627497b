"""Child processes that end with their parent, however it ends.

A child runs under a small warden: this very file, run as a script. The warden holds the reading end of a pipe
and only the parent has the other end, so the pipe closes when the parent closes it, exits or is killed.
Then the warden ends the child and all that the child started.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

GRACE = 5.0  # seconds between SIGTERM and SIGKILL
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


class StartError(Exception):
    """The child could not be started, or ended too soon; the message says why."""


class Child:
    """A running command, its output in a log file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        grace: float = GRACE,
    ) -> None:
        self.name = name
        self.log = log
        self.grace = grace
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            self._warden = subprocess.Popen(
                # -I -S: the warden needs only the standard library, and starts sooner without the rest.
                [sys.executable, "-I", "-S", __file__, str(grace), *map(str, command)],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
            )

    @property
    def running(self) -> bool:
        """Whether the child has not ended."""
        return self._warden.poll() is None

    def log_tail(self, lines: int = 15) -> str:
        """The last lines that the child wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Ask `ready` until it is true; StartError if the child ends first, or time runs out."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise StartError(f"{self.name} ended while starting ({what}); it wrote:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise StartError(f"{self.name}: no {what} within {seconds:g} s; it wrote:\n{self.log_tail()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the child and all that it started, and wait until they are gone."""
        if self._warden.stdin:
            self._warden.stdin.close()
        try:
            self._warden.wait(self.grace + 5)
        except subprocess.TimeoutExpired:
            self._warden.kill()
            self._warden.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def _die_with_warden() -> None:
    """In the child: if the warden itself is killed, the kernel ends the child."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _guard(command: Sequence[str], grace: float) -> int:
    """The warden: run `command` in its own group until it ends or the parent is gone."""
    # Ctrl-C reaches the whole foreground group; the parent decides when the child ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_warden,  # noqa: PLW1509 (the warden has no other thread yet)
    )

    def end_child(*_: object) -> None:
        _signal_group(child, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(grace)
        _signal_group(child, signal.SIGKILL)

    def watch_parent() -> None:
        while os.read(0, 4096):
            pass
        end_child()

    # In a thread: a signal handler must not wait for the lock that the main thread's child.wait() holds.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=end_child).start())
    threading.Thread(target=watch_parent, daemon=True).start()
    code = child.wait()
    _signal_group(child, signal.SIGKILL)  # what the child may have left behind
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(_guard(sys.argv[2:], float(sys.argv[1])))
