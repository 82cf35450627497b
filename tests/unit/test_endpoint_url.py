"""Requests to AWS's own hosts, sent to your own endpoint."""

from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from aws4web import NetworkError, UnknownEndpointError
from tests.botocore_sessions import session
from tests.unit.support import KEYS, Answer, Fake

LOCAL = "http://localhost:4566"
EU = "eu-west-1"


async def signed(url: str, endpoint_url: Any = LOCAL, **options: Any) -> Any:
    return await Fake().client(endpoint_url=endpoint_url).sign(url, **options)


@pytest.mark.parametrize(
    ("url", "sent", "scope"),
    [
        ("https://sqs.us-east-1.amazonaws.com/", "/", "us-east-1/sqs"),
        ("https://sqs.eu-west-1.api.aws/?Action=A", "/?Action=A", "eu-west-1/sqs"),
        (
            "https://lambda.cn-north-1.amazonaws.com.cn/2015-03-31/functions",
            "/2015-03-31/functions",
            "cn-north-1/lambda",
        ),
        ("https://sts.amazonaws.com", "/", "us-east-1/sts"),
        ("https://s3.eu-west-1.amazonaws.com/bucket/a%20b", "/bucket/a%20b", "eu-west-1/s3"),
        ("https://bucket.s3.eu-west-1.amazonaws.com/a//b", "/bucket/a//b", "eu-west-1/s3"),
        ("https://my.bucket.s3.amazonaws.com/", "/my.bucket/", "us-east-1/s3"),
        ("https://bucket.s3.dualstack.eu-west-1.amazonaws.com/k?a=b#", None, None),
        ("https://bucket.s3-eu-west-1.amazonaws.com/k?versionId=1", "/bucket/k?versionId=1", "eu-west-1/s3"),
        ("https://dynamodb.us-east-1.amazonaws.com:443/", "/", "us-east-1/dynamodb"),
    ],
)
async def test_it_is_signed_for_what_the_url_names(url: str, sent: str | None, scope: str | None) -> None:
    if sent is None:
        with pytest.raises(ValueError, match="raw #"):
            await signed(url)
        return
    request = await signed(url)
    assert request.url == LOCAL + sent
    assert f"/{scope}/aws4_request" in request.headers["authorization"]


@pytest.mark.parametrize("endpoint", [LOCAL, f"{LOCAL}/", "https://minio.example/s3", "https://minio.example/s3/"])
async def test_botocore_sends_to_the_same_place(endpoint: str) -> None:
    config = Config(s3={"addressing_style": "path"}, signature_version="s3v4")
    keys = {f"aws_{name}": value for name, value in KEYS.items()}
    theirs = session().create_client("s3", EU, endpoint_url=endpoint, config=config, **keys)
    sent: list[str] = []

    def answer(request: Any, **_: Any) -> AWSResponse:
        sent.append(request.url)
        raise _Seen

    theirs.meta.events.register("before-send", answer)
    with pytest.raises(_Seen):
        theirs.head_object(Bucket="bucket", Key="a b/é")
    request = await signed(f"https://bucket.s3.{EU}.amazonaws.com/a%20b/%C3%A9", endpoint)
    assert [request.url] == sent


class _Seen(Exception):
    pass


@pytest.mark.parametrize(
    "url", ["https://minio.example/bucket/key", f"{LOCAL}/bucket/key", "https://x.r2.cloudflarestorage.com/b"]
)
async def test_what_is_not_of_aws_goes_where_it_says(url: str) -> None:
    request = await signed(url, aws={"service": "s3", "region": "us-east-1"})
    assert request.url == url


async def test_a_call_may_say_another_or_none() -> None:
    url = "https://sqs.us-east-1.amazonaws.com/"
    assert (await signed(url, aws={"endpoint_url": None})).url == url
    assert (await signed(url, aws={"endpoint_url": "https://other.example/x"})).url == "https://other.example/x/"
    assert (await signed(url, None, aws={"endpoint_url": LOCAL})).url == f"{LOCAL}/"


async def test_options_say_what_to_sign_for_here_too() -> None:
    request = await signed("https://sqs.us-east-1.amazonaws.com/", aws={"region": EU, "service": "other"})
    assert f"/{EU}/other/" in request.headers["authorization"]
    with pytest.raises(UnknownEndpointError):
        await signed("https://bucket.s3-accelerate.amazonaws.com.cn.nonsense.amazonaws.com/")


@pytest.mark.parametrize(
    "url", ["https://bucket.s3-accelerate.amazonaws.com/key", "https://a-1.s3-accesspoint.eu-west-1.amazonaws.com/key"]
)
async def test_a_bucket_that_is_not_told_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="does not name a bucket that endpoint_url could have"):
        await signed(url)


@pytest.mark.parametrize(
    ("endpoint", "error", "words"),
    [
        (5, TypeError, "endpoint_url must be a str, not int"),
        ("localhost:4566", ValueError, "endpoint_url: url must begin with https:// or http://, not localhost:"),
        ("ftp://host/", ValueError, "endpoint_url: url must begin"),
        ("/path", ValueError, "endpoint_url: '/path' is not an absolute URL"),
        ("http://user:word@host/", ValueError, "endpoint_url: url must not hold a user name or password"),
        ("http://host/?a", ValueError, "endpoint_url must end with the host, the port or a path"),
        ("http://host/#a", ValueError, "endpoint_url must end with the host, the port or a path"),
        ("", ValueError, "endpoint_url: '' is not an absolute URL"),
    ],
)
async def test_what_is_not_an_endpoint_is_refused(endpoint: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Fake().client(endpoint_url=endpoint)
    with pytest.raises(error, match=words):
        await Fake().client().fetch("https://sqs.us-east-1.amazonaws.com/", aws={"endpoint_url": endpoint})


async def test_a_region_that_the_endpoint_corrects_is_signed_for_there() -> None:
    moved = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"
    fake = Fake(Answer(400, moved), 200)
    client = fake.client(endpoint_url=LOCAL)
    response = await client.fetch("https://bucket.s3.us-east-1.amazonaws.com/key")
    assert response.status == 200
    assert [request.url for request in fake.requests] == [f"{LOCAL}/bucket/key"] * 2
    assert "/eu-west-1/s3/" in fake.requests[1].headers["authorization"]


async def test_a_redirect_within_the_endpoint_is_signed_for_the_same() -> None:
    fake = Fake(Answer(307, location="/elsewhere"), 200)
    response = await fake.client(endpoint_url=LOCAL).fetch("https://sqs.eu-west-1.amazonaws.com/")
    assert response.status == 200
    assert fake.requests[1].url == f"{LOCAL}/elsewhere"
    assert "/eu-west-1/sqs/" in fake.requests[1].headers["authorization"]


async def test_an_endpoint_that_is_not_there_is_named() -> None:
    fake = Fake(NetworkError("refused"))
    with pytest.raises(NetworkError, match="refused"):
        await fake.client(endpoint_url=LOCAL, retries=0).fetch("https://sqs.us-east-1.amazonaws.com/", body="{}")


@pytest.mark.parametrize(
    "url", ["https://bucket.s3.us-east-1.amazonaws.com/a/../b", "https://bucket.s3.us-east-1.amazonaws.com/a\\b"]
)
async def test_a_key_that_no_url_can_carry_is_refused_here_too(url: str) -> None:
    with pytest.raises(ValueError, match="S3 key in url"):
        await signed(url)
