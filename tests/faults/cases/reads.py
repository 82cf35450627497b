"""S3 is read by presigned URLs: no browser asks for leave first, and what answers correct is corrected."""

from typing import Any

from aws4web import AwsError, NetworkError
from aws4web.s3 import Bucket

from .provider import Provider
from .recovery import GATE
from .registry import case
from .world import Clock, World, failure

_HOUR = 3600
_LATE = 360  # seconds: a URL is the same for five minutes
_LISTING = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
_DENIED: dict[str, Any] = {"status": 403, "error": ["s3", "AccessDenied"]}
_KEY = "a key"


async def bucket_with(world: World, *steps: Any, key: str | None = _KEY, client: Any = None, **options: Any) -> Any:
    """A bucket of its own, and the URL whose attempts meet the steps."""
    name = world.path().strip("/").replace("/", ".").lower()[-60:].lstrip("-.")
    aws = client or world.client(service="s3")
    bucket = Bucket(aws, name, endpoint_url=world.places.faults, **{"presign_reads": True, **options})
    url = bucket._requests.url(key)
    await world.plan(*steps, path="/" + url.split("/", 3)[3])
    return bucket, url


@case("S3 is read: no preflight", network=True)
async def no_preflight(world: World) -> None:
    is_page = world.page_origin is not None
    bucket, url = await bucket_with(world, *[GATE] * 5, presign_reads=None)
    assert (await bucket.get(_KEY)).status == 200
    await bucket.head(_KEY)
    for given in ((0, 1), (1, None), "bytes=0-99"):
        await bucket.get(_KEY, range=given)
    attempts = await world.call("seen", path="/" + url.split("/", 3)[3])  # those of one signature, too
    assert [attempt["presigned"] for attempt in attempts] == [is_page] * 5
    assert {attempt["refusal"] for attempt in attempts} == {""}
    assert await world.preflights(url) == 0
    bucket, url = await bucket_with(world, {"body": _LISTING}, key=None, presign_reads=None)
    assert [entry async for entry in bucket.list()] == []
    assert len(await world.attempts(url)) == 1
    assert await world.preflights(url) == 0


@case("S3 is read: an object that is still the same", network=True, page=True)
async def the_same(world: World) -> None:
    """Its URL is the same for a while, so that the browser asks whether its copy is good."""
    if world.platform == "webkit":
        return  # it is started so that it keeps nothing
    etag = {"etag": '"1"', "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT"}
    bucket, url = await bucket_with(world, {"body": "a" * 1000, "headers": etag}, presign_reads=None)
    for _ in range(2):
        assert await (await bucket.get(_KEY)).text() == "a" * 1000
        await world.plan({"status": 304, "headers": etag}, path="/" + url.split("/", 3)[3])
    first, second = await world.call("seen", path="/" + url.split("/", 3)[3])
    assert ("if-none-match" in first["headers"], second["headers"].get("if-none-match")) == (False, '"1"')
    assert await world.preflights(url) == 0


@case("S3 is read: with a preflight", network=True)
async def with_a_preflight(world: World) -> None:
    """Where there is no way around it, it works all the same."""
    for options in ({"range": "bytes=-1"}, {"if_match": '"1"'}, {"if_none_match": '"1"'}):
        bucket, url = await bucket_with(world, GATE, presign_reads=None)
        assert (await bucket.get(_KEY, **options)).status == 200
        assert await world.preflights(url) == (world.page_origin is not None)
        assert [attempt["refusal"] for attempt in await world.attempts(url)] == [""]
    bucket, url = await bucket_with(world, GATE, presign_reads=False)
    assert (await bucket.get(_KEY)).status == 200
    assert await world.preflights(url) == (world.page_origin is not None)


