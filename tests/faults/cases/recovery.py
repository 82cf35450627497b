"""A wrong clock, a wrong region and a wrong signature, told by a server that computes each signature again."""

import contextlib
import time
from typing import Any

from aws4web import AwsError, NetworkError

from .registry import case
from .world import Clock, World

_HOUR = 3600
_NOW, _REPEATED = 60, 260
"""Seconds: what a signature may be behind; and one in a URL of S3 that is sent, the same for a third of ten minutes."""
_SKEWS = (-24 * _HOUR, -6 * _HOUR, -_HOUR, _HOUR, 6 * _HOUR, 24 * _HOUR)
_JSON = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables"}
SERVICES: dict[str, dict[str, Any]] = {
    "s3": {"aws": {"service": "s3"}, "method": "PUT", "body": "a"},
    "dynamodb": {"aws": {"service": "dynamodb"}, "body": "{}", "headers": _JSON},
    "lambda": {"aws": {"service": "lambda"}, "body": "{}"},
    "iam": {"aws": {"service": "iam"}, "body": "Action=ListUsers&Version=2010-05-08"},
    "s3, presigned": {"aws": {"service": "s3", "sign_query": True, "expires": 600}, "method": "GET"},
    "lambda, presigned": {"aws": {"service": "lambda", "sign_query": True, "expires": 600}, "body": "{}"},
}
GATE: dict[str, Any] = {"gate": {}}

for _name, _request in SERVICES.items():

    @case(f"a wrong clock: {_name}")
    async def wrong_clock(world: World, request: dict[str, Any] = _request) -> None:
        for ahead in _SKEWS:
            world.clock = Clock(ahead)
            client = world.client()
            url = await world.plan(GATE, GATE)
            response = await client.fetch(url, **request)
            assert response.status == 200, (ahead, str(response.error))
            first, second = await world.attempts(url)
            late = _late(request["aws"])
            assert abs(first["behind"] + ahead) < late, "the clock is wrong"
            assert abs(second["behind"]) < late, "and corrected"
            assert second["refusal"] == ""
            url = await world.plan(GATE)
            assert (await client.fetch(url, **request)).status == 200
            [only] = await world.attempts(url)
            assert abs(only["behind"]) < late, "for good"
        assert not world.clock.waits


def _late(aws: dict[str, Any]) -> int:
    return _REPEATED if aws["service"] == "s3" and "sign_query" in aws else _NOW


@case("a wrong clock: ec2")
async def wrong_clock_by_date(world: World) -> None:
    expired = {"status": 400, "error": ["ec2", "RequestExpired"]}
    for ahead in _SKEWS:
        world.clock = Clock(ahead)
        url = await world.plan(expired, GATE)
        response = await world.client(service="ec2").fetch(url, body="Action=DescribeVpcs&Version=2016-11-15")
        assert response.status == 200, (ahead, str(response.error))
        assert abs((await world.attempts(url))[1]["behind"]) < 60, "by the Date header"


@case("a wrong clock: HEAD", network=True)
async def wrong_clock_of_head(world: World) -> None:
    for ahead in _SKEWS:
        for aws in ({"service": "s3"}, {"service": "s3", "sign_query": True, "expires": 600}, {"service": "lambda"}):
            world.clock = Clock(ahead)
            client = world.client()
            url = await world.plan(GATE, GATE)
            options: dict[str, Any] = {"method": "HEAD", "aws": aws}
            assert (await client.fetch(url, **options)).status == 200, (ahead, aws)
            first, second = await world.attempts(url)
            assert abs(first["behind"] + ahead) < _late(aws), "no body says it"
            assert abs(second["behind"]) < _late(aws), "but a Date header does"
            url = await world.plan({"status": 403}, {"status": 403})
            assert (await client.fetch(url, **options)).status == 403
            assert len(await world.attempts(url)) == 1, "a refusal for another reason is not retried"
    assert not world.clock.waits


@case("a wrong clock: a body that says nonsense")
async def nonsense_clock(world: World) -> None:
    world.clock = Clock(-_HOUR)
    client = world.client(service="s3")
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "soon", ""):
        body = f"<Error><Code>RequestTimeTooSkewed</Code><ServerTime>{moment}</ServerTime></Error>"
        url = await world.plan({"status": 403, "body": body}, GATE)
        client = world.client(service="s3")
        response = await client.fetch(url)
        assert response.status == 200, (moment, str(response.error))
        assert abs((await world.attempts(url))[1]["behind"]) < 60, "the Date header counts"
        presigned = (await client.sign(url, aws={"sign_query": True})).url
        assert f"X-Amz-Date={time.strftime('%Y%m%d', time.gmtime())}" in str(presigned), moment


