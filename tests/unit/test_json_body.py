"""JSON is a body that the package makes."""

import datetime
import json
from typing import Any

import httpx
import pytest

from aws4web import AwsV4Signer, Headers, SignedRequest
from tests.unit.support import KEYS, NOW, Fake

LAMBDA = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"


def signer(url: str = LAMBDA, **options: Any) -> AwsV4Signer:
    return AwsV4Signer(**(KEYS | {"url": url, "datetime": NOW} | options))


JSON = {"é✓😀": [1, 2.5, None, True, "a b"], "b": {}}
COMPACT = '{"é✓😀":[1,2.5,null,true,"a b"],"b":{}}'.encode()


async def test_json_is_the_body() -> None:
    request = await Fake().client().sign(LAMBDA, json=JSON)
    assert (request.method, request.body) == ("POST", COMPACT)
    assert json.loads(request.body) == JSON
    assert request.headers["content-type"] == "application/json"
    plain = await Fake().client().sign(LAMBDA, body=COMPACT)
    assert request.headers["authorization"] == plain.headers["authorization"]


@pytest.mark.parametrize("value", [0, False, "", [], {}, "text", 1.5])
async def test_json_of_any_value(value: object) -> None:
    request = await Fake().client().sign(LAMBDA, json=value)
    assert (request.method, request.body) == ("POST", json.dumps(value).encode())


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-amz-json-1.0"},
        [("x-a", "b"), ("CONTENT-TYPE", "application/x-amz-json-1.0")],
        httpx.Headers({"Content-Type": "application/x-amz-json-1.0"}),
        (pair for pair in [("content-type", "application/x-amz-json-1.0")]),
    ],
    ids=lambda headers: type(headers).__name__,
)
async def test_the_callers_content_type_wins_over_that_of_json(headers: Any) -> None:
    request = await Fake().client().sign(LAMBDA, json=JSON, headers=headers, method="PUT")
    assert request.method == "PUT"
    assert request.headers["content-type"] == "application/x-amz-json-1.0"


async def test_json_takes_the_place_of_a_requests_body() -> None:
    given = SignedRequest("PATCH", LAMBDA, Headers({"x-a": "b"}.items()), b"abc")
    request = await Fake().client().sign(given, json=[1])
    assert (request.method, request.body, request.headers["x-a"]) == ("PATCH", b"[1]", "b")
    assert request.headers["content-type"] == "application/json"


async def test_no_json_is_no_body() -> None:
    request = await Fake().client().sign(LAMBDA, json=None)
    assert (request.method, request.body) == ("GET", None)
    assert "content-type" not in request.headers


async def test_json_is_serialised_once() -> None:
    value = {"a": 1}
    fake = Fake(503, 200)
    fake.platform()

    class Counted(dict[str, int]):
        read = 0

        def items(self) -> Any:
            Counted.read += 1
            return super().items()

    await fake.client().fetch(LAMBDA, json=Counted(value), method="PUT")
    assert [request.body for request in fake.requests] == [b'{"a":1}'] * 2
    assert Counted.read <= 1


async def test_the_signer_takes_json_too() -> None:
    ours = signer(json=JSON)
    assert (ours.method, ours.body) == ("POST", COMPACT)
    assert ours.headers["content-type"] == "application/json"
    assert (await ours.sign()).headers["content-type"] == "application/json"
    assert signer(json=[1], headers={"Content-Type": "a/b"}).headers["content-type"] == "a/b"


CIRCULAR: list[Any] = []
CIRCULAR.append(CIRCULAR)


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ({"a": {1}}, TypeError, "json: Object of type set is not JSON serializable"),
        (datetime.datetime(2020, 1, 2), TypeError, "json: .*datetime"),
        ({(1, 2): 3}, TypeError, "json: keys must be"),
        (float("nan"), ValueError, "json: Out of range"),
        (float("-inf"), ValueError, "json: Out of range"),
        (CIRCULAR, ValueError, "json: Circular"),
        ("\ud800", ValueError, "json: a lone surrogate"),
    ],
)
async def test_what_json_has_no_form_for_is_refused(value: Any, error: type[Exception], words: str) -> None:
    fake = Fake()
    with pytest.raises(error, match=words):
        await fake.client().fetch(LAMBDA, json=value)
    with pytest.raises(error, match=words):
        signer(json=value)
    assert not fake.requests


async def test_json_too_deep_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="json: maximum recursion"):
        await Fake().client().fetch(LAMBDA, json=deep)


@pytest.mark.parametrize("body", ["", b"", "a"])
async def test_two_bodies_are_one_too_many(body: Any) -> None:
    with pytest.raises(TypeError, match="body and json are two bodies"):
        await Fake().client().fetch(LAMBDA, body=body, json={})
    with pytest.raises(TypeError, match="body and json are two bodies"):
        signer(body=body, json={})
