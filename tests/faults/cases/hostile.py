"""Whatever a server sends, fetch ends in a Response, an AwsError or a NetworkError, and all of it can be shown."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aws4web import AwsClient, AwsError, NetworkError, RequestTimeoutError, Response

from .registry import case
from .world import Clock, World, bounded, failure

_LIMIT = 2**20
"""How many bytes of a body are read to explain an error."""
_DYNAMODB = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables"}
CALLS: tuple[dict[str, Any], ...] = (
    {},
    {"aws": {"service": "s3"}},
    {"aws": {"service": "s3"}, "method": "PUT", "body": "a"},
    {"aws": {"service": "s3"}, "method": "POST", "body": "a"},
    {"aws": {"service": "s3", "sign_query": True}},
    {"aws": {"service": "s3"}, "method": "HEAD"},
    {"aws": {"service": "dynamodb"}, "body": "{}", "headers": _DYNAMODB},
    {"aws": {"service": "ec2", "session_token": "a-token"}, "body": "Action=DescribeVpcs"},
    {"method": "DELETE", "raise_for_status": True},
    {"redirect": "manual"},
)
COUNT = 60
"""Random answers of one seed."""


class _Log(logging.Handler):
    """What is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _check_shown(text: str) -> None:
    """Fit for a terminal."""
    assert len(text) < 20_000, f"{len(text)} characters"
    strange = [char for char in text if not char.isprintable() and char not in "\n\t\xa0\u3000"]
    assert not strange, strange


async def _read(response: Response) -> None:
    """Everything that a caller may do with it."""
    for name, value in response.headers.items():
        (name + value).encode()
    error = response.error
    if error is not None:
        _check_shown(str(error))
        _check_shown(repr(error))
        assert len(error.code) < 300
        assert not error.request_id or len(error.request_id) < 300
        str(dict(error.fields)).encode()
    for reading in (response.text, response.json, response.bytes):
        try:
            await reading()
        except (NetworkError, ValueError) as exc:
            assert isinstance(exc, NetworkError) or reading == response.json, repr(exc)
    try:
        async for _ in response:
            pass
    except NetworkError as exc:
        _check_shown(str(exc))


async def _survive(client: AwsClient, url: str, options: dict[str, Any], clock: Clock) -> None:
    try:
        await _read(await bounded(client.fetch(url, **options)))
    except (AwsError, NetworkError) as exc:
        _check_shown(str(exc))
    assert len(clock.waits) <= 2
    assert all(wait <= 20 for wait in clock.waits), clock.waits


async def by_chance(world: World, seed: int) -> None:
    """Call after call gets a random answer."""
    log, logger = _Log(), logging.getLogger("aws4web")
    logger.addHandler(log)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    broken: list[str] = []
    for number in range(COUNT):
        options = CALLS[number % len(CALLS)]
        world.clock = Clock()
        # A new client each time: what one learns must not mislead the next.
        client = world.client(retries=2)
        try:
            await _survive(client, f"{world.places.faults}/hostile/{seed}/{number}", options, world.clock)
            for line in log.lines:
                _check_shown(line)
        except Exception as exc:
            broken.append(f"answer {seed}/{number}, {options}: {exc!r:.500}")
        log.lines.clear()
    logger.setLevel(level)
    logger.removeHandler(log)
    assert not broken, "\n".join(broken)


for _seed in range(4):

    @case(f"answers by chance {_seed}")
    async def answers_by_chance(world: World, seed: int = _seed) -> None:
        await by_chance(world, seed)


async def _asked(world: World, *asked: dict[str, Any], **options: Any) -> Response:
    url = await world.plan(*({"hostile": each} for each in asked))
    return await bounded(world.client().fetch(url, **options))