@case("a wrong clock: each host has its own")
async def clock_of_each_host(world: World) -> None:
    world.clock = Clock(6 * _HOUR)
    client = world.client(service="s3")
    url = await world.plan(GATE, GATE)
    assert (await client.fetch(url)).status == 200
    elsewhere = world.places.other + await _path_planned(world, GATE, GATE)
    assert (await client.fetch(elsewhere)).status == 200
    assert [round(attempt["behind"] / _HOUR) for attempt in await world.attempts(elsewhere)] == [-6, 0]


async def _path_planned(world: World, *steps: Any) -> str:
    return (await world.plan(*steps)).removeprefix(world.places.faults)


@case("the clock is set during a call")
async def clock_set(world: World) -> None:
    for hours in (-2, 2):
        world.clock = Clock(jump=hours * _HOUR)
        asked: list[Any] = [{"status": 503, "headers": {"retry-after": seconds}} for seconds in ("5", "5", "19")]
        world.clock.longest_backoff = 10
        url = await world.plan(*asked)
        response = await world.client(deadline=27).fetch(url)
        assert response.status == 503
        assert world.clock.waits == [5.0, 5.0], "the deadline is as long as before"


@case("a wrong clock is corrected once")
async def wrong_clock_once(world: World) -> None:
    world.clock = Clock(_HOUR)
    skewed = {"status": 403, "error": ["s3", "RequestTimeTooSkewed"]}
    url = await world.plan(*[skewed] * 4)
    response = await world.client().fetch(url)
    assert response.status == 403
    assert len(await world.attempts(url)) == 2


@case("a wrong clock and an outage")
async def wrong_clock_and_outage(world: World) -> None:
    world.clock = Clock(-24 * _HOUR)
    url = await world.plan(503, GATE, {"fault": "reset"}, 503, GATE)
    response = await world.client(service="s3").fetch(url, method="PUT", body="a")
    assert response.status == 200
    assert len(await world.attempts(url)) == 5
    assert len(world.clock.waits) == 3


_REGION_ANSWERS = ("301", "301 header", "307", "400", "400 header")

for _how in _REGION_ANSWERS:

    @case(f"a bucket elsewhere: {_how}")
    async def elsewhere(world: World, how: str = _how) -> None:
        moved = {"region": [how, "eu-west-1"]}
        client = world.client(service="s3")
        url = await world.plan(moved, moved)
        response = await client.fetch(url)
        assert (response.status, await response.text()) == (200, "ok")
        attempts = await world.attempts(url)
        assert [attempt["region"] for attempt in attempts] == ["us-east-1", "eu-west-1"]
        assert [attempt["refusal"] for attempt in attempts] == ["", ""]
        assert not world.clock.waits

        same_bucket = await world.plan(moved)
        assert (await client.fetch(same_bucket)).status == 200
        assert [attempt["region"] for attempt in await world.attempts(same_bucket)] == ["eu-west-1"]
        other_bucket = await world.plan(path="/other-bucket" + world.path())
        assert (await client.fetch(other_bucket)).status == 200
        assert [attempt["region"] for attempt in await world.attempts(other_bucket)] == ["us-east-1"]


@case("a bucket elsewhere: with a session token", network=True)
async def elsewhere_with_token(world: World) -> None:
    moved = {"region": ["301", "eu-west-1"]}
    url = await world.plan(moved, moved)
    response = await world.client(service="s3").fetch(url, aws={"session_token": "a-token"})
    attempts = await world.attempts(url)
    assert response.status == 200
    # Between the two, a browser asks without a signature, to be told.
    assert [attempt["region"] for attempt in attempts if attempt["region"]] == ["us-east-1", "eu-west-1"]
    for attempt in attempts:
        assert ("x-amz-security-token" in attempt["headers"]) == bool(attempt["region"])


@case("a bucket elsewhere: PUT")
async def elsewhere_with_body(world: World) -> None:
    moved = {"region": ["307", "eu-west-1"]}
    url = await world.plan(moved, moved)
    assert (await world.client(service="s3").fetch(url, method="PUT", body="a")).status == 200
    attempts = await world.attempts(url)
    # Between the two, a page asks without a signature: a browser must not take the body along.
    assert [attempt["body"] for attempt in attempts if attempt["region"]] == ["a", "a"]
    assert [attempt["body"] for attempt in attempts if not attempt["region"]] in ([], [""])


