"""Calls without await, by each driver that there is."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aws4web import AwsError, CredentialsError, NetworkError, RequestTimeoutError
from aws4web.blocking import AwsClient, Bucket

from .provider import Provider
from .recovery import GATE
from .registry import case
from .world import Clock, World

XHR, JSPI, LOOP = "XMLHttpRequest", "run_sync", "background loop"
IN_PYODIDE = sys.platform == "emscripten"


def possible() -> list[str]:
    """The names of the drivers that work here and now."""
    if not IN_PYODIDE:
        return [LOOP]
    from pyodide.ffi import can_run_sync

    return [XHR, JSPI] if can_run_sync() else [XHR]


def in_page() -> bool:
    """Whether this is a page's main thread."""
    if not IN_PYODIDE:
        return False
    import js

    return bool(getattr(js, "document", None))


@contextmanager
def forced(name: str, world: World) -> Iterator[None]:
    """All calls go by this driver, and no time passes where it would pause."""
    if not IN_PYODIDE:
        yield
        return
    from aws4web._platform.browser import drivers, xhr_transport

    def wait(seconds: float) -> None:
        world.clock.waits.append(seconds)
        world.clock.passed += seconds + 1

    real, xhr_transport._wait = xhr_transport._wait, wait
    drivers.FORCED.append(name)
    try:
        yield
    finally:
        drivers.FORCED.pop()
        xhr_transport._wait = real


def each_driver(name: str, **options: Any) -> Callable[[Any], Any]:
    """A case for each driver."""

    def register(run: Any) -> Any:
        @case(f"without await: {name}", network=True, **options)
        async def with_each(world: World) -> None:
            for driver in possible():
                with forced(driver, world):
                    client = client_of(world)
                    assert client._driver(many=False).name == driver
                    await run(world, client, driver)
                world.clock = Clock()

        return with_each

    return register


def client_of(world: World, **options: Any) -> AwsClient:
    """A client on the world's clock."""
    return AwsClient(world.client(**options))


def failure(function: Callable[[], Any]) -> Exception:
    """The error in which it ends."""
    try:
        result = function()
    except Exception as error:
        return error
    raise AssertionError(f"no error, but {result!r}")


@each_driver("answers")
async def answers(world: World, client: AwsClient, _driver: str) -> None:
    url = await world.plan({"body": '{"a": [1, "ä"]}', "headers": {"x-one": "1"}}, {"status": 404, "body": "no"}, 200)
    response = client.fetch(f"{url}?a=b c", headers={"x-two": "b"})
    assert (response.status, response.ok, response.json()) == (200, True, {"a": [1, "ä"]})
    assert (response.headers["X-One"], response.text()[:1], response.bytes()[-1:]) == ("1", "{", b"}")
    missing = client.fetch(url, method="PUT", body=b"\x00a" * 40_000)
    assert (missing.status, missing.ok, missing.text()) == (404, False, "no")
    assert client.fetch(url, method="HEAD").bytes() == b""
    first, second, third = await world.attempts(url)
    assert (first["headers"]["x-two"], first["method"], second["method"], third["method"]) == (
        "b",
        "GET",
        "PUT",
        "HEAD",
    ), first


@each_driver("all bytes")
async def all_bytes(world: World, client: AwsClient, _driver: str) -> None:
    content = bytes(range(256)) * 5000
    url = await world.plan({"hex": content.hex()}, {"hex": content.hex()}, {"hex": content.hex()})
    assert client.fetch(url).bytes() == content
    assert b"".join(client.fetch(url)) == content
    response = client.fetch(url)
    assert response.beginning(10) == content[:10]
    assert response.bytes() == content


@each_driver("a byte-order mark")
async def byte_order_mark(world: World, client: AwsClient, driver: str) -> None:
    for content in (b"\xef\xbb\xbfa;b\n", b"\xff\xfea\x00", b"\xfe\xff\x00a", b"\xff\xfe\xff\xfea"):
        etag = {"etag": '"1"'}
        steps: list[Any] = [{"hex": content.hex(), "headers": etag}]
        if driver == XHR and in_page():
            for at in range(3 if content.startswith(b"\xff\xfe\xff") else 1):
                for part in (content[at : at + 1], content[at + 1 :]):
                    steps.append({"status": 206, "hex": part.hex(), "headers": etag})
        url = await world.plan(*steps)
        assert client.fetch(url).bytes() == content, content
        attempts = await world.attempts(url)
        assert len(attempts) == len(steps), (content, [attempt["headers"].get("range") for attempt in attempts])
    if driver == XHR and in_page():  # another object by then
        url = await world.plan(*[{"hex": "efbbbf61", "headers": {"etag": f'"{at}"'}} for at in (1, 2, 3, 4)])
        assert "byte-order mark" in str(failure(lambda: client.fetch(url)))