@case("headers that are not Latin-1", network=True)
async def raw_headers(world: World) -> None:
    told = {"x-amz-meta-utf": "日本", "x-amz-meta-e": "café", "content-disposition": "attachment; filename=☃.txt"}
    lines = [f"{name}: {value}".encode().decode("latin-1") for name, value in told.items()]
    lines += ["x-amz-meta-latin: caf\xe9", "x-amz-meta-bytes: \xff\xfe"]
    # WebKitGTK has replaced anything that is not UTF-8.
    latin, raw = ("caf\ufffd", "\ufffd\ufffd") if world.platform == "webkit" else ("café", "ÿþ")
    told |= {"x-amz-meta-latin": latin, "x-amz-meta-bytes": raw}
    for status in (200, 404):
        response = await _asked(world, {"status": status, "lines": lines})
        assert response.status == status
        assert {name: response.headers[name] for name in told} == told
    response = await _asked(world, {"status": 503, "lines": lines}, {"status": 503, "lines": lines})
    assert response.status == 200
    assert len(world.clock.waits) == 2


@case("a header that comes twice", network=True)
async def header_twice(world: World) -> None:
    response = await _asked(world, {"status": 404, "lines": ["x-a: 1", "X-A: 2"]})
    assert response.headers["x-a"] == "1, 2"


@case("bodies that bring down parsers", network=True)
async def deadly_bodies(world: World) -> None:
    explained = (
        *("deep XML", "deeper XML", "XML that ends in the deep", "very many attributes"),
        "a number of a million digits",
    )
    for name in (
        *explained,
        *("a billion laughs", "entities in quadratic number", "an entity from a file", "very many elements"),
        *("deep JSON", "deep JSON in an error", "JSON that ends in the deep"),
    ):
        error = (await _asked(world, {"named": name})).error
        assert error is not None, name
        code = "NoSuchKey" if name in explained else "HTTP 403"
        assert error.code == code, (name, error.code)
        _check_shown(str(error))
        assert "root:" not in str(error) + str(error.fields)


@case("JSON too deep for Python", network=True)
async def deep_json(world: World) -> None:
    response = await _asked(world, {"status": 200, "named": "deep JSON"})
    error = await failure(response.json())
    assert isinstance(error, ValueError), repr(error)
    assert "nested deeper than 500 levels" in str(error)
    for depth, text in ((500, "[" * 500 + "]" * 500), (500, '{"a":' * 500 + "1" + "}" * 500)):
        value = await (await _asked(world, {"status": 200, "body": text})).json()
        for _ in range(depth - 1):
            value = value[0] if isinstance(value, list) else value["a"]
        assert value in ([], {"a": 1})


async def _begin(response: Response) -> bytes:
    async for chunk in response:
        return chunk
    return b""


@case("an error without an end", network=True)
async def endless(world: World) -> None:
    # Nothing comes after two megabytes: reading on would mean waiting for ever.
    for endless in ("stops", "stops, packed"):
        url = await world.plan({"hostile": {"endless": endless}})
        response = await bounded(world.client().fetch(url))
        assert response.error is not None
        assert response.error.code == "NoSuchKey"
        beginning = await bounded(_begin(response))
        assert beginning.startswith(b"<Error><Code>NoSuchKey</Code><a>x</a>"), "what was read is not lost"
        await response.cancel()
        assert await world.happened(url, "left")


@case("an error without an end, raised", network=True)
async def endless_raised(world: World) -> None:
    url = await world.plan({"hostile": {"endless": "stops"}})
    error = await failure(world.client(raise_for_status=True).fetch(url))
    assert isinstance(error, AwsError)
    assert await world.happened(url, "left"), "nobody has its body"
    for status in (503, 500):
        url = await world.plan({"hostile": {"endless": "stops", "status": status}})
        assert (await bounded(world.client().fetch(url))).status == 200
        assert await world.happened(url, "left"), "what is tried again is left"


@case("an error without an end, dropped", network=True)
async def endless_dropped(world: World) -> None:
    url = await world.plan({"hostile": {"endless": "stops"}})
    response = await bounded(world.client().fetch(url))
    assert response.status == 403
    del response
    assert await world.happened(url, "left")