@case("a bucket elsewhere: by its host")
async def elsewhere_by_host(world: World) -> None:
    port = world.places.faults.rpartition(":")[2]
    right = f"bucket.s3.eu-west-1.amazonaws.com:{port}"
    for status in ("301", "307"):
        for with_location in (False, True):
            path = world.path()
            headers = {"location": f"http://{right}{path}"} if with_location else {}
            await world.plan(*[{"region": [status, "eu-west-1"], "headers": headers}] * 4, path=path)
            url = f"http://bucket.s3.us-east-1.amazonaws.com:{port}{path}"
            response = await world.client(service=None, region=None).fetch(url)
            assert response.status == 200, (status, with_location, str(response.error))
            # fetch itself follows a Location header, without a signature.
            signed = [attempt for attempt in await world.attempts(url) if attempt["signature"]]
            assert [attempt["region"] for attempt in signed] == ["us-east-1", "eu-west-1"]
            assert signed[1]["headers"]["host"] == right
            assert signed[1]["refusal"] == ""


@case("a bucket elsewhere: from hosts of all forms")
async def elsewhere_from_hosts(world: World) -> None:
    port = world.places.faults.rpartition(":")[2]
    for host, right in (
        ("s3.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
        ("s3.us-east-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
        ("s3.dualstack.us-east-1.amazonaws.com", "s3.dualstack.eu-west-1.amazonaws.com"),
        ("s3-external-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
        ("bucket.s3.amazonaws.com", "bucket.s3.eu-west-1.amazonaws.com"),
        ("bucket.s3-us-east-1.amazonaws.com", "bucket.s3.eu-west-1.amazonaws.com"),
        ("bucket.s3-accelerate.amazonaws.com", "bucket.s3-accelerate.amazonaws.com"),
    ):
        path = world.path()
        await world.plan(*[{"region": ["301", "eu-west-1"]}] * 3, path=path)
        client = world.client(service=None, region="us-east-1" if "accelerate" in host else None)
        url = f"http://{host}:{port}{path}"
        for method in ("GET", "HEAD"):
            response = await client.fetch(url, method=method)
            assert response.status == 200, (host, str(response.error))
        attempts = await world.attempts(url)
        assert [attempt["region"] for attempt in attempts] == ["us-east-1", "eu-west-1", "eu-west-1"], host
        assert [attempt["headers"]["host"] for attempt in attempts] == [
            f"{name}:{port}" for name in (host, right, right)
        ]
        assert [attempt["refusal"] for attempt in attempts] == ["", "", ""]


@case("a bucket elsewhere: HEAD")
async def elsewhere_without_body(world: World) -> None:
    url = await world.plan({"region": ["301 header", "eu-west-1"]}, {"region": ["301 header", "eu-west-1"]})
    assert (await world.client(service="s3").fetch(url, method="HEAD")).status == 200
    assert [attempt["region"] for attempt in await world.attempts(url)] == ["us-east-1", "eu-west-1"]


@case("a bucket elsewhere is found once")
async def elsewhere_once(world: World) -> None:
    moved = [{"region": ["301", region]} for region in ("eu-west-1", "eu-west-2", "eu-west-3")]
    url = await world.plan(*moved)
    response = await world.client(service="s3").fetch(url)
    assert response.status == 301
    assert len(await world.attempts(url)) == 2


@case("no redirect takes a signature along", network=True)
async def redirect_elsewhere(world: World) -> None:
    options = {"session_token": "a-token"}
    for status in (301, 302, 307, 308):
        target = world.path()
        url = await world.plan({"status": status, "headers": {"location": world.places.other + target}})
        with contextlib.suppress(NetworkError):  # failing is one way not to follow
            await world.client(retries=0).fetch(url, aws=options)
        for follower in await world.attempts(world.places.other + target):
            taken = {"authorization", "x-amz-security-token"} & set(follower["headers"])
            assert not taken, f"{status}: the other host was sent {taken}"


@case("a signature that does not match is explained")
async def explained(world: World) -> None:
    for service, request in SERVICES.items():
        url = await world.plan({"gate": {"host": "proxy.example:8080"}})
        response = await world.client().fetch(url, **request)
        error = response.error
        assert isinstance(error, AwsError), service
        assert error.diagnosis is not None, (service, str(error))
        assert error.diagnosis.part == "header"
        assert error.diagnosis.theirs == "host:proxy.example:8080"
        assert "a proxy" in str(error)
        assert len(await world.attempts(url)) == 1


@case("a secret that is wrong is said to be")
async def wrong_secret(world: World) -> None:
    for service, request in SERVICES.items():
        url = await world.plan(GATE)
        aws = {**request["aws"], "secret_access_key": "wr0ng"}
        error = (await world.client().fetch(url, **{**request, "aws": aws})).error
        assert isinstance(error, AwsError), service
        if service == "iam":  # the gate's IAM does not say what it signed
            continue
        assert error.diagnosis is not None, (service, str(error))
        assert error.diagnosis.part == "secret"
        assert "secret access key is wrong" in str(error)
        assert "wr0ng" not in repr(error) + str(error)