@each_driver("retried statuses")
async def retried(world: World, client: AwsClient, _driver: str) -> None:
    url = await world.plan(503, {"status": 429, "headers": {"retry-after": "3"}}, 500, 200)
    assert client.fetch(url, body="a").text() == "ok"
    assert len(await world.attempts(url)) == 4
    assert len(world.clock.waits) == 3
    url = await world.plan(*[503] * 3)
    assert client.fetch(url, aws={"retries": 2}).status == 503


@each_driver("a connection that fails")
async def connection_fails(world: World, client: AwsClient, _driver: str) -> None:
    for step in ({"fault": "close"}, {"fault": "reset"}, {"fault": "reset", "at": "head"}):
        url = await world.plan(step, 200)
        assert client.fetch(url, method="PUT", body="a").text() == "ok", step
        url = await world.plan(step)
        error = failure(lambda url=url: client.fetch(f"{url}?secret=1", body="a"))
        assert isinstance(error, NetworkError), repr(error)
        assert str(error).startswith(f"POST {url}: "), error
        assert "secret" not in f"{error} {error!r}"
    error = failure(lambda: client.fetch(f"{world.places.refused}/x?secret=1"))
    assert isinstance(error, NetworkError), repr(error)
    assert "secret" not in f"{error} {error!r}"


@each_driver("a body that breaks off")
async def breaks_off(world: World, client: AwsClient, driver: str) -> None:
    """Never is a body taken for whole."""
    cut: dict[str, Any] = {"fault": "close", "at": "body", "body": "a" * 10_000}
    url = await world.plan(*[cut] * 20)
    error = failure(lambda: client.fetch(url, aws={"retries": 0}).bytes())
    assert isinstance(error, NetworkError), (driver, repr(error))
    url = await world.plan(cut, {"body": "b"})
    assert failure(lambda: client.fetch(url, body="a").bytes()) is not None, "it may have been done"


@each_driver("a wrong clock")
async def wrong_clock(world: World, client: AwsClient, _driver: str) -> None:
    world.clock._ahead = -3600.0
    url = await world.plan(GATE, GATE, GATE)
    assert client.fetch(url, body="a").status == 200
    world.clock.passed += 2  # or else it would be the same request
    assert client.fetch(url, body="a").status == 200, "it is known from now on"
    refused, *accepted = await world.attempts(url)
    assert [bool(attempt["refusal"]) for attempt in (refused, *accepted)] == [True, False, False]


@each_driver("a clock is shared with those who await")
async def shared(world: World, client: AwsClient, _driver: str) -> None:
    world.clock._ahead = -3600.0
    url = await world.plan(GATE, GATE, GATE)
    assert (await client._of.fetch(url, body="a")).status == 200
    world.clock.passed += 2
    assert client.fetch(url, body="a").status == 200
    assert len(await world.attempts(url)) == 3


@each_driver("refused credentials")
async def refused_credentials(world: World, _client: AwsClient, _driver: str) -> None:
    provider = Provider(world)
    client = client_of(world, credentials=provider, service="s3")
    url = await world.plan({"status": 400, "error": ["s3", "ExpiredToken"]}, 200)
    assert client.fetch(url).status == 200
    assert [attempt["key"] for attempt in await world.attempts(url)] == ["AKID1", "AKID2"]
    provider.does = "fails"
    client.forget()
    assert isinstance(failure(lambda: client.fetch(url)), CredentialsError)


@each_driver("while others wait for the same credentials")
async def while_others_wait(world: World, _client: AwsClient, driver: str) -> None:
    """What this event loop has begun may not go on before the call is over: then the call asks for itself."""
    asked, begun = 0, asyncio.Event()

    async def provider() -> dict[str, str]:
        nonlocal asked
        asked += 1
        begun.set()
        for _ in range(5 if asked == 1 else 0):
            await asyncio.sleep(0)
        return {"accessKeyId": f"AKID{asked}", "secretAccessKey": "b"}

    client = client_of(world, credentials=provider)
    url = await world.plan(200, 200, 200)
    waiting = asyncio.ensure_future(client._of.fetch(url))
    await begun.wait()
    assert client.fetch(url).text() == "ok"
    assert (await waiting).status == 200
    assert client.fetch(url).text() == "ok"
    assert asked == (1 if driver == JSPI else 2)


@each_driver("limits")
async def limits(world: World, client: AwsClient, driver: str) -> None:
    if driver == XHR and in_page():
        for name in ("timeout", "deadline"):
            error = failure(lambda name=name: client_of(world, **{name: 5}).fetch(world.places.faults))
            assert isinstance(error, ValueError), repr(error)
            assert str(error).startswith(name), error
        return
    world.clock.longest_backoff = 1e9
    url = await world.plan({"fault": "stall"})
    from aws4web._platform import PLATFORM

    client = AwsClient(world.client(platform=PLATFORM, retries=0))
    error = failure(lambda: client.fetch(url, timeout=0.3))
    assert isinstance(error, RequestTimeoutError), repr(error)
    assert "nothing came within 0.3 s" in str(error)
    url = await world.plan(*[{"fault": "stall"}] * 3)
    client = AwsClient(world.client(platform=PLATFORM, retries=3, init_retry_ms=1))
    error = failure(lambda: client.fetch(url, timeout=10, aws={"deadline": 0.4}))
    assert isinstance(error, RequestTimeoutError), repr(error)


