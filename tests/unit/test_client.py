"""The client's options, and what it passes on."""

from typing import Any

import can_ada
import httpx
import pytest

from aws4web import AwsClient, AwsError, Headers, Response, SignedRequest
from tests.unit.support import KEYS, Fake

URL = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "b"}, [("X-A", "b")], httpx.Headers({"X-A": "b"}), (pair for pair in [("X-A", "b")])],
    ids=lambda headers: type(headers).__name__,
)
async def test_headers_may_be_given_in_any_form(headers: Any) -> None:
    request = await Fake().client().sign(URL, headers=headers)
    assert request.headers["x-a"] == "b"
    assert "SignedHeaders=host;x-a;x-amz-date" in request.headers["authorization"]


@pytest.mark.parametrize("url", [URL, httpx.URL(URL), can_ada.parse(URL)], ids=lambda url: type(url).__name__)
async def test_the_url_may_be_given_in_any_form(url: Any) -> None:
    assert str((await Fake().client().sign(url)).url) == URL


@pytest.mark.parametrize("body", ["é", "é".encode(), bytearray("é".encode()), memoryview("xéx".encode())[1:-1]])
async def test_bodies_arrive_as_they_are(body: Any) -> None:
    request = await Fake().client().sign(URL, body=body)
    content = request.body.encode() if isinstance(request.body, str) else bytes(request.body)
    assert content == "é".encode()
    assert request.method == "POST"


async def test_a_request_is_taken_apart() -> None:
    given = SignedRequest("PUT", URL, Headers({"x-a": "b"}.items()), b"abc")
    request = await Fake().client().sign(given)
    assert (request.method, request.url, request.body) == ("PUT", URL, b"abc")
    assert request.headers["x-a"] == "b"
    fake = Fake()
    await fake.client().fetch(given)
    [sent] = fake.requests
    assert (sent.method, sent.url, sent.body, sent.headers["x-a"]) == ("PUT", URL, b"abc", "b")
    changed = await Fake().client().sign(given, method="POST", body="d", headers={"x-e": "f"})
    assert (changed.method, changed.body) == ("POST", "d")
    assert "x-a" not in changed.headers


async def test_service_and_region_can_be_set_later() -> None:
    client = Fake().client()
    assert (client.service, client.region) == (None, None)
    client.service, client.region = "sqs", "eu-west-1"
    request = await client.sign("https://queue.example/")
    assert "/eu-west-1/sqs/" in request.headers["authorization"]
    request = await client.sign("https://queue.example/", aws={"region": "us-east-2"})
    assert "/us-east-2/sqs/" in request.headers["authorization"]


async def test_options_of_the_call_win_over_the_clients() -> None:
    client = Fake().client(service="s3", region="eu-west-1", session_token="token")
    request = await client.sign(URL)
    assert "/eu-west-1/s3/" in request.headers["authorization"]
    assert request.headers["x-amz-security-token"] == "token"
    aws: Any = {"service": "sqs", "region": "ap-south-1", "access_key_id": "OTHER", "session_token": None}
    request = await client.sign(URL, aws=aws)
    assert "Credential=OTHER/20150830/ap-south-1/sqs/aws4_request" in request.headers["authorization"]
    assert "x-amz-security-token" not in request.headers


async def test_fetch_options_reach_the_transport() -> None:
    fake = Fake()
    await fake.client().fetch(URL, redirect="manual", keepalive=True, mode=None)
    assert fake.options == [{"redirect": "manual", "keepalive": True}]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"metod": "GET"}, "did you mean method"),
        ({"header": {}}, "did you mean headers"),
        ({"referrer_policy": "origin"}, "did you mean referrerPolicy"),
        ({"sign_query": True}, "pass it as aws={'sign_query': …}"),
        ({"signQuery": True}, "pass it as aws={'sign_query': …}"),
        ({"retries": 3}, "pass it as aws={'retries': …}"),
        ({"aws": {"signQuery": True}}, "did you mean sign_query"),
        ({"aws": {"retrys": True}}, "has no option 'retrys'"),
        ({"signal": object()}, "cancel the asyncio task"),
    ],
)
async def test_a_wrong_option_names_the_right_one(options: dict[str, Any], words: str) -> None:
    fake = Fake()
    with pytest.raises(TypeError, match=words):
        await fake.client().fetch(URL, **options)
    assert not fake.requests


