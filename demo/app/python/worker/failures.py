"""How a program ended, for the page: the traceback from the program's first line on, its line, a hint. Pure."""

import re
import traceback
from types import TracebackType
from typing import Any

_LINES = 60  # of a traceback
_NO_INDEX = (
    "Either pypi.org has no such package, or it cannot be reached from here: a page’s network may have no packages. A"
    " wheel at an address that this page may fetch can be installed too: micropip.install(address)."
)
_READ = re.compile("pure Python 3 wheel|conflict|requires|already installed", re.IGNORECASE)  # the index was read


def describe(error: BaseException, file: str) -> dict[str, Any]:
    """What the page shows of an exception of the program in `file`."""
    frame = error.__traceback__
    while frame and frame.tb_frame.f_code.co_filename != file:
        frame = frame.tb_next
    lines = "".join(traceback.format_exception(type(error), error, frame)).rstrip().split("\n")
    if len(lines) > _LINES:
        half = _LINES // 2
        lines[half:-half] = [f"  … {len(lines) - _LINES} lines left out …"]
    text = "\n".join(lines).replace(f'File "{file}"', 'File "<editor>"')
    return {
        "name": type(error).__name__,
        "text": text[-20_000:].encode("utf-8", "backslashreplace").decode("utf-8"),
        "line": _line(error, frame, file),
        "hint": hint(error),
    }


def _line(error: BaseException, frame: TracebackType | None, file: str) -> int | None:
    """The line of the program where it happened: the innermost one."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    line = None
    while frame:
        if frame.tb_frame.f_code.co_filename == file:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def hint(error: BaseException) -> str:
    """What to do about it, if that is not plain from the traceback."""
    try:
        said = str(error)
    except Exception:  # it is the program's
        return ""
    if isinstance(error, ModuleNotFoundError) and isinstance(error.name, str):
        package = error.name.partition(".")[0]
        if package == "micropip":
            return "This page’s Pyodide comes without micropip: programs have Python’s own library and aws4web."
        return (
            f"{package} is not in this page’s Python. Where the network has packages, and this one is written in Python"
            f" alone or built for Pyodide, these lines install it: import micropip; await micropip.install({package!r})"
        )
    if isinstance(error, RuntimeError) and "start new thread" in said:
        return "Python in a browser has no threads: use asyncio, as in asyncio.gather(…)."
    if _is_from_micropip(error) and not _READ.search(said):
        return _NO_INDEX
    return ""


def _is_from_micropip(error: BaseException) -> bool:
    return any("/micropip/" in frame.filename for frame in traceback.extract_tb(error.__traceback__))
