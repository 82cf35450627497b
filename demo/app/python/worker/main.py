"""Runs the visitor's programs, one at a time. The page's messages come to `handle`; `worker_glue` takes the answers.

Variables stay from run to run. Ctrl-C of this place: the page writes a signal's number into memory that both share,
and Python raises KeyboardInterrupt wherever it is; a message cancels what only waits.
"""

import asyncio
import builtins
import json
import linecache
import signal
import sys
import time
from typing import Any

import js
import pyodide_js
import worker_glue
from pyodide.code import eval_code_async

import __main__
from aws4web import AwsClient

from .batches import Batches, Segment
from .failures import describe
from .streams import Input, Output

_NO_INPUT = (
    "input() cannot wait for an answer here: the page is not cross-origin isolated, which its server must ask for."
    " Put the value into the code."
)
_TICK = 0.05  # seconds: how soon what waits notices an interrupt
_plain_sleep = time.sleep


def _tell(kind: str, **content: Any) -> None:
    worker_glue.post(json.dumps({"kind": kind, **content}))


class Programs:
    """The programs that run here."""

    def __init__(self) -> None:
        self._run = 0
        self._task: asyncio.Task[None] | None = None
        self._is_guarded = True  # our own code runs: no KeyboardInterrupt now
        self._batches = Batches(self._send, self._later, time.perf_counter)
        self._left: set[asyncio.Task[Any]] = set()  # of the program, which it left behind

    def prepare(self) -> None:
        """Make this interpreter the programs'."""
        loop: Any = asyncio.get_event_loop()
        loop._keyboard_interrupt_handler = lambda: None  # else a task's would end in the browser's console
        loop._system_exit_handler = lambda code: None
        signal.signal(signal.SIGINT, self._on_interrupt)
        signal.signal(signal.SIGUSR1, lambda *_: self._batches.flush())
        time.sleep = _sleep
        __main__.__dict__.update(__name__="__main__", __builtins__=builtins)

    def start(self, run: int, source: str, given: dict[str, Any]) -> None:
        """Begin to run a program; another one that still runs is ended."""
        self.stop()
        self._task = asyncio.ensure_future(self._whole_run(run, source, given, self._task))

    def stop(self) -> None:
        """Cancel whatever waits: the program, and the tasks that it left behind."""
        for task in asyncio.all_tasks(asyncio.get_event_loop()):
            task.cancel()

    async def _whole_run(self, run: int, source: str, given: dict[str, Any], earlier: Any) -> None:
        result: dict[str, Any] = {"error": None}
        began = time.perf_counter()
        try:
            if earlier:
                await asyncio.wait([earlier])
            self._run = run
            self._batches.reset()
            # New ones, as a program may have closed the last one's.
            sys.stdout, sys.stderr = Output("out", self._batches), Output("err", self._batches)
            sys.stdin = Input(self._ask)
            result["error"] = await self._result(source, given)
        except BaseException as error:  # an interrupt in the last moment
            result["error"] = describe(error, self._file)
        finally:
            self._is_guarded = True
            self._batches.flush()
            seconds = time.perf_counter() - began
            _tell("done", run=run, seconds=seconds, lost=self._batches.lost, left=self._watch_left(), **result)
            self._is_guarded = False

    @property
    def _file(self) -> str:
        return f"<run {self._run}>"  # functions of an earlier run keep their lines in a traceback

    async def _result(self, source: str, given: dict[str, Any]) -> dict[str, Any] | None:
        """Run it; return how it failed."""
        lines = [f"{line}\n" for line in source.split("\n")]  # Python's own: a form feed ends none
        linecache.cache[self._file] = (len(source), None, lines, self._file)
        try:
            await _load_packages(source)
            __main__.__dict__.update(_names(given))
            self._is_guarded = False
            value = await eval_code_async(source, __main__.__dict__, filename=self._file)
            if value is not None:
                self._batches.add("out", f"{value!r}\n")
        except BaseException as error:  # SystemExit too
            self._is_guarded = True
            return describe(error, self._file)
        return None

    def _watch_left(self) -> int:
        """How many tasks the program leaves behind; the page is told when there is none any more."""
        left = asyncio.all_tasks(asyncio.get_event_loop()) - {self._task}
        for task in left - self._left:
            task.add_done_callback(self._one_ended)
        self._left = left
        return len(left)

    def _one_ended(self, task: asyncio.Task[Any]) -> None:
        self._left.discard(task)
        if self._task and self._task.done() and not self._left and not self._watch_left():
            self._batches.flush()
            _tell("quiet", run=self._run)

    def _on_interrupt(self, *_: object) -> None:
        if not self._is_guarded:
            raise KeyboardInterrupt

    def _send(self, segments: list[Segment]) -> None:
        _tell("output", run=self._run, segments=segments)

    def _later(self, seconds: float) -> None:
        asyncio.get_event_loop().call_later(seconds, self._batches.flush)

    def _ask(self) -> str | None:
        """Wait for a line that the visitor types; None: there is no more."""
        if not worker_glue.answer:
            raise RuntimeError(_NO_INPUT)
        self._batches.flush()
        state, data = js.Int32Array.new(worker_glue.answer, 0, 2), js.Uint8Array.new(worker_glue.answer, 8)
        js.Atomics.store(state, 0, 0)
        _tell("input", run=self._run)
        while not js.Atomics.load(state, 0):
            js.Atomics.wait(state, 0, 0, _TICK * 1000)  # Python looks for interrupts between two of these
        return None if state[1] < 0 else bytes(data.slice(0, state[1]).to_py()).decode("utf-8", "replace")


def _sleep(seconds: float) -> None:
    """time.sleep, as Python describes it, and it can be interrupted."""
    end = time.perf_counter() + seconds
    _plain_sleep(min(seconds, _TICK))
    while (left := end - time.perf_counter()) > 0:
        _plain_sleep(min(left, _TICK))


async def _load_packages(source: str) -> None:
    """Load what the program imports, if it lies beside Pyodide. What is missing shows when it is imported."""
    try:
        await pyodide_js.loadPackagesFromImports(source, messageCallback=_quiet, errorCallback=_quiet)
    except Exception:
        return


def _quiet(_: object) -> None:
    """Pyodide's own words about packages are for the console."""


def _names(given: dict[str, Any]) -> dict[str, Any]:
    """The names that each run starts with."""
    keys = ("access_key_id", "secret_access_key", "session_token")
    access_key_id, secret_access_key, session_token = (given[name] for name in keys)
    return {
        "aws": AwsClient(
            access_key_id=access_key_id,
            secret_access_key=secret_access_key,
            session_token=session_token,
            region=given["region"],
            retries=3,
        ),
        "endpoint": given["endpoint"],
        "region": given["region"],
        # As the README and the Call tab name them.
        "MY_ACCESS_KEY": access_key_id,
        "MY_SECRET_KEY": secret_access_key,
        "MY_TOKEN": session_token,
    }


_programs = Programs()
_programs.prepare()


def handle(text: str) -> None:
    """Take a message of the page."""
    message = json.loads(text)
    if message["kind"] == "run":
        _programs.start(message["run"], message["source"], message["given"])
    elif message["kind"] == "stop":
        _programs.stop()