@pytest.mark.parametrize(
    ("options", "words"),
    [({"accessKeyId": "a"}, "did you mean access_key_id"), ({"initRetryMs": 5}, "did you mean init_retry_ms")],
)
def test_a_wrong_option_of_the_client_names_the_right_one(options: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        AwsClient(**options)


@pytest.mark.parametrize("missing", ["access_key_id", "secret_access_key"])
def test_missing_keys_are_asked_for(missing: str) -> None:
    options: Any = KEYS | {missing: None}
    with pytest.raises(TypeError, match=f"{missing} is a required option"):
        AwsClient(**options)


async def test_signing_keys_are_kept_and_the_cache_is_bounded() -> None:
    cache: dict[Any, Any] = {}
    client = Fake().client(cache=cache)
    await client.sign(URL)
    (key,) = cache.values()
    await client.sign(URL)
    assert list(cache.values()) == [key]
    client = Fake().client()
    for day in range(10, 30):
        for region in ("a", "b", "c", "d"):
            await client.sign(URL, aws={"datetime": f"202001{day}T000000Z", "region": region})
    assert len(client._settings.signing.cache) == 64


async def test_another_secret_is_another_key() -> None:
    client = Fake().client()
    first = await client.sign(URL)
    second = await client.sign(URL, aws={"secret_access_key": "other"})
    assert first.headers["authorization"] != second.headers["authorization"]


async def test_the_response_can_be_read_in_every_form() -> None:
    response = await Fake().client().fetch(URL)
    assert isinstance(response, Response)
    assert response.ok
    assert [chunk async for chunk in response] == [b"\xef", b"\xbb", b"\xbf", b"{", b"}"]
    assert await response.bytes() == b"\xef\xbb\xbf{}"
    assert await response.text() == "{}"
    assert await response.json() == {}


async def test_secrets_show_nowhere() -> None:
    fake = Fake()
    client = fake.client(session_token="s3cr3t-token")
    presigned = await client.sign("https://b.s3.us-east-1.amazonaws.com/k", aws={"sign_query": True})
    assert "X-Amz-Signature=" in str(presigned.url)
    response = await client.fetch("https://b.s3.us-east-1.amazonaws.com/k", aws={"sign_query": True})
    assert "X-Amz-Signature=" in response.url
    cache = client._settings.signing.cache
    shown = f"{client!r} {client._settings.credentials!r} {response!r} {cache!r} {list(cache)}"
    for secret in (KEYS["secret_access_key"], "s3cr3t-token", "X-Amz-Signature"):
        assert secret not in shown


async def test_a_signed_requests_hash_is_that_of_its_body() -> None:
    client = Fake().client(service="s3", region="us-east-1")
    signed = await client.sign("http://127.0.0.1/b/k", method="PUT", body="a")
    hashes = [
        (await client.sign(signed, **more)).headers["x-amz-content-sha256"]
        for more in ({}, {"body": "a"}, {"body": "b"})
    ]
    assert hashes[0] == hashes[1] == signed.headers["x-amz-content-sha256"] != hashes[2]
    kept = await client.sign("https://127.0.0.1/b/k", method="PUT", body="a", headers={"x-amz-content-sha256": "given"})
    assert (await client.sign(kept)).headers["x-amz-content-sha256"] == "given"


async def test_chunks_are_an_iterator_of_their_own() -> None:
    chunks = aiter(await Fake().client().fetch(URL))
    assert aiter(chunks) is chunks


def test_an_errors_arguments_are_its_code_and_message() -> None:
    error = AwsError("Code", "words", status=400, request_id=None, retryable=False, fields={}, where="GET http://a/")
    assert error.args == ("Code", "words")
