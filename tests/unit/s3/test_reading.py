"""How a bucket is read: what is signed and where, what is remembered of refusals, what the browser's cache is told."""

from typing import Any
from urllib.parse import parse_qsl

import pytest

from aws4web import AwsClient, AwsError, NetworkError
from aws4web._platform import Platform
from aws4web._sign.presign import repeated
from aws4web.s3 import Bucket
from tests.platforms import on
from tests.unit.support import KEYS, NOW, Answer, Fake

DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
LISTING = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"


def in_page(fake: Fake) -> Platform:
    """The platform, as if it were a page's."""
    platform = fake.platform()

    class Page:
        has_preflights = always_unpacks = True

        def __getattr__(self, name: str) -> Any:
            return getattr(platform.transport, name)

    return platform._replace(transport=Page())  # type: ignore[arg-type]


def bucket_of(fake: Fake, *, page: bool = True, client: dict[str, Any] = KEYS, **options: Any) -> Bucket:
    aws: AwsClient = on(in_page(fake) if page else fake.platform())(**client, retries=0)
    return Bucket(aws, "my-bucket", **options)


def denied() -> Answer:
    return Answer(403, DENIED)


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(url.partition("?")[2]))


def ways(fake: Fake) -> list[str]:
    return ["headers" if "authorization" in request.headers else "query" for request in fake.requests]


async def test_in_a_page_no_header_is_added() -> None:
    fake = Fake(200, Answer(200, content_length="3"), Answer(200, LISTING), 206)
    bucket = bucket_of(fake, client={**KEYS, "session_token": "token"})
    await bucket.get("a b")
    await bucket.head("a b")
    assert [entry async for entry in bucket.list()] == []
    await bucket.get("a b", range=(0, 2))
    assert ways(fake) == ["query"] * 4
    assert [{*request.headers} for request in fake.requests] == [set(), set(), set(), {"range"}]
    for request in fake.requests:
        query = query_of(request.url)
        assert (query["X-Amz-Expires"], query["X-Amz-SignedHeaders"]) == ("900", "host")
        assert query["X-Amz-Security-Token"] == "token"


async def test_elsewhere_and_to_write_the_headers_are_signed() -> None:
    fake = Fake(200, 200, 200, 200)
    await bucket_of(fake, page=False).get("a")
    await bucket_of(fake, presign_reads=False).get("a")
    await bucket_of(fake).put("a", b"")
    await bucket_of(fake, page=False, presign_reads=True).get("a")
    assert ways(fake) == ["headers", "headers", "headers", "query"]
    assert [options.get("cache") for options in fake.options] == [None, "no-cache", None, None]


async def test_who_pays_is_said_where_the_signature_is() -> None:
    fake = Fake(200, 200, 200)
    await bucket_of(fake, request_payer="requester").get("a")
    await bucket_of(fake, request_payer="requester", page=False).get("a")
    await bucket_of(fake, request_payer="requester").put("a", b"")
    first, *others = fake.requests
    assert query_of(first.url)["x-amz-request-payer"] == "requester"
    assert "x-amz-request-payer" not in first.headers
    for request in others:
        assert (request.headers["x-amz-request-payer"], "?" in request.url) == ("requester", False)
    url = await bucket_of(fake, request_payer="requester").presign("a")
    assert "x-amz-request-payer=requester" in url


async def test_what_the_cache_is_told() -> None:
    fake = Fake()
    bucket = bucket_of(fake)
    await bucket.get("a")
    await bucket.get("a", range=(0, 2))
    await bucket.get("a", if_none_match='"1"')
    await bucket._requests.read("GET", "a", is_part=True)
    await bucket.put("a", b"")
    await bucket.get("a")
    await bucket.get("b")
    await bucket.head("b")
    caches = [options.get("cache") for options in fake.options]
    assert caches == ["no-cache", *["no-store"] * 3, None, "reload", "no-cache", "no-store"]


async def test_stored_bytes() -> None:
    fake = Fake()
    for page in (True, False):
        bucket = bucket_of(fake, page=page)
        await bucket.get("a")
        await bucket.get("a", range=(1, None))
        await bucket._requests.read("GET", "a", stored=True)
    asked = [query_of(request.url).get("response-content-encoding") for request in fake.requests]
    assert asked == [None, "identity", "identity", None, None, None]
    encodings = [request.headers.get("accept-encoding") for request in fake.requests]
    assert encodings == [None, None, None, None, "identity", "identity"]


async def test_a_refusal_is_tried_by_headers_and_remembered_if_that_helps() -> None:
    fake = Fake(denied(), 200, 200, 200, denied(), Answer(404), Answer(404))
    bucket = bucket_of(fake)
    assert (await bucket.get("a")).status == 200
    await bucket.get("b")
    await bucket.get("c", range=(0, 1))
    assert ways(fake) == ["query", "headers", "headers", "headers"]
    for _ in range(2):
        with pytest.raises(AwsError, match="NoSuchKey"):  # whoever is told that is let in
            await bucket.head("d")
    assert ways(fake)[4:] == ["query", "headers", "headers"]


