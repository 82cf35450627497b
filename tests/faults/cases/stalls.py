"""The server goes silent. An abort, a cancelled task, a timeout and the deadline end what waits for it, at once."""

import asyncio
from typing import Any

from aws4web import AbortError, AwsClient, NetworkError, RequestTimeoutError

from .registry import case
from .world import Clock, World, abort_controller, bounded, failure

STALLS: dict[str, dict[str, Any]] = {
    "before the head": {"fault": "stall", "at": "start"},
    "within the head": {"fault": "stall", "at": "head"},
    "within the body": {"fault": "stall", "at": "body", "body": "1" * 10_000},
    "within chunks": {"fault": "stall", "at": "chunks", "body": "1" * 10_000},
}
WAYS = ("bytes", "iteration")


async def _read(client: AwsClient, url: str, way: str, began: asyncio.Event, options: dict[str, Any]) -> None:
    response = await client.fetch(url, body="a", **options)
    if way == "bytes":
        began.set()
        await response.bytes()
        return
    async for _ in response:
        began.set()


async def _stalled(world: World, step: dict[str, Any], way: str, **options: Any) -> tuple[str, asyncio.Task[None]]:
    """A POST that waits for more, and its URL. What the server sent before it stalled has been read."""
    url, began = await world.plan(step), asyncio.Event()
    reading = asyncio.ensure_future(_read(world.client(), url, way, began, options))
    assert await world.happened(url, "stalled")
    if step["at"] in ("body", "chunks"):
        await bounded(began.wait())
    return url, reading


def check_aborted(error: Exception, method: str, url: str) -> None:
    """What the caller did is told apart from a failure."""
    assert type(error) is AbortError, repr(error)
    assert isinstance(error, NetworkError)
    assert str(error).startswith(f"{method} {url}: aborted"), error


for _name, _step in STALLS.items():

    @case(f"abort {_name}", network=True, page=True)
    async def abort(world: World, step: dict[str, Any] = _step) -> None:
        for way in WAYS:
            controller = abort_controller()
            url, reading = await _stalled(world, step, way, signal=controller.signal)
            controller.abort()
            check_aborted(await failure(reading), "POST", url)
            assert await world.happened(url, "left"), "the connection is given up"
            assert len(await world.attempts(url)) == 1

    @case(f"cancel {_name}", network=True)
    async def cancel(world: World, step: dict[str, Any] = _step) -> None:
        for way in WAYS:
            url, reading = await _stalled(world, step, way)
            reading.cancel()
            await bounded(asyncio.wait([reading]))
            assert reading.cancelled()
            assert await world.happened(url, "left"), "the connection is given up"
            assert len(await world.attempts(url)) == 1

    @case(f"timeout {_name}", network=True)
    async def timeout(world: World, step: dict[str, Any] = _step) -> None:
        for way in WAYS:
            world.clock = Clock()
            url, reading = await _stalled(world, step, way, timeout=30)
            world.clock.expire()
            error = await failure(reading)
            assert type(error) is RequestTimeoutError, repr(error)
            assert isinstance(error, TimeoutError)
            assert str(error) == f"POST {url}: nothing came within 30 s"
            assert await world.happened(url, "left"), "the connection is given up"
            assert len(await world.attempts(url)) == 1


@case("a timeout is tried again", network=True)
async def timeout_retried(world: World) -> None:
    step = {"fault": "stall"}
    for options in ({"method": "PUT"}, {"method": "POST", "aws": {"retry_network": True}}):
        url = await world.plan(step, step)
        sending = asyncio.ensure_future(world.client(timeout=30).fetch(url, body="a", **options))
        for count in (1, 2):
            assert await world.happened(url, "stalled", count)
            world.clock.expire()
        assert (await bounded(sending)).status == 200
        assert await world.happened(url, "left", 2)
        assert len(await world.attempts(url)) == 3


@case("an error's body that stalls is not waited for", network=True)
async def stalled_error(world: World) -> None:
    step = {"fault": "stall", "at": "body", "body": "<Error>"}
    url = await world.plan({**step, "status": 503})
    response = await bounded(world.client(timeout=30).fetch(url, body="a"))
    assert response.status == 200, "the status says that it may be retried"
    assert await world.happened(url, "left")


