"""All cases by name."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from .world import World, bounded

Run = Callable[[World], Awaitable[None]]
AnyRun = TypeVar("AnyRun", bound=Run)


class Case(NamedTuple):
    """One thing that must hold."""

    run: Run
    network: bool
    """Whether it is about a failing network, in which browsers differ."""
    page: bool | None
    """Whether it needs a page (True), must have none (False), or either (None)."""


CASES: dict[str, Case] = {}


def case(name: str, *, network: bool = False, page: bool | None = None) -> Callable[[AnyRun], AnyRun]:
    """Register a case."""

    def register(run: AnyRun) -> AnyRun:
        assert name not in CASES, name
        CASES[name] = Case(run, network, page)
        return run

    return register


async def run(name: str, world: World) -> None:
    """Run a case. Raises AssertionError if it does not hold, or leaves a task behind."""
    before = asyncio.all_tasks()
    try:
        await bounded(CASES[name].run(world))
    finally:
        await world.close()
    gc.collect()
    for _ in range(100):  # an unread response releases its connection in a task
        left = [task for task in asyncio.all_tasks() if task not in before]
        if not left:
            break
        await asyncio.sleep(0)
    assert not left, f"tasks that are left: {left}"
    open_now = await world.call("connections")
    assert not open_now["busy"], f"connections on which a request waits: {open_now}"
