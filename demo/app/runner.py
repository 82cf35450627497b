"""Runs what the visitor typed: top-level await, what it prints, the last expression, and its traceback."""

import contextlib
import io
import linecache
import traceback
from collections.abc import Callable
from typing import Any

from pyodide.code import eval_code_async

FILE = "<editor>"


class _Output(io.TextIOBase):
    """A stream that passes on what is written."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def write(self, text: str) -> int:
        self._write(text)
        return len(text)


async def run(source: str, names: dict[str, Any], write: Callable[[str], None]) -> None:
    """Run `source`, and write what it prints and its last expression's value. Its exception is raised."""
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)  # for the traceback
    output = _Output(write)
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        result = await eval_code_async(source, names, filename=FILE)
    if result is not None:
        write(f"{result!r}\n")


def short_traceback(error: BaseException) -> str:
    """The traceback from the visitor's first line on, as Python prints it."""
    frame = error.__traceback__
    while frame and frame.tb_frame.f_code.co_filename != FILE:
        frame = frame.tb_next
    return "".join(traceback.format_exception(type(error), error, frame)).rstrip()
