"""Credentials that end: when a provider is asked, by whom, and what becomes of those who wait."""

import asyncio
from typing import Any, NamedTuple

from aws4web import AwsClient, CredentialsError, RequestTimeoutError
from aws4web._renewal.provider import on_platform
from aws4web.credentials import CachedProvider

from .keys import KEYS
from .provider import HOUR, Provider, key_now, key_of, settle
from .registry import case
from .world import Clock, World, failure


class Row(NamedTuple):
    """A life, the time that has passed since the credentials were obtained, and what the provider does then."""

    life: float | None
    after: float
    does: str
    key: str
    """Which is signed with then; "" for a CredentialsError."""
    asked: int
    """How often the provider was asked by then."""
    later: str = ""
    """Which is signed with by the next call at the same moment, if that is another."""


_TABLE = (
    Row(HOUR, 3299, "new", "AKID1", 1),
    Row(HOUR, 3302, "new", "AKID1", 2, later="AKID2"),
    Row(HOUR, 3302, "fails", "AKID1", 2),
    Row(HOUR, 3302, "same", "AKID1", 2),
    Row(HOUR, 3538, "new", "AKID1", 2, later="AKID2"),
    Row(HOUR, 3538, "fails", "AKID1", 2),
    Row(HOUR, 3542, "new", "AKID2", 2),
    Row(HOUR, 3542, "fails", "", 2),
    Row(HOUR, 3542, "same", "", 2),
    Row(HOUR, 3601, "new", "AKID2", 2),
    Row(HOUR, 3601, "fails", "", 2),
    Row(600, 298, "new", "AKID1", 1),
    Row(600, 302, "new", "AKID1", 2, later="AKID2"),
    Row(600, 538, "new", "AKID1", 2, later="AKID2"),
    Row(600, 542, "new", "AKID2", 2),
    Row(60, 28, "new", "AKID1", 1),
    Row(60, 32, "new", "AKID1", 2, later="AKID2"),
    Row(60, 32, "fails", "AKID1", 2),
    Row(60, 52, "new", "AKID1", 2, later="AKID2"),
    Row(60, 56, "new", "AKID2", 2),
    Row(60, 56, "fails", "", 2),
    Row(None, 1_000_000, "new", "AKID1", 1),
)

for _row in _TABLE:

    @case(f"renewal: a life of {_row.life}, after {_row.after} s the provider does {_row.does}")
    async def renewal(world: World, row: Row = _row) -> None:
        provider = Provider(world, row.life)
        world.clock.longest_backoff = 0  # there are none: all that is slept for is a limit
        client = world.client(credentials=provider)
        assert await key_now(client) == "AKID1"
        world.clock.passed += row.after
        provider.does, provider.life = row.does, HOUR
        if row.key:
            assert await key_now(client) == row.key
        else:
            error = await failure(client.sign("https://sqs.us-east-1.amazonaws.com/"))
            assert type(error) is CredentialsError, repr(error)
        await settle()
        assert provider.asked == row.asked
        if row.key:
            assert await key_now(client) == (row.later or row.key)
            assert provider.asked == row.asked, "not at once again"


