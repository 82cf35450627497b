"""An event loop in a thread of its own, which runs what other threads wait for.

One serves the whole process: connections belong to an event loop. It is a daemon, so that it keeps no program alive.
"""

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Coroutine
from typing import Any

from ..stand_in import blocked


class _Background:
    """See Driver. It may be used while another event loop runs in the same thread."""

    name = "background loop"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_over = False

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """See Driver.run."""
        try:
            loop = self._running()
        except RuntimeError:
            work.close()
            raise
        stopped = asyncio._get_running_loop()  # pyright: ignore[reportPrivateUsage] - the caller's, if there is one
        try:
            blocked.append(stopped)
            return _Call(work, loop).result()
        finally:
            blocked.remove(stopped)

    def let_go(self, work: Awaitable[Any]) -> None:
        """See Driver.let_go. The garbage collector may call it from any thread, the loop's own among them."""
        loop = self._loop
        if loop is None or self._is_over:
            getattr(work, "close", bool)()
        else:
            loop.call_soon_threadsafe(asyncio.ensure_future, work)  # asyncio shows what it raises

    def _running(self) -> asyncio.AbstractEventLoop:
        """The loop. Raises RuntimeError where waiting for it would never end."""
        if self._is_over:
            raise RuntimeError("the interpreter is shutting down: nothing can be sent any more")
        with self._lock:
            if self._loop is None or self._thread is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="aws4web", daemon=True)
                self._thread.start()
                atexit.register(self.stop)
        if threading.get_ident() == self._thread.ident:
            raise RuntimeError(
                "a function that aws4web.blocking calls may not wait for it: credentials, bodies and progress are asked"
                " for in the thread of its event loop. Make it `async def`, and await the client of aws4web there"
            )
        return self._loop

    def stop(self) -> None:
        """As the interpreter ends. What still runs ends here: later on nobody could wait for it."""
        self._is_over = True
        if self._loop and self._thread:
            asyncio.run_coroutine_threadsafe(_end_all(), self._loop)
            self._thread.join(5)

    def forget(self) -> None:
        """A process that was forked has none of its parent's threads."""
        self._lock = threading.Lock()
        self._loop = self._thread = None


class _Call:
    """A call that a thread waits for. It begins in the context of that thread."""

    def __init__(self, work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> None:
        self._work: Coroutine[Any, Any, Any] | None = work
        self._loop = loop
        self._over = threading.Lock()
        self._over.acquire()
        self._task: Any = None
        loop.call_soon_threadsafe(self._begin)

    def result(self) -> Any:
        """What comes of it. Ctrl-C ends it; what it has begun is put in order, unless there is another Ctrl-C."""
        try:
            self._over.acquire()
        except BaseException:
            self._loop.call_soon_threadsafe(self._cancel)
            if not (self._task and self._task.done()):  # it came as the call ended
                self._over.acquire()
            raise
        task, self._task = self._task, None  # a traceback would hold the task, with all that it knows
        if task.cancelled():
            raise RuntimeError("the call was ended, as the interpreter is shutting down")
        try:
            return task.result()
        finally:
            del task

    def _begin(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            self._task = asyncio.ensure_future(work)
            self._task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            task.exception()  # after Ctrl-C nobody asks for it
        self._over.release()

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()


async def _end_all() -> None:
    loop = asyncio.get_running_loop()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await loop.shutdown_asyncgens()
    loop.call_soon(loop.stop)


DRIVER = _Background()
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=DRIVER.forget)
