"""Looks for planted secrets in everything visible of an object, an error, a coroutine or a log.

Imports nothing but the standard library: it runs in Pyodide too.
"""

import contextlib
import copy
import logging
import pickle
import pprint
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import CoroutineType, FrameType
from typing import Any


class Hunt:
    """Where secrets were seen: `found`. Frames of `own` files, by default the caller's, may hold them."""

    def __init__(self, *secrets: str, own: tuple[str, ...] = ()) -> None:
        self.found: list[str] = []
        self.looked = 0
        """How much was looked at, so that a test can check that it was."""
        self._secrets = secrets
        self._own = {sys._getframe(1).f_code.co_filename, *own}

    def text(self, where: str, text: str) -> None:
        """Look at text that is written somewhere."""
        self.looked += 1
        self.found += [f"{where}: {text[:200]}" for secret in self._secrets if secret in text]

    def thing(self, where: str, thing: Any) -> None:
        """Look at all that an object shows of itself, and all that is made of it to be kept or sent."""
        self._shown(where, thing)
        self._shown(f"{where}, vars", getattr(thing, "__dict__", None))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with contextlib.suppress(TypeError, AttributeError, pickle.PicklingError):
                self.text(f"{where}, pickle {protocol}", pickle.dumps(thing, protocol).decode("latin-1"))
        for copied in (copy.copy, copy.deepcopy):
            with contextlib.suppress(TypeError, AttributeError, pickle.PicklingError):
                another = copied(thing)
                self._shown(f"{where}, {copied.__name__}", another)
                self._shown(f"{where}, {copied.__name__}, vars", getattr(another, "__dict__", None))

    def error(self, where: str, error: BaseException) -> None:
        """Look at an error with its causes, its printed form, and the variables of all frames that it came through."""
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
        self.text(f"{where}, printed", "".join(self._without_own(report).format()))
        seen: set[int] = set()
        links: list[BaseException | None] = [error]
        while links:
            link = links.pop()
            if link is None or id(link) in seen:
                continue
            seen.add(id(link))
            links += [link.__cause__, link.__context__, *getattr(link, "exceptions", ())]
            self._shown(f"{where}, {type(link).__name__}", link)
            self._shown(f"{where}, {type(link).__name__}, args", (link.args, vars(link)))
            for frame, _ in traceback.walk_tb(link.__traceback__):
                self.frame(where, frame)

    def frame(self, where: str, frame: FrameType | None) -> None:
        """Look at the variables of a frame, as debuggers and error reporters show them."""
        if frame is None or frame.f_code.co_filename in self._own:
            return
        for name, value in frame.f_locals.items():
            self._shown(f"{where}, {frame.f_code.co_qualname}, {name}", value)

    def coroutine(self, where: str, coroutine: Any) -> None:
        """Look at a coroutine that has not run, or that waits, and end it."""
        assert isinstance(coroutine, CoroutineType), coroutine
        self._shown(where, coroutine)
        waiting: Any = coroutine
        while isinstance(waiting, CoroutineType):
            self.frame(where, waiting.cr_frame)
            waiting = waiting.cr_await
        coroutine.close()

    @contextlib.contextmanager
    def logs(self) -> Iterator[None]:
        """Look at what any library logs, at any level, or warns of while the block runs."""
        handler = _Handler(self)
        root, level = logging.getLogger(), logging.getLogger().level
        root.addHandler(handler)
        root.setLevel(1)
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                yield
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
        for warning in caught:
            self.text("a warning", str(warning.message))

    def _shown(self, where: str, thing: object) -> None:
        ways: list[Callable[[object], str]] = [repr, str, format, ascii, pprint.pformat]
        for way in ways:
            try:
                self.text(f"{where}, {way.__name__}", way(thing))
            except Exception as exc:
                self.found.append(f"{where}: {way.__name__} raises {exc!r}")

    def _without_own(self, report: Any) -> Any:
        for link in (report, report.__cause__, report.__context__):
            if link is not None:
                frames = [frame for frame in link.stack if frame.filename not in self._own]
                link.stack = traceback.StackSummary.from_list(frames)
        return report


class _Handler(logging.Handler):
    def __init__(self, hunt: Hunt) -> None:
        super().__init__(1)
        self._hunt = hunt

    def emit(self, record: logging.LogRecord) -> None:
        where = f"the log of {record.name}"
        self._hunt.text(where, record.getMessage())
        if record.exc_info and record.exc_info[1]:
            self._hunt.error(where, record.exc_info[1])
