"""Which way there is, here and now, to wait without `await`: a synchronous XMLHttpRequest, or switching stacks.

https://pyodide.org/en/stable/usage/api/python-api/ffi.html#pyodide.ffi.run_sync
"""

import sys
from asyncio import CancelledError, ensure_future
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from ..stand_in import standing_in
from .ffi import can_run_sync, js, run_sync

FORCED: list[str] = []
"""The name of the driver to choose, for tests."""
_IS_WORKER = not getattr(js, "document", None)
_NOWHERE = (
    "nothing can be waited for here without await: this place has no XMLHttpRequest, and cannot switch stacks (JSPI,"
    " which needs a browser that has it, and code that runs in a task and not in a callback of JavaScript). Await the"
    " methods of aws4web.AwsClient instead"
)


class _Xhr:
    """The coroutine runs to its end in one go. Should it wait for something all the same, JSPI has to help."""

    name = "XMLHttpRequest"

    def run(self, work: Any) -> Any:
        """See Driver.run."""
        from .xhr_transport import PLATFORM

        with standing_in(PLATFORM):
            try:
                awaited = work.send(None)
            except StopIteration as done:
                return done.value
        if can_run_sync():
            return _switched(_Rest(work, awaited))
        work.close()
        raise RuntimeError(
            "the call had to wait for something that needs await here, as an async function of yours may, or an object"
            " of JavaScript's. If it is a provider of credentials, ask it for them before: `await provider()`"
        )

    def let_go(self, work: Any) -> None:
        """See Driver.let_go."""
        with suppress(Exception):
            self.run(work)


def _switched(work: Any) -> Any:
    """What comes of it. An error comes as a value: Pyodide keeps one that passes through JS."""
    result, error = run_sync(_outcome(work))
    if error is not None:
        try:
            raise error
        finally:
            del error
    return result


async def _outcome(work: Any) -> tuple[Any, BaseException | None]:
    try:
        return await work, None
    except (Exception, CancelledError) as exc:
        return None, exc


class _Rest:
    """What is left of a coroutine that has begun to wait."""

    def __init__(self, work: Any, awaited: Any) -> None:
        self._work = work
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, Any]:
        work, awaited = self._work, self._awaited
        while True:
            try:
                value = yield awaited
            except BaseException as exc:
                step, value = work.throw, exc
            else:
                step = work.send
            try:
                awaited = step(value)
            except StopIteration as done:
                return done.value


class _RunSync:
    """The event loop goes on meanwhile, and so do several requests at once."""

    name = "run_sync"

    def run(self, work: Any) -> Any:
        """See Driver.run."""
        if not can_run_sync():
            work.close()
            raise RuntimeError(
                "what was begun where stacks can be switched (JSPI) cannot go on here: read a response, or a listing,"
                " where it was asked for"
            )
        return _switched(work)

    def let_go(self, work: Any) -> None:
        """See Driver.let_go."""
        ensure_future(work)  # noqa: RUF006 - Pyodide's loop holds it


_XHR, _RUN_SYNC = _Xhr(), _RunSync()


def choose(*, many: bool, signal: Any = None, sends: bool = True) -> Any:
    """See Platform.driver. In a worker an XMLHttpRequest is the quickest, but sends one request at a time."""
    if not sends:
        return _XHR  # on its platform nothing of a signature waits
    has_xhr, switches = hasattr(js, "XMLHttpRequest"), bool(can_run_sync())
    if FORCED:
        return next(each for each in (_XHR, _RUN_SYNC) if each.name == FORCED[-1])
    is_old = sys.version_info < (3, 13)  # Pyodide 0.27: below code in C it says that it could, and cannot
    prefers_xhr = has_xhr and (is_old or (_IS_WORKER and not many and signal is None))
    if switches and not prefers_xhr:
        return _RUN_SYNC
    if has_xhr:
        return _XHR
    raise RuntimeError(_NOWHERE)
