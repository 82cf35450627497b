"""Statuses, error codes of every protocol, and waits that the server asks for."""

import asyncio
from typing import Any

from aws4web import RetryBudget

from .codes import FINAL, PROTOCOLS, REQUEST_ID, THROTTLING, TRANSIENT
from .registry import case
from .world import World


@case("retried statuses")
async def retried_statuses(world: World) -> None:
    for status in (429, 500, 502, 503, 504):
        url = await world.plan(status, status)
        response = await world.client().fetch(url, body="the same body")
        assert (response.status, await response.text()) == (200, "ok"), status
        attempts = await world.attempts(url)
        assert [attempt["status"] for attempt in attempts] == [status, status, 200]
        assert {attempt["body"] for attempt in attempts} == {"the same body"}
        assert len({attempt["signature"] for attempt in attempts}) == 3, "each attempt has a new signature"
        assert not any(attempt["refusal"] for attempt in attempts), "and rightly"
    assert world.clock.waits == [0.025, 0.05] * 5


@case("final statuses")
async def final_statuses(world: World) -> None:
    for status in (400, 401, 403, 404, 409, 412, 416, 501, 505):
        url = await world.plan(status)
        response = await world.client().fetch(url)
        assert response.status == status
        assert response.error is not None
        assert response.error.code == f"HTTP {status}"
        assert not response.error.retryable
        assert len(await world.attempts(url)) == 1, status
    assert not world.clock.waits


@case("ten retries, no more")
async def ten_retries(world: World) -> None:
    url = await world.plan(*[503] * 20)
    response = await world.client().fetch(url)
    assert response.status == 503
    assert await response.text() == "ok"
    assert len(await world.attempts(url)) == 11
    assert world.clock.waits == [0.5 * min(20, 0.05 * 2**attempt) for attempt in range(10)]


async def _codes(world: World, protocol: str) -> None:
    async def retried(code: str) -> None:
        url = await world.plan({"status": 400, "error": [protocol, code]})
        response = await world.client().fetch(url, body="{}")
        assert response.status == 200, code
        assert len(await world.attempts(url)) == 2, code

    async def final(code: str) -> None:
        url = await world.plan({"status": 400, "error": [protocol, code]})
        response = await world.client().fetch(f"{url}?not=shown", body="{}")
        error = response.error
        assert error is not None
        assert (error.status, error.code, error.retryable) == (400, code, False)
        assert error.message == f"in the words of {protocol}"
        assert error.request_id == REQUEST_ID
        assert f"POST {url}, status 400" in str(error)
        assert len(await world.attempts(url)) == 1, code

    await asyncio.gather(*map(retried, THROTTLING + TRANSIENT), *map(final, FINAL))


for _protocol in PROTOCOLS:

    @case(f"codes in {_protocol}")
    async def codes(world: World, protocol: str = _protocol) -> None:
        await _codes(world, protocol)


@case("an error after a status of 200")
async def late_error(world: World) -> None:
    client = world.client(service="s3")
    url = await world.plan(*[{"status": 200, "error": ["s3", code]} for code in ("InternalError", "NoSuchUpload")])
    response = await client.fetch(f"{url}?uploadId=1", body="<a/>")
    assert response.status == 200
    assert response.error is not None
    assert response.error.code == "NoSuchUpload"
    assert len(await world.attempts(url)) == 2


@case("Retry-After in seconds")
async def retry_after(world: World) -> None:
    answers: list[Any] = [{"status": 503, "headers": {"retry-after": text}} for text in ("3", "0", "9999", "soon")]
    assert (await world.client().fetch(await world.plan(*answers))).status == 200
    assert world.clock.waits == [3.0, 0.05, 20.0, 0.2]


@case("Retry-After as a date")
async def retry_after_date(world: World) -> None:
    assert (await world.client().fetch(await world.plan({"status": 429, "retry_after_date": 9}))).status == 200
    [wait] = world.clock.waits
    assert 6 < wait <= 9, wait  # a date has no fractions, and the answer took some time to arrive


@case("x-amz-retry-after")
async def amz_retry_after(world: World) -> None:
    answers: list[Any] = [{"status": 503, "headers": {"x-amz-retry-after": text}} for text in ("1500", "99999", "1")]
    assert (await world.client().fetch(await world.plan(*answers))).status == 200
    assert world.clock.waits == [1.5, 5.05, 0.1]


@case("deadline between attempts")
async def deadline(world: World) -> None:
    world.clock.longest_backoff = 10
    asked: list[Any] = [{"status": 503, "headers": {"retry-after": seconds}} for seconds in ("5", "5", "19")]
    url = await world.plan(*asked)
    response = await world.client(deadline=27).fetch(url)
    assert response.status == 503
    assert world.clock.waits == [5.0, 5.0], "a third wait would end after the deadline"
    assert len(await world.attempts(url)) == 3


@case("retry budget")
async def retry_budget(world: World) -> None:
    budget = RetryBudget(12)
    client = world.client(retry_budget=budget)
    url = await world.plan(*[503] * 9)
    assert (await client.fetch(url)).status == 503
    assert len(await world.attempts(url)) == 3
    assert budget.tokens == 2


@case("a body that is made again")
async def made_body(world: World) -> None:
    made: list[str] = []

    async def body() -> bytes:
        made.append(f"body {len(made)}")
        return made[-1].encode()

    url = await world.plan(500, {"fault": "reset"})
    assert (await world.client().fetch(url, method="PUT", body=body)).status == 200
    attempts = await world.attempts(url)
    assert [attempt["body"] for attempt in attempts] == ["body 0", "body 1", "body 2"]
    assert not any(attempt["refusal"] for attempt in attempts)
