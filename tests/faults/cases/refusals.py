"""AWS refuses credentials: others are asked for, once, and the request is sent again."""

from typing import Any

from aws4web import AwsError, CredentialsError
from aws4web._renewal.provider import on_platform
from aws4web.credentials import CachedProvider

from .codes import PROTOCOLS
from .keys import KEYS
from .provider import HOUR, Provider, key_now, key_of
from .registry import case
from .world import Clock, World, failure

_CODES = (
    *("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired", "UnrecognizedClientException"),
    *("InvalidClientTokenId", "InvalidToken", "InvalidAccessKeyId"),
)
_OTHERS = ("AccessDenied", "ValidationException", "NoSuchKey", "InvalidIdentityToken")


def refused(code: str, protocol: str = "s3") -> dict[str, Any]:
    """A step that answers with an error."""
    return {"status": 400, "error": [protocol, code]}


for _code in _CODES:

    @case(f"refused credentials: {_code}")
    async def others(world: World, code: str = _code) -> None:
        for protocol in PROTOCOLS:
            provider = Provider(world)
            client = world.client(credentials=provider)
            url = await world.plan(refused(code, protocol), 200, 200)
            response = await client.fetch(url, body="{}")
            assert response.status == 200, (protocol, response.error)
            world.clock.passed += 1  # each attempt has a signature of its own
            assert (await client.fetch(url, body="{}")).status == 200
            assert [key_of(attempt) for attempt in await world.attempts(url)] == ["AKID1", "AKID2", "AKID2"]
            assert provider.asked == 2
        assert not world.clock.waits, "it is no retry"


@case("refused credentials: for other reasons")
async def other_reasons(world: World) -> None:
    for code in _OTHERS:
        provider = Provider(world)
        url = await world.plan(refused(code))
        response = await world.client(credentials=provider).fetch(url)
        assert isinstance(response.error, AwsError)
        assert provider.asked == len(await world.attempts(url)) == 1


@case("refused credentials: HEAD says nothing but 400", network=True)
async def head(world: World) -> None:
    provider = Provider(world)
    url = await world.plan(400, 200)
    client = world.client(credentials=provider, service="s3")
    assert (await client.fetch(url, method="HEAD")).status == 200
    assert [key_of(attempt) for attempt in await world.attempts(url)] == ["AKID1", "AKID2"]

    async def without_token() -> dict[str, str]:
        return dict(KEYS)

    url = await world.plan(400, 200)
    client = world.client(credentials=without_token, service="s3")
    assert (await client.fetch(url, method="HEAD")).status == 400
    assert len(await world.attempts(url)) == 1


@case("refused credentials: fixed keys")
async def fixed(world: World) -> None:
    given = ({}, {"credentials": KEYS}, {"credentials": {**KEYS, "session_token": "t"}})
    for options in given:
        url = await world.plan(refused("ExpiredToken"), 200)
        response = await world.client(**options).fetch(url)
        assert response.error is not None
        assert response.error.code == "ExpiredToken"
        assert len(await world.attempts(url)) == 1, "no second request"


@case("refused credentials: the provider has no others")
async def no_others(world: World) -> None:
    for does, words in (("same", "again"), ("fails", "the sign-in server is down")):
        provider = Provider(world)
        client = world.client(credentials=provider)
        assert await key_now(client) == "AKID1"
        provider.does = does
        url = await world.plan(refused("ExpiredToken"), 200)
        error = await failure(client.fetch(url))
        assert type(error) is CredentialsError, repr(error)
        assert "ExpiredToken: in the words of s3" in str(error)
        assert words in str(error)
        assert len(await world.attempts(url)) == 1
        provider.does = "new"
        assert await key_now(client) == ("AKID1" if does == "same" else "AKID3"), "another host may accept them"