@case("an error that floods", network=True)
async def flood(world: World) -> None:
    url = await world.plan({"hostile": {"endless": "flood"}})
    response = await bounded(world.client().fetch(url))
    assert response.status == 403
    await response.cancel()
    assert await world.happened(url, "left")
    [attempt] = await world.attempts(url)
    # WebKitGTK takes what comes, read or not, until the response is cancelled or dropped.
    assert "stalled" not in attempt["fates"] or world.platform == "webkit", "64 megabytes were taken"


@case("an error that trickles", network=True)
async def trickle(world: World) -> None:
    for limit in ({"timeout": 60}, {"deadline": 60}):
        world.clock = Clock()
        url = await world.plan({"hostile": {"endless": "trickle"}})
        sending = asyncio.ensure_future(world.client(**limit).fetch(url, body="a"))
        assert await world.happened(url, "stalled")
        for _ in range(500):
            await asyncio.sleep(0.01)
            if len(world.clock.limits) > 1:
                break
        assert await world.happened(url, "trickled", 30), "it is read for a while"
        world.clock.expire()
        error = await failure(sending)
        assert type(error) is RequestTimeoutError, repr(error)
        assert await world.happened(url, "left")
        assert len(world.clock.limits) == 2, "one for the attempt, and one for reading its body"


@case("an error longer than what explains it", network=True)
async def long_error(world: World) -> None:
    text = f"<Error><Code>NoSuchKey</Code><Message>{'x' * 2 * _LIMIT}</Message></Error>"
    ways: tuple[Callable[[Response], Awaitable[Any]], ...] = (_text, Response.text, _iterated)
    for way in ways:
        response = await _asked(world, {"status": 404, "body": text})
        assert response.error is not None
        assert response.error.code == "NoSuchKey"
        assert await bounded(way(response)) == text


async def _text(response: Response) -> str:
    assert await response.bytes() == await response.bytes()
    return await response.text()


async def _iterated(response: Response) -> str:
    return b"".join([chunk async for chunk in response]).decode()


@case("a chunk without a length", network=True)
async def broken_chunk(world: World) -> None:
    for size in (10, 200_000):  # aiohttp reads no more than 64 KiB ahead
        with contextlib.suppress(NetworkError):  # if it is short, the head comes with it
            response = await _asked(world, {"status": 200, "broken_chunk": size}, method="POST", body="a")
            await _unreadable(world, response)
        with contextlib.suppress(NetworkError):
            await _unreadable(
                world, await _asked(world, {"status": 404, "broken_chunk": size}, method="POST", body="a")
            )


async def _unreadable(world: World, response: Response) -> None:
    if world.platform == "webkit":  # it takes this for the end
        await bounded(response.bytes())
        return
    error = await failure(response.bytes())
    assert type(error) is NetworkError, repr(error)


@case("an error that unpacks to 200 megabytes")
async def bomb(world: World) -> None:
    response = await _asked(world, {"packed": 200_000_000})
    assert response.error is not None
    assert response.error.code == "HTTP 403"
    await response.cancel()


@case("numbers without bounds")
async def numbers(world: World) -> None:
    for name in ("retry-after", "x-amz-retry-after"):
        for text, least, most in (
            ("9" * 400, 5, 20),
            ("9" * 5_000, 5, 20),
            ("\u0663".encode().decode("latin-1"), 0, 1),
        ):
            world.clock = Clock()
            response = await _asked(world, {"status": 503, "lines": [f"{name}: {text}"]})
            assert response.status == 200
            [wait] = world.clock.waits
            assert least <= wait <= most, (name, text[:9], wait)


@case("a signature that a server cannot explain")
async def unexplained(world: World) -> None:
    for canonical in ("(invalid string)", "", "a\nb", "\n" * 100):
        for string in ("(invalid string)", "", "AWS4-HMAC-SHA256", "\n\n\n"):
            inner = f"<CanonicalRequest>{canonical}</CanonicalRequest><StringToSign>{string}</StringToSign>"
            response = await _asked(world, {"body": f"<Error><Code>SignatureDoesNotMatch</Code>{inner}</Error>"})
            assert response.error is not None
            assert response.error.code == "SignatureDoesNotMatch"