@each_driver("a bucket")
async def a_bucket(world: World, client: AwsClient, _driver: str) -> None:
    name = world.path().strip("/").replace("/", ".").lower()[-60:].lstrip("-.")
    bucket = Bucket(client, name, endpoint_url=world.places.faults, presign_reads=True)

    def path(key: str) -> str:
        return "/" + bucket.url(key).split("/", 3)[3]

    etag = {"etag": '"1"'}
    await world.plan(200, {"body": "one", "headers": etag}, {"status": 404}, path=path("a"))
    assert bucket.put("a", "one").key == "a"
    assert bucket.get("a").text() == "one"
    assert bucket.exists("a") is False
    assert [attempt["presigned"] for attempt in await world.attempts(bucket.url("a"))] == [False, True, True]
    parts: list[Any] = [
        {"status": 206, "body": body, "headers": {"etag": tag, "content-range": f"bytes {at}-{at + 3}/12"}}
        for at, body, tag in ((0, "aaaa", '"1"'), (4, "bbbb", '"2"'), (8, "cccc", '"1"'))
    ]
    await world.plan(*parts, path=path("b"))
    error = failure(lambda: bucket.download("b", part_size=4, at_once=1))
    assert isinstance(error, NetworkError | AwsError), repr(error)
    assert await world.preflights(bucket.url("b")) == 0


@case("without await: in callbacks, and right after an await", network=True, page=True)
async def anywhere(world: World) -> None:
    import js
    from pyodide.ffi import create_once_callable, create_proxy

    client = client_of(world)
    url = await world.plan(*[200] * 10)
    assert (await client._of.fetch(url)).status == 200
    assert client.fetch(url).text() == "ok", "the task goes on from a callback of a promise"
    assert await (await client._of.fetch(url)).text() == "ok"
    assert client.fetch(url).text() == "ok"
    found: list[str] = []
    promise = js.Promise.new(create_once_callable(lambda resolve, _: js.setTimeout(resolve, 1)))
    js.setTimeout(create_once_callable(lambda: found.append(client.fetch(url).text())), 0)
    await promise
    each = create_proxy(lambda *_: found.append(client.fetch(url).text()))
    js.Array.of(1).map(each)
    each.destroy()
    for _ in range(50):
        if len(found) == 2:
            break
        await js.Promise.new(create_once_callable(lambda resolve, _: js.setTimeout(resolve, 10)))
    assert found == ["ok", "ok"]


@case("without await: what cannot be kept is refused by name", network=True, page=True)
async def refused_by_name(world: World) -> None:
    import js

    with forced(XHR, world):
        client = client_of(world)
        url = world.places.faults + world.path()
        options: dict[str, Any] = {
            "signal": js.AbortController.new().signal,
            "integrity": "sha256-a",
            "redirect": "manual",
            "mode": "no-cors",
            "keepalive": True,
        }
        for name, value in options.items():
            error = failure(lambda name=name, value=value: client.fetch(url, **{name: value}))
            assert isinstance(error, TypeError), (name, repr(error))
            assert name in str(error), error
        error = failure(lambda: client.fetch(url, method="PUT", body=js.ReadableStream.new()))
        assert isinstance(error, TypeError), repr(error)
    assert await world.attempts(url) == []


@case("without await: the driver is chosen where the call is made", network=True, page=True)
async def chosen(world: World) -> None:
    import js
    from pyodide.ffi import create_once_callable

    driver = client_of(world)._driver
    can = JSPI in possible()
    alone = JSPI if in_page() and can else XHR
    many = JSPI if can else XHR
    assert (driver(many=False).name, driver(many=True).name) == (alone, many)
    signal = js.AbortController.new().signal
    assert driver(many=False, signal=signal).name == many, "an XMLHttpRequest cannot be aborted meanwhile"
    found: list[str] = []
    promise = js.Promise.new(create_once_callable(lambda resolve, _: js.setTimeout(resolve, 20)))
    js.setTimeout(create_once_callable(lambda: found.append(driver(many=True).name)), 0)
    await promise
    assert found == [XHR], "a callback of JavaScript cannot switch stacks"


@case("without await: a provider that has to wait", network=True, page=True)
async def provider_that_waits(world: World) -> None:
    """By JSPI, where an XMLHttpRequest was to do it; where there is none, the error says what to do."""

    async def provider() -> dict[str, str]:
        await asyncio.sleep(0.01)
        return {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "b"}

    with forced(XHR, world):
        client = client_of(world, credentials=provider)
        url = await world.plan(200, 200)
        if JSPI in possible():
            assert client.fetch(url).text() == "ok"
        else:
            error = failure(lambda: client.fetch(url))
            assert isinstance(error, RuntimeError), repr(error)
            assert "await provider()" in str(error)
            assert await (await client._of.fetch(url)).text() == "ok"
            world.clock.passed += 2
        assert client.fetch(url).text() == "ok", "they are there by now"
