"""Which way there is here and now to wait without `await`."""

from typing import Any

from .ffi import can_run_sync, run_sync


class _RunSync:
    """By JSPI, which switches stacks: the event loop goes on meanwhile."""

    name = "run_sync"

    def run(self, work: Any) -> Any:
        """See Driver.run."""
        return run_sync(work)

    def let_go(self, work: Any) -> None:
        """See Driver.let_go."""
        from asyncio import ensure_future

        ensure_future(work)  # noqa: RUF006 - Pyodide's loop holds it


def choose(*, many: bool, signal: Any = None) -> Any:
    """See Host.driver."""
    if not can_run_sync():
        raise RuntimeError("nothing can be waited for here without await: this browser, or this place, has no JSPI")
    return _RunSync()
