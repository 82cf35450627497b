"""A task that waits for JS is woken in JS's own microtask, and is otherwise a task like any other."""

from typing import Any

from pytest_pyodide import run_in_pyodide

from .echo import EchoServer


@run_in_pyodide
async def all_at_once(selenium, url):
    """Signatures and a fetch, in tasks and by `run_sync`: whether each coroutine stayed in its own task."""
    import asyncio

    from inpage import client
    from pyodide.ffi import run_sync

    aws = client()

    async def signs():
        own = asyncio.current_task()
        return all([await aws.sign(url) and asyncio.current_task() is own for _ in range(20)])

    async def blocks():
        return run_sync(aws.sign(url)).url

    response, *rest = await asyncio.wait_for(asyncio.gather(aws.fetch(url), blocks(), signs(), blocks(), signs()), 20)
    return response.status, rest


def test_tasks_and_run_sync_go_together(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/again", 200)
    assert all_at_once(selenium, url) == (200, [url, True, url, True])
    assert echo.refusals() == [None]