@case("S3 is read: a wrong clock", network=True)
async def wrong_clock(world: World) -> None:
    for ahead in (-24 * _HOUR, -_HOUR, -1000, _HOUR, 24 * _HOUR):
        for method in ("get", "head"):
            world.clock = Clock(ahead)
            bucket, url = await bucket_with(world, GATE, GATE)
            await getattr(bucket, method)(_KEY)
            first, second = await world.attempts(url)
            assert -60 < first["behind"] + ahead < _LATE, (ahead, method)
            assert -60 < second["behind"] < _LATE, "corrected"
            assert (second["refusal"], first["presigned"], second["presigned"]) == ("", True, True)
        assert not world.clock.waits


@case("S3 is read: a bucket elsewhere", network=True)
async def elsewhere(world: World) -> None:
    for how in ("301", "301 header", "307", "400"):
        moved = {"region": [how, "eu-west-1"]}
        bucket, url = await bucket_with(world, *[moved] * 3)
        assert await (await bucket.get(_KEY)).text() == "ok", how
        assert await (await bucket.get(_KEY, range=(0, 2))).text() == "ok", how
        signed = [attempt["region"] for attempt in await world.attempts(url) if attempt["signature"]]
        assert signed[:2] == ["us-east-1", "eu-west-1"], how
        assert "us-east-1" not in signed[1:], "for good"


@case("S3 is read: a bucket elsewhere, by its host")
async def elsewhere_by_host(world: World) -> None:
    port = world.places.faults.rpartition(":")[2]
    right = f"bucket.s3.eu-west-1.amazonaws.com:{port}"
    for token in ({}, {"session_token": "token"}):
        for status in ("301", "307"):
            for with_location in (False, True):
                path = world.path()
                headers = {"location": f"http://{right}{path}"} if with_location else {}
                await world.plan(*[{"region": [status, "eu-west-1"], "headers": headers}] * 4, path=path)
                endpoint = f"http://s3.us-east-1.amazonaws.com:{port}"
                client = world.client(service="s3", **token)
                options: Any = {"addressing_style": "virtual", "presign_reads": True}
                bucket = Bucket(client, "bucket", endpoint_url=endpoint, **options)
                assert (await bucket.get(path[1:])).status == 200, (status, with_location)
                signed = [attempt for attempt in await world.attempts(bucket.url(path[1:])) if attempt["signature"]]
                assert [attempt["region"] for attempt in signed] == ["us-east-1", "eu-west-1"]
                assert signed[1]["headers"]["host"] == right


@case("S3 is read: refused credentials", network=True)
async def refused_credentials(world: World) -> None:
    for method, refusal in (("get", {"status": 400, "error": ["s3", "ExpiredToken"]}), ("head", {"status": 400})):
        provider = Provider(world)
        client = world.client(credentials=provider, service="s3")
        bucket, url = await bucket_with(world, refusal, 200, client=client)
        await getattr(bucket, method)(_KEY)
        attempts = await world.attempts(url)
        assert [attempt["key"] for attempt in attempts] == ["AKID1", "AKID2"]
        assert [attempt["presigned"] for attempt in attempts] == [True, True]


@case("S3 is read: presigned URLs are refused", network=True)
async def refused_by_query(world: World) -> None:
    bucket, url = await bucket_with(world, _DENIED, 200, 200)
    for _ in range(2):
        assert (await bucket.get(_KEY)).status == 200
        world.clock.passed += 1
    assert [attempt["presigned"] for attempt in await world.attempts(url)] == [True, False, False]
    bucket, url = await bucket_with(world, *[_DENIED] * 4)
    for _ in range(3):
        error = await failure(bucket.get(_KEY))
        assert isinstance(error, AwsError)
        assert (error.code, "X-Amz" in f"{error} {error!r}") == ("AccessDenied", False)
        world.clock.passed += 400
    assert [attempt["presigned"] for attempt in await world.attempts(url)] == [True, False, True, True]


@case("S3 is read: no error shows the query", network=True)
async def no_query_shows(world: World) -> None:
    lost = [{"fault": "reset"}] * 20
    bucket, _ = await bucket_with(world, *lost, client=world.client(service="s3", retries=0))
    error = await failure(bucket.get(_KEY))
    assert isinstance(error, NetworkError)
    assert "X-Amz" not in f"{error} {error!r} {error.__cause__!r} {bucket!r}"