@case("a timeout within an error's body", network=True)
async def timeout_of_error(world: World) -> None:
    url = await world.plan({"fault": "stall", "at": "body", "body": "<Error>", "status": 403})
    sending = asyncio.ensure_future(world.client(timeout=30).fetch(url, body="a"))
    assert await world.happened(url, "stalled")
    world.clock.expire()
    assert type(await failure(sending)) is RequestTimeoutError
    assert await world.happened(url, "left")


@case("abort within an error's body", network=True, page=True)
async def abort_of_error(world: World) -> None:
    for status in (403, 503):  # a status that says enough, but for the abort
        world.clock = Clock()
        controller = abort_controller()
        url = await world.plan({"fault": "stall", "at": "body", "body": "<Error>", "status": status})
        client = world.client(retries=0, timeout=30)
        sending = asyncio.ensure_future(client.fetch(url, body="a", signal=controller.signal))
        assert await world.happened(url, "stalled")
        for _ in range(500):
            await asyncio.sleep(0.01)
            if len(world.clock.limits) > 1:  # it reads the body
                break
        controller.abort()
        check_aborted(await failure(sending), "POST", url)
        assert await world.happened(url, "left")


@case("deadline within an attempt", network=True)
async def deadline(world: World) -> None:
    url = await world.plan({"fault": "stall"})
    sending = asyncio.ensure_future(world.client(deadline=60).fetch(url))
    assert await world.happened(url, "stalled")
    world.clock.expire()
    error = await failure(sending)
    assert type(error) is RequestTimeoutError, repr(error)
    assert await world.happened(url, "left")


@case("the deadline does not end what was handed out", network=True)
async def deadline_of_body(world: World) -> None:
    url = await world.plan({"fault": "close", "at": "body", "hold": True})
    response = await bounded(world.client(deadline=60).fetch(url))
    assert response.status == 200
    await world.release(url)
    assert type(await failure(response.bytes())) is NetworkError
    assert len(world.clock.limits) == 1, "the attempt's limit"


@case("abort during the backoff", page=True)
async def abort_backoff(world: World) -> None:
    world.clock.holds = True
    controller = abort_controller()
    url = await world.plan(503)
    sending = asyncio.ensure_future(world.client().fetch(url, signal=controller.signal))
    await bounded(world.clock.asleep.wait())
    controller.abort()
    check_aborted(await failure(sending), "GET", url)
    assert len(await world.attempts(url)) == 1


@case("aborted before", page=True)
async def aborted_before(world: World) -> None:
    controller = abort_controller()
    controller.abort()
    url = await world.plan()
    check_aborted(await failure(world.client().fetch(url, signal=controller.signal)), "GET", url)
    assert not await world.attempts(url)


@case("a signal that does not fire", page=True)
async def quiet_signal(world: World) -> None:
    controller = abort_controller()
    url = await world.plan(503, {"fault": "reset"})
    response = await world.client(timeout=30, deadline=60).fetch(url, signal=controller.signal)
    assert (response.status, await response.text()) == (200, "ok")
    assert len(await world.attempts(url)) == 3


@case("cancel during the backoff")
async def cancel_backoff(world: World) -> None:
    world.clock.holds = True
    url = await world.plan(503)
    sending = asyncio.ensure_future(world.client(timeout=30).fetch(url))
    await bounded(world.clock.asleep.wait())
    sending.cancel()
    await bounded(asyncio.wait([sending]))
    assert sending.cancelled()
    assert len(await world.attempts(url)) == 1


@case("one that stalls does not hold up others")
async def others(world: World) -> None:
    client = world.client()
    slow = await world.plan({"fault": "stall"})
    stalled = asyncio.ensure_future(client.fetch(slow))
    assert await world.happened(slow, "stalled")
    url = await world.plan(503)
    assert (await bounded(client.fetch(url))).status == 200
    assert not stalled.done()
    stalled.cancel()
    await bounded(asyncio.wait([stalled]))
    assert await world.happened(slow, "left")


@case("a response that is not wanted")
async def unwanted(world: World) -> None:
    step = {"fault": "stall", "at": "body", "body": "1" * 1000}
    url = await world.plan(step)
    response = await world.client().fetch(url)
    await response.cancel()
    assert await world.happened(url, "left")

    url = await world.plan({**step, "status": 503})
    sending = asyncio.ensure_future(world.client(timeout=30).fetch(url))
    assert await world.happened(url, "stalled")
    world.clock.expire()
    assert (await bounded(sending)).status == 200
    assert await world.happened(url, "left"), "the body of a response that is tried again is cancelled"
