"""The real aws4fetch, kept running in Node: ask it cases, get its results."""

import contextlib
import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SCRIPT = Path(__file__).with_name("oracle.mjs")
VERSION = "1.0.20"

Case = dict[str, Any]
Result = dict[str, Any]


class Oracle:
    """A Node process around aws4fetch. Use as a context manager: leaving it ends the process."""

    def __init__(self, package: Path, node: str = "node", timeout: float = 60) -> None:
        """`package` is the folder of the npm package aws4fetch; `timeout` (seconds) bounds each `ask`."""
        self._timeout = timeout
        self._process = subprocess.Popen(
            [node, str(SCRIPT), str(package)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        try:
            found = self._bounded(self._read)["aws4fetch"]
            if found != VERSION:
                raise RuntimeError(f"the oracle is aws4fetch {VERSION}, {package} holds {found}")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Node ends at the end of stdin; a process that does not is killed."""
        assert self._process.stdin
        assert self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def ask(self, cases: Sequence[Case]) -> list[Result]:
        """aws4fetch's results, in the order of the cases."""
        # Written from a thread: with both pipes full, writing all before reading would never end.
        writer = threading.Thread(target=self._write, args=(cases,), daemon=True)
        writer.start()
        results = self._bounded(lambda: [self._read() for _ in cases])
        writer.join()
        return results

    def _bounded(self, read: Any) -> Any:
        """Reading ends when the timer kills the process, at the latest."""
        timer = threading.Timer(self._timeout, self._process.kill)
        timer.start()
        try:
            return read()
        finally:
            timer.cancel()

    def _write(self, cases: Sequence[Case]) -> None:
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):  # the reader says why
            for case in cases:
                self._process.stdin.write(json.dumps(case) + "\n")
            self._process.stdin.flush()

    def _read(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the oracle ended, or gave no answer in {self._timeout} s")
        return json.loads(line)