async def test_a_refusal_that_headers_do_not_change_costs_one_request_more_and_no_others() -> None:
    fake = Fake(*[denied() for _ in range(4)], 200)
    bucket = bucket_of(fake)
    for _ in range(3):
        with pytest.raises(AwsError, match="AccessDenied"):
            await bucket.get("a")
    await bucket.get("b")
    assert ways(fake) == ["query", "headers", "query", "query", "query"]


async def test_a_refusal_after_a_success_is_believed() -> None:
    fake = Fake(200, denied())
    bucket = bucket_of(fake)
    await bucket.get("a")
    with pytest.raises(AwsError, match="AccessDenied"):
        await bucket.get("b")
    assert ways(fake) == ["query", "query"]


async def test_headers_that_cannot_be_sent_are_no_answer() -> None:
    """The bucket's CORS rules may not allow them: what it said first is told."""
    fake = Fake(denied(), NetworkError("no answer"), denied())
    bucket = bucket_of(fake)
    for _ in range(2):
        with pytest.raises(AwsError, match="AccessDenied"):
            await bucket.get("a")
    assert ways(fake) == ["query", "headers", "query"]


async def test_a_server_that_fails_meanwhile_settles_nothing() -> None:
    fake = Fake(denied(), 500, denied(), 200)
    bucket = bucket_of(fake)
    with pytest.raises(AwsError) as caught:
        await bucket.get("a")
    assert caught.value.status == 500
    assert (await bucket.get("a")).status == 200


async def test_who_signs_nothing_reads_plainly() -> None:
    fake = Fake(200, 206, denied())
    bucket = bucket_of(fake, client={"unsigned": True})
    await bucket.get("a")
    await bucket.get("a", range=(0, 2))
    with pytest.raises(AwsError, match="AccessDenied"):
        await bucket.get("a")
    assert [request.url for request in fake.requests] == [bucket.url("a")] * 3
    assert [{*request.headers} for request in fake.requests] == [set(), {"range"}, set()]


WHOLE = {"content_length": "4"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(206, b"longer", **WHOLE), "not the bytes of the object"),
        (Answer(206, b"", **WHOLE), "not the bytes of the object"),
        (Answer(206, b"abcd", content_encoding="gzip", **WHOLE), "not the bytes of the object"),
        (Answer(206, NetworkError("the body broke off"), **WHOLE), "broke off. Perhaps it is stored"),
        (NetworkError("no answer"), "no answer. Perhaps it is stored"),
    ],
)
async def test_who_signs_nothing_is_told_of_a_part_that_was_unpacked(answer: Answer | NetworkError, said: str) -> None:
    bucket = bucket_of(Fake(answer), client={"unsigned": True})
    with pytest.raises(NetworkError, match=said) as caught:
        await (await bucket.get("a", range=(0, 4))).bytes()
    assert "Content-Encoding" in str(caught.value)


@pytest.mark.parametrize("headers", [WHOLE, {}, {"content_length": "4", "content_encoding": "identity"}])
async def test_who_signs_nothing_may_read_parts(headers: dict[str, str]) -> None:
    fake = Fake(Answer(206, b"abcd", **headers), Answer(206, b"abcd", **headers), Answer(206, b"abcd", **headers))
    bucket = bucket_of(fake, client={"unsigned": True})
    assert await (await bucket.get("a", range=(0, 4))).bytes() == b"abcd"
    assert b"".join([chunk async for chunk in await bucket.get("a", range=(0, 4))]) == b"abcd"
    await (await bucket.get("a", range=(0, 4))).cancel()
    assert fake.bodies[2].cancelled


async def test_no_error_shows_the_query() -> None:
    fake = Fake(denied(), denied(), NetworkError("no answer"))
    bucket = bucket_of(fake)
    for read in (bucket.get, bucket.head):
        with pytest.raises((AwsError, NetworkError)) as caught:
            await read("a")
        assert "X-Amz" not in f"{caught.value!r} {caught.value} {bucket!r}"


async def test_bad_options() -> None:
    bad: Any = "query"
    with pytest.raises(TypeError, match="presign_reads must be a bool or None, not str"):
        bucket_of(Fake(), presign_reads=bad)


def test_urls_repeat() -> None:
    """For five minutes, or a third of their life: none of them ends while it is sent."""
    assert {repeated(NOW - 60 + seconds, 900) for seconds in (0, 1, 299.9)} == {NOW - 60}
    assert repeated(NOW + 240, 900) == NOW + 240
    assert repeated(NOW + 59, 60) == NOW + 40
    assert [repeated(NOW + 0.5, expires) for expires in (1, 2, None)] == [NOW, NOW, NOW + 0.5]


async def test_the_url_of_an_object_is_the_same_for_a_while() -> None:
    fake = Fake()
    bucket = bucket_of(fake)
    for seconds in (-60, 0, 200, 240):
        fake.time = NOW + seconds
        await bucket.get("a")
    urls = [request.url for request in fake.requests]
    assert urls[0] == urls[1] == urls[2] != urls[3]
    assert await bucket.presign("a") != urls[3]
    fake.time = NOW + 241
    assert query_of(await bucket.presign("a"))["X-Amz-Date"] == "20150830T124001Z", "that of now"