@case("refused credentials: a server that refuses all")
async def hostile(world: World) -> None:
    provider = Provider(world)
    client = world.client(credentials=provider)
    url = await world.plan(*[refused("ExpiredToken")] * 100)
    for _ in range(10):
        response = await client.fetch(url)
        assert response.error is not None
        assert response.error.code == "ExpiredToken"
        world.clock.passed += 1
    assert provider.asked == 2, "it costs one request a minute"
    assert len(await world.attempts(url)) == 11
    world.clock.passed += 61
    await client.fetch(url)
    assert provider.asked == 3
    fine = world.places.other + (await world.plan(200, refused("ExpiredToken"), 200)).removeprefix(world.places.faults)
    assert (await client.fetch(fine)).status == 200
    assert provider.asked == 3, "the others are not disturbed"
    world.clock.passed += 1
    assert (await client.fetch(fine)).status == 200
    assert provider.asked == 4, "and are believed"


@case("refused credentials: a host that accepted others is believed again")
async def believed_again(world: World) -> None:
    provider = Provider(world, None)
    client = world.client(credentials=provider)
    url = await world.plan(*[step for _ in range(5) for step in (200, refused("ExpiredToken"))], 200)
    for _ in range(6):
        assert (await client.fetch(url)).status == 200
        world.clock.passed += 1
    assert provider.asked == 6


@case("refused credentials: a late refusal of old ones")
async def late(world: World) -> None:
    provider = Provider(world)
    shared = on_platform(CachedProvider(provider), world.clock.platform)
    old = await shared()
    world.clock.passed += HOUR
    assert (await shared()).access_key_id == "AKID2"
    assert shared.refuse(old, "ExpiredToken", may_ask=True), "there are others already"
    assert (await shared()).access_key_id == "AKID2"
    assert provider.asked == 2


@case("refused credentials: a body that can be sent only once")
async def body_once(world: World) -> None:
    if world.page_origin is not None:
        return  # a page reads such a body first

    async def chunks() -> Any:
        yield b"a"

    provider = Provider(world)
    client = world.client(credentials=provider, service="execute-api")
    url = await world.plan(refused("ExpiredToken"), 200)
    response = await client.fetch(
        url, body=chunks(), headers={"content-length": "1", "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    )
    assert response.error is not None
    assert (await client.fetch(url)).status == 200
    assert [key_of(attempt) for attempt in await world.attempts(url)] == ["AKID1", "AKID2"], "the next call has others"


@case("refused credentials: RequestExpired by a wrong clock")
async def clock_first(world: World) -> None:
    world.clock = Clock(-HOUR)
    provider = Provider(world, 3 * HOUR)
    url = await world.plan(refused("RequestExpired", "query"), 200)
    assert (await world.client(credentials=provider).fetch(url)).status == 200
    first, second = await world.attempts(url)
    assert key_of(first) == key_of(second) == "AKID1", "the clock is corrected"
    assert abs(second["behind"]) < 60
    assert provider.asked == 1


@case("refused credentials: the same again, without an end")
async def same_without_end(world: World) -> None:
    provider = Provider(world, None)
    client = world.client(credentials=provider)
    provider.does = "same"
    for _ in range(3):
        url = await world.plan(refused("ExpiredToken"), 200)
        error = await failure(client.fetch(url))
        if isinstance(error, CredentialsError):
            assert "again" in str(error)
            world.clock.passed += 61
    assert provider.asked <= 4


@case("refused credentials: a host whose clock is wrong by hours")
async def clock_of_a_host(world: World) -> None:
    """By its clock, credentials are over that were obtained a second ago; others than it are not to pay for that."""
    provider = Provider(world, 3.2 * HOUR)
    client = world.client(credentials=provider, service="s3")
    url = await world.plan({"status": 403, "body": _TOO_SKEWED.format(_hours_ahead(world, 3))}, *[200] * 20)
    assert (await client.fetch(url)).status == 200
    provider.life = 2.95 * HOUR  # those that come are over, by the host's clock
    world.clock.passed += 0.3 * HOUR
    for _ in range(10):
        error = await failure(client.fetch(url))
        assert type(error) is CredentialsError, repr(error)
        assert "clock is wrong" in str(error)
        world.clock.passed += 1
    assert provider.asked == 2, "they are asked for once a minute"
    assert await key_now(client) == "AKID2", "and serve all others"
    world.clock.passed += 61
    await failure(client.fetch(url))
    await failure(client.fetch(url))
    assert provider.asked == 3


_TOO_SKEWED = "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>{}</ServerTime></Error>"


def _hours_ahead(world: World, hours: float) -> str:
    import time

    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(world.clock.now() + hours * HOUR))