@case("renewal: a failed refresh is tried again a while later")
async def paused(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    await key_now(client)
    provider.does = "fails"
    world.clock.passed += 3310
    for seconds, asked in ((0, 2), (30, 2), (32, 3), (59, 3), (2, 4)):
        world.clock.passed += seconds
        assert await key_now(client) == "AKID1"
        await settle()
        assert provider.asked == asked, seconds


@case("renewal: credentials that are over already")
async def over_already(world: World) -> None:
    provider = Provider(world, -10)
    url = await world.plan()
    error = await failure(world.client(credentials=provider).fetch(url))
    assert isinstance(error, CredentialsError)
    assert "ended at" in str(error)
    assert "clock" in str(error)
    assert not await world.attempts(url), "nothing is sent"


@case("renewal: one flight for a thousand calls")
async def one_flight(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    for round_ in (1, 2, 3):
        provider.open.clear()
        calls = [asyncio.ensure_future(key_now(client)) for _ in range(1000)]
        await settle()
        provider.open.set()
        assert set(await asyncio.gather(*calls)) == {f"AKID{round_}"}
        assert provider.asked == round_
        world.clock.passed += HOUR


@case("renewal: a retry signs with what serves then")
async def retry_after_the_end(world: World) -> None:
    provider = Provider(world, 22)
    url = await world.plan({"status": 503, "headers": {"retry-after": "20"}}, {"status": 503}, 200)
    response = await world.client(credentials=provider).fetch(url)
    assert response.status == 200
    assert [key_of(attempt) for attempt in await world.attempts(url)] == ["AKID1", "AKID2", "AKID2"]
    assert provider.asked == 2


@case("renewal: who is cancelled does not take the others along")
async def cancelled(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    provider.open.clear()
    first, second, third = (asyncio.ensure_future(key_now(client)) for _ in range(3))
    await settle()
    first.cancel()
    await asyncio.wait([first])
    second.cancel()
    await settle()
    assert not provider.left
    provider.open.set()
    assert await third == "AKID1"
    assert provider.asked == 1


@case("renewal: with the last who waits it ends")
async def all_cancelled(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    provider.open.clear()
    calls = [asyncio.ensure_future(key_now(client)) for _ in range(3)]
    await settle()
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)
    assert provider.left == 1
    provider.open.set()
    assert await key_now(client) == "AKID2", "and the next call begins another"


for _limit in ("timeout", "deadline"):

    @case(f"renewal: a provider that hangs ends with the {_limit}")
    async def hangs(world: World, limit: str = _limit) -> None:
        provider = Provider(world)
        provider.open.clear()
        options: dict[str, Any] = {limit: 60}
        client = world.client(credentials=provider, **options)
        calls = [asyncio.ensure_future(failure(client.fetch(world.places.faults))) for _ in range(3)]
        await settle()
        world.clock.expire()
        for error in await asyncio.gather(*calls):
            assert type(error) is RequestTimeoutError, repr(error)
            assert "credentials" in str(error)
        assert provider.left == provider.asked == 1


@case("renewal: a provider that hangs beside the calls")
async def hangs_beside(world: World) -> None:
    for options in ({"timeout": 60}, {}):
        provider = Provider(world)
        client = world.client(credentials=provider, **options)
        await key_now(client)
        world.clock.passed += 3400
        provider.open.clear()
        assert await key_now(client) == "AKID1", "nobody waits for it"
        await settle()
        assert provider.asked == 2
        assert await key_now(client) == "AKID1"
        world.clock.expire()
        await settle()
        assert provider.left == 1, "and it ends"
        world.clock = Clock()


@case("renewal: a provider that waits for what was cancelled")
async def cancelled_within(world: World) -> None:
    sign_in: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    sign_in.cancel()
    asked: list[int] = []

    async def provide() -> Any:
        asked.append(1)
        if len(asked) > 9:
            raise OSError("asked for ever")
        return await sign_in

    def at_once() -> Any:
        asked.append(1)
        return sign_in.result()

    for provider in (provide, at_once):
        asked.clear()
        error = await failure(world.client(credentials=provider).fetch(world.places.faults))
        assert type(error) is CredentialsError, repr(error)
        assert "cancelled" in str(error)
        assert len(asked) == 1


@case("renewal: a provider that uses the client that waits for it")
async def asks_itself(world: World) -> None:
    asked: list[int] = []

    async def provide() -> Any:
        asked.append(1)
        return await client.fetch(world.places.faults)

    client = world.client(credentials=provide)
    error = await failure(client.fetch(world.places.faults))
    assert type(error) is CredentialsError, repr(error)
    assert "use another client" in str(error)
    assert len(asked) == 1


@case("renewal: closing the client ends what goes on beside")
async def closed(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    await key_now(client)
    world.clock.passed += 3400
    provider.open.clear()
    await key_now(client)
    await settle()
    await client.close()
    await settle()
    assert provider.left == 1


@case("forget: the credentials and who waits for them")
async def forget(world: World) -> None:
    provider = Provider(world)
    shared = on_platform(CachedProvider(provider), world.clock.platform)
    client = world.client(credentials=shared)
    assert await key_now(client) == "AKID1"
    shared.forget()
    assert await key_now(client) == "AKID2"
    provider.open.clear()
    client.forget()
    calls = [asyncio.ensure_future(failure(key_now(client))) for _ in range(3)]
    await settle()
    client.forget()
    provider.open.set()  # what comes now is of the one before
    for error in await asyncio.gather(*calls):
        assert type(error) is CredentialsError, repr(error)
        assert "forget()" in str(error)
    assert await key_now(client) == "AKID4"


@case("forget: a call that goes on is not signed for the next user")
async def forget_during_a_call(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    world.clock.holds = True
    url = await world.plan(503, 200)
    call = asyncio.ensure_future(failure(client.fetch(url)))
    await world.clock.asleep.wait()
    client.forget()
    world.clock.holds = False
    world.clock.release()
    error = await call
    assert type(error) is CredentialsError, repr(error)
    assert [key_of(attempt) for attempt in await world.attempts(url)] == ["AKID1"]


@case("renewal: a provider in aws={…} is asked once a call")
async def per_call(world: World) -> None:
    provider = Provider(world)
    client = world.client()
    url = await world.plan(503, 200, 200)
    assert (await client.fetch(url, aws={"credentials": provider})).status == 200
    assert provider.asked == 1
    assert (await client.fetch(url, aws={"credentials": provider})).status == 200
    assert provider.asked == 2
    assert [key_of(attempt) for attempt in await world.attempts(url)] == ["AKID1", "AKID1", "AKID2"]


@case("renewal: signing keys end with the credentials")
async def signing_keys(world: World) -> None:
    provider, cache = Provider(world, 60), dict[Any, Any]()
    client = world.client(credentials=provider, cache=cache)
    for number in range(20):
        assert await key_now(client) == f"AKID{number + 1}"
        world.clock.passed += 60
    assert not cache


@case("renewal: the device's clock is wrong")
async def wrong_clock(world: World) -> None:
    hours = 3
    world.clock = Clock(hours * HOUR)

    async def provide() -> dict[str, Any]:
        asked.append(1)
        return {
            "accessKeyId": "AKIDEXAMPLE",
            "secretAccessKey": KEYS["secret_access_key"],
            "expiration": true_now() + HOUR,
        }

    def true_now() -> float:
        return world.clock.now() - hours * HOUR

    asked: list[int] = []
    client: AwsClient = world.client(credentials=provide)
    error = await failure(client.fetch(await world.plan({"gate": {}}, {"gate": {}})))
    assert isinstance(error, CredentialsError)
    assert "device's clock" in str(error)
    # Once an answer has told the time, it is known how long they live.
    url = await world.plan({"gate": {}}, {"gate": {}}, {"gate": {}})
    assert (await client.fetch(url, aws={"credentials": None, **KEYS})).status == 200
    assert (await client.fetch(url)).status == 200
    assert len(asked) == 2
