"""A bucket in another region is called there: at the host that AWS's own SDK would use, and never at one that a server
chose. Pseudo-regions are signed as the regions that they stand for."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from aws4web import UnknownEndpointError
from aws4web._endpoints.buckets import bucket_of, in_region
from aws4web._url import Url
from tests.botocore_sessions import session
from tests.unit.support import KEYS, Answer, Fake

ELSEWHERE = Answer(301, "<Error><Code>PermanentRedirect</Code></Error>", x_amz_bucket_region="eu-west-1")
MALFORMED = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>{}</Region></Error>"


def hosts(fake: Fake) -> list[str]:
    return [urlsplit(request.url).netloc for request in fake.requests]


def regions(fake: Fake) -> list[str]:
    return [request.headers["authorization"].split("/")[2] for request in fake.requests]


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body


def _botocore(region: str, right: str, **s3: Any) -> list[tuple[str, str]]:
    """URL and region of each request that botocore makes for a bucket in `right`."""
    sent: list[tuple[str, str]] = []

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        authorization = request.headers["Authorization"]
        sent.append((request.url, str(authorization).split("/")[2]))
        if len(sent) > 1:
            return AWSResponse(request.url, 200, {}, _Raw(b""))  # pyright: ignore[reportArgumentType]
        body = "<Error><Code>PermanentRedirect</Code></Error>"
        return AWSResponse(request.url, 301, {"x-amz-bucket-region": right}, _Raw(body.encode()))  # pyright: ignore[reportArgumentType]

    theirs = session()
    theirs.set_credentials(KEYS["access_key_id"], KEYS["secret_access_key"])
    theirs.register("before-send.s3", send)
    variants = {name: s3.pop(name) for name in ("use_fips_endpoint", "use_dualstack_endpoint") if name in s3}
    client = theirs.create_client(
        "s3", region_name=region, config=Config(s3=s3, retries={"total_max_attempts": 3}, **variants)
    )
    client.get_object(Bucket="bucket", Key="a/b")
    return sent


@pytest.mark.parametrize(
    ("region", "right"),
    [
        ("us-east-1", "eu-west-1"),
        ("ap-south-2", "us-east-1"),
        ("cn-north-1", "cn-northwest-1"),
        ("us-gov-west-1", "us-gov-east-1"),
        ("us-iso-east-1", "us-iso-west-1"),
    ],
)
@pytest.mark.parametrize("variant", ["plain", "dualstack", "fips", "both", "legacy"])
@pytest.mark.parametrize("style", ["path", "virtual"])
async def test_a_bucket_elsewhere_is_asked_where_botocore_asks(
    region: str, right: str, variant: str, style: str
) -> None:
    options: dict[str, Any] = {"addressing_style": style}
    options |= {"us_east_1_regional_endpoint": "legacy" if variant == "legacy" else "regional"}
    if variant in ("dualstack", "both"):
        options["use_dualstack_endpoint"] = True
    if variant in ("fips", "both"):
        options["use_fips_endpoint"] = True
    try:
        expected = _botocore(region, right, **options)
    except BotoCoreError:
        pytest.skip("there is no such endpoint")
    assert len(expected) == 2
    fake = Fake(Answer(301, "<Error><Code>PermanentRedirect</Code></Error>", x_amz_bucket_region=right))
    client = fake.client()
    assert (await client.fetch(expected[0][0])).status == 200
    assert [str(request.url) for request in fake.requests] == [url for url, _ in expected]
    assert regions(fake) == [region for _, region in expected]
    await client.fetch(expected[0][0])
    assert (hosts(fake)[2], regions(fake)[2]) == (hosts(fake)[1], regions(fake)[1]), "and it is remembered"


MOVES = {
    "s3.amazonaws.com/bucket/key": "s3.eu-west-1.amazonaws.com/bucket/key",
    "bucket.s3.amazonaws.com/key": "bucket.s3.eu-west-1.amazonaws.com/key",
    "my.dotted.bucket.s3.amazonaws.com/key": "my.dotted.bucket.s3.eu-west-1.amazonaws.com/key",
    "s3.us-west-2.s3.amazonaws.com/key": "s3.us-west-2.s3.eu-west-1.amazonaws.com/key",
    "s3.us-east-1.amazonaws.com/bucket/key": "s3.eu-west-1.amazonaws.com/bucket/key",
    "s3.us-east-1.amazonaws.com:8443/bucket": "s3.eu-west-1.amazonaws.com:8443/bucket",
    "s3.us-east-1.amazonaws.com./bucket/key": "s3.eu-west-1.amazonaws.com/bucket/key",
    "bucket.s3-external-1.amazonaws.com/key": "bucket.s3.eu-west-1.amazonaws.com/key",
    "s3-external-1.amazonaws.com/bucket/key": "s3.eu-west-1.amazonaws.com/bucket/key",
    "s3-us-west-2.amazonaws.com/bucket/key": "s3.eu-west-1.amazonaws.com/bucket/key",
    "bucket.s3-us-west-2.amazonaws.com/key": "bucket.s3.eu-west-1.amazonaws.com/key",
    "s3.dualstack.us-east-1.amazonaws.com/bucket": "s3.dualstack.eu-west-1.amazonaws.com/bucket",
    "bucket.s3.dualstack.us-east-1.amazonaws.com/": "bucket.s3.dualstack.eu-west-1.amazonaws.com/",
    "s3-fips.us-east-1.amazonaws.com/bucket": "s3-fips.eu-west-1.amazonaws.com/bucket",
    "bucket.s3-fips.dualstack.us-east-1.amazonaws.com/": "bucket.s3-fips.dualstack.eu-west-1.amazonaws.com/",
    "s3-fips-us-gov-west-1.amazonaws.com/bucket": "s3-fips.eu-west-1.amazonaws.com/bucket",
    "bucket.s3.cn-north-1.amazonaws.com.cn/key": "bucket.s3.eu-west-1.amazonaws.com.cn/key",
    "s3.amazonaws.com.cn/bucket": "s3.eu-west-1.amazonaws.com.cn/bucket",
    "s3.us-isob-east-1.sc2s.sgov.gov/bucket": "s3.eu-west-1.sc2s.sgov.gov/bucket",
    "s3.eusc-de-east-1.amazonaws.eu/bucket": "s3.eu-west-1.amazonaws.eu/bucket",
}
STAYS = [
    # It is already there.
    *("s3.eu-west-1.amazonaws.com/bucket", "s3-eu-west-1.amazonaws.com/bucket", "bucket.s3-eu-west-1.amazonaws.com/"),
    # No region in the name.
    *("bucket.s3-accelerate.amazonaws.com/key", "bucket.s3-accelerate.dualstack.amazonaws.com/key"),
    # Another bucket of the same name may be there.
    *("ap-123456789012.s3-accesspoint.us-east-1.amazonaws.com/key", "123456789012.s3-control.us-east-1.amazonaws.com/"),
    "ap-123456789012.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com/key",
    *("olap-1.s3-object-lambda.us-east-1.amazonaws.com/key", "ap-1.op-1.s3-outposts.us-east-1.amazonaws.com/key"),
    *("mfzwi.mrap.accesspoint.s3-global.amazonaws.com/key", "bucket.s3-website-us-east-1.amazonaws.com/key"),
    "bucket--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/key",
    "bucket.vpce-1a2b3c4d-5e6f7a8b.s3.us-east-1.vpce.amazonaws.com/key",
    # Not AWS's.
    *("127.0.0.1:9000/bucket", "[::1]:9000/bucket", "minio/bucket", "s3.us-east-1.example.com/bucket"),
    *("s3.us-east-1.amazonaws.com.evil.example/bucket", "s3.us-east-1.xamazonaws.com/bucket"),
    *("s3.us-east-1.wasabisys.com/bucket", "s3.us-east-1.localhost.localstack.cloud:4566/bucket"),
    *("amazonaws.com/bucket", "s3s3.us-east-1.amazonaws.com/key", "notify.us-east-1.amazonaws.com/key"),
]


@pytest.mark.parametrize(("url", "moved"), [*MOVES.items(), *((url, url) for url in STAYS)])
def test_the_host_in_another_region(url: str, moved: str) -> None:
    assert str(in_region(Url.split(f"https://{url}?a#b"), "eu-west-1")) == f"https://{moved}?a#b"


@pytest.mark.parametrize("region", ["eu-west", "evil", "fr-par", "eu-west-1.evil.example", "x-y-z", ""])
def test_aws_has_no_host_in_a_region_of_another_kind(region: str) -> None:
    url = Url.split("https://s3.us-east-1.amazonaws.com/bucket")
    assert in_region(url, region) == url


def test_us_east_1_is_where_the_host_without_a_region_is() -> None:
    for host in ("s3.amazonaws.com", "bucket.s3.amazonaws.com", "s3-external-1.amazonaws.com"):
        url = Url.split(f"https://{host}/bucket")
        assert in_region(url, "us-east-1") == url


@pytest.mark.parametrize(
    ("url", "bucket"),
    [
        ("s3.amazonaws.com/a/b", "s3.amazonaws.com/a"),
        ("s3.dualstack.us-east-1.amazonaws.com/a", "s3.dualstack.us-east-1.amazonaws.com/a"),
        ("a.s3.amazonaws.com/b/c", "a.s3.amazonaws.com"),
        ("s3-a.s3.us-east-1.amazonaws.com/b/c", "s3-a.s3.us-east-1.amazonaws.com"),
        ("a.s3-accelerate.amazonaws.com/b/c", "a.s3-accelerate.amazonaws.com"),
        ("127.0.0.1:9000/a/b", "127.0.0.1:9000/a"),
        ("127.0.0.1:9000/", "127.0.0.1:9000/"),
        ("s3.us-east-1.example.com/a/b", "s3.us-east-1.example.com/a"),
    ],
)
def test_what_a_region_is_remembered_for(url: str, bucket: str) -> None:
    assert bucket_of(Url.split(f"https://{url}")) == bucket


async def test_the_right_region_at_the_wrong_host() -> None:
    fake = Fake(ELSEWHERE)
    client = fake.client(region="eu-west-1")
    for _ in range(2):
        assert (await client.fetch("https://s3.amazonaws.com/bucket/key")).status == 200
    assert hosts(fake) == ["s3.amazonaws.com", *["s3.eu-west-1.amazonaws.com"] * 2]
    assert regions(fake) == ["eu-west-1"] * 3


async def test_the_wrong_region_at_the_right_host() -> None:
    fake = Fake(Answer(400, MALFORMED.format("eu-west-1")))
    client = fake.client(region="us-east-1")
    url = "https://ap-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/key"
    for _ in range(2):
        assert (await client.fetch(url)).status == 200
    assert len(set(hosts(fake))) == 1
    assert regions(fake) == ["us-east-1", "eu-west-1", "eu-west-1"]


async def test_the_answer_that_a_browser_kept_is_not_asked_for_again() -> None:
    for url, cache in (("http://127.0.0.1:9000/bucket/key", "no-store"), ("https://s3.amazonaws.com/bucket/key", None)):
        fake = Fake(ELSEWHERE)
        client = fake.client(service="s3", region="us-east-1")
        for options in ({}, {}, {"cache": "force-cache"}):
            assert (await client.fetch(url, **options)).status == 200
        assert [options.get("cache") for options in fake.options] == [None, "no-store", cache, "force-cache"]


async def test_where_nothing_would_change_nothing_is_tried() -> None:
    for url, region in (
        ("https://s3.eu-west-1.amazonaws.com/bucket", None),
        ("https://bucket.s3-accelerate.amazonaws.com/key", "eu-west-1"),
        ("http://127.0.0.1:9000/bucket", "eu-west-1"),
    ):
        fake = Fake(ELSEWHERE)
        assert (await fake.client(service="s3", region=region).fetch(url)).status == 301
        assert len(fake.requests) == 1


async def test_a_presigned_url_is_for_the_region_that_was_learnt() -> None:
    fake = Fake(ELSEWHERE)
    client = fake.client()
    url = "https://s3.amazonaws.com/bucket/key"
    presigned = await client.sign(url, aws={"sign_query": True})
    assert urlsplit(presigned.url).hostname == "s3.amazonaws.com"
    await client.fetch(url)
    presigned = await client.sign(url, aws={"sign_query": True})
    assert urlsplit(presigned.url).hostname == "s3.eu-west-1.amazonaws.com"
    assert "%2Feu-west-1%2Fs3%2F" in str(presigned.url)
    other = await client.sign("https://s3.amazonaws.com/other/key", aws={"sign_query": True})
    assert urlsplit(other.url).hostname == "s3.amazonaws.com"


async def test_a_region_is_not_kept_unless_it_helps() -> None:
    for answer, is_kept in (
        (Answer(200), True),
        (Answer(404), True),
        (Answer(403), True),
        (Answer(301), False),
        (Answer(400, MALFORMED.format("eu-west-3")), False),
        (Answer(400), False),
        (Answer(304), True),
        (Answer(300), False),
        (Answer(307), False),
        (Answer(399), False),
        (Answer(503), False),
        (Answer(400, "<Error><Code>RequestTimeout</Code></Error>"), False),
        (Answer(404, "<Error><Code>RequestTimeout</Code></Error>"), False),
    ):
        fake = Fake(ELSEWHERE, answer)
        client = fake.client(retries=0)
        assert (await client.fetch("https://s3.amazonaws.com/bucket/key")).status == answer.status
        await client.fetch("https://s3.amazonaws.com/bucket/key")
        assert regions(fake) == ["us-east-1", "eu-west-1", "eu-west-1" if is_kept else "us-east-1"], answer.status


async def test_a_bucket_that_moves_again_is_found_again() -> None:
    silent = [
        Answer(301),
        Answer(400, MALFORMED.format("")),
        Answer(307, "<Error><Code>TemporaryRedirect</Code></Error>"),
    ]
    for answer in silent:
        fake = Fake(ELSEWHERE, 200, Answer(301, x_amz_bucket_region="ap-south-1"), 200, answer)
        client = fake.client()
        for _ in range(4):
            assert (await client.fetch("https://s3.us-east-1.amazonaws.com/bucket/key")).status == 200
        # The last one does not say where: then the region in the URL is used.
        assert regions(fake) == ["us-east-1", *["eu-west-1"] * 2, *["ap-south-1"] * 2, "us-east-1", "us-east-1"]
        assert hosts(fake) == [f"s3.{region}.amazonaws.com" for region in regions(fake)]


async def test_the_clock_and_the_region_in_one_call() -> None:
    skewed = Answer(
        403, "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2015-08-31T13:36:00Z</ServerTime></Error>"
    )
    for answers in ((skewed, ELSEWHERE), (ELSEWHERE, skewed)):
        fake = Fake(*answers)
        client = fake.client()
        for _ in range(2):
            assert (await client.fetch("https://s3.amazonaws.com/bucket/key")).status == 200
        assert hosts(fake)[2:] == ["s3.eu-west-1.amazonaws.com"] * 2
        assert [request.headers["x-amz-date"] for request in fake.requests[2:]] == ["20150831T133600Z"] * 2
        assert len(fake.requests) == 4


async def test_a_body_that_cannot_be_sent_again_leaves_it_to_the_next_call() -> None:
    fake = Fake(ELSEWHERE, resendable=False)
    client = fake.client()
    url = "https://s3.amazonaws.com/bucket/key"
    assert (await client.fetch(url, method="PUT", body="a")).status == 301
    assert urlsplit((await client.sign(url)).url).hostname == "s3.amazonaws.com"
    assert (await client.fetch(url, method="PUT", body="a")).status == 200
    assert hosts(fake) == ["s3.amazonaws.com", "s3.eu-west-1.amazonaws.com"]
    assert urlsplit((await client.sign(url)).url).hostname == "s3.eu-west-1.amazonaws.com"
    assert not client._settings.memory.regions.told
    assert not client._settings.memory.offsets.told
    assert not client._settings.memory.offsets.proven


async def test_the_log_tells_what_is_corrected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "aws4web")
    skewed = Answer(
        403, "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2015-08-31T13:36:00Z</ServerTime></Error>"
    )
    unsure = Answer(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>")
    fake = Fake(skewed, ELSEWHERE, 200, unsure, Answer(301))
    client = fake.client()
    for _ in range(2):
        assert (await client.fetch("https://s3.amazonaws.com/bucket/key?secret")).status == 200
    first, moved = "GET https://s3.amazonaws.com/bucket/key", "GET https://s3.eu-west-1.amazonaws.com/bucket/key"
    told = [record.getMessage() for record in caplog.records if "attempt" not in record.getMessage()]
    assert [text for text in told if ": the " in text] == [
        f"{first}: the host's clock is +90000 s ahead",
        f"{first}: the bucket is in eu-west-1",
        f"{moved}: the host's clock is +0 s ahead",
        f"{moved}: the bucket is in the region that was asked for",
    ]
    assert "secret" not in caplog.text


async def test_an_object_whose_name_would_be_rewritten_is_refused_there_too() -> None:
    fake = Fake(ELSEWHERE)
    client = fake.client()
    await client.fetch("https://s3.amazonaws.com/bucket/key")
    with pytest.raises(ValueError, match="the request would reach another object"):
        await client.fetch("https://s3.amazonaws.com/bucket/a/%2E%2E/b")


async def test_only_s3_has_buckets() -> None:
    for url in ("https://dynamodb.us-east-1.amazonaws.com/", "http://127.0.0.1:9000/bucket"):
        fake = Fake(ELSEWHERE)
        client = fake.client(service="dynamodb", region="us-east-1")
        assert (await client.fetch(url)).status == 301
        assert regions(fake) == ["us-east-1"]


async def test_services_on_one_host_are_told_apart() -> None:
    fake = Fake(Answer(400, MALFORMED.format("eu-west-1")))
    client = fake.client(region="us-east-1")
    for service in ("s3", "dynamodb", "s3"):
        await client.fetch("http://127.0.0.1:9000/a", aws={"service": service})
    assert regions(fake) == ["us-east-1", "eu-west-1", "us-east-1", "eu-west-1"]


@pytest.mark.parametrize(
    ("given", "url", "region"),
    [
        ("fips-us-west-2", "https://dynamodb-fips.us-west-2.amazonaws.com/", "us-west-2"),
        ("us-gov-west-1-fips", "http://127.0.0.1/", "us-gov-west-1"),
        ("fips-aws-global", "https://shield.us-east-1.amazonaws.com/", "us-east-1"),
        ("aws-us-gov-global-fips", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1"),
        ("my-fips-region", "http://127.0.0.1/", "my-fips-region"),
        ("aws-global", "https://iam.amazonaws.com/", "us-east-1"),
        ("aws-cn-global", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1"),
        ("aws-us-gov-global", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1"),
        ("s3-external-1", "https://bucket.s3-external-1.amazonaws.com/", "us-east-1"),
        ("s3-external-1", "http://127.0.0.1/", "us-east-1"),
        ("us-global", "http://127.0.0.1/", "us-global"),
        ("auto", "http://127.0.0.1/", "auto"),
        (None, "https://fips-us-east-1.elasticmapreduce.amazonaws.com/", "us-east-1"),
        (None, "https://elasticmapreduce.us-gov-west-1-fips.amazonaws.com/", "us-gov-west-1"),
    ],
)
async def test_a_pseudo_region_is_signed_for_as_the_region_that_it_stands_for(
    given: str | None, url: str, region: str
) -> None:
    request = await Fake().client(service="x", region=given).sign(url)
    assert f"/20150830/{region}/x/" in request.headers["authorization"]


async def test_all_regions_together_are_none_where_the_host_says_nothing() -> None:
    for region in ("aws-global", "fips-aws-global", "aws-global-fips", "aws-iso-b-global"):
        with pytest.raises(UnknownEndpointError, match=r"cannot tell the AWS region of s3 from 127\.0\.0\.1"):
            await Fake().client(service="s3", region=region).sign("http://127.0.0.1/")


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", "accepts only SigV4A"),
        ("abc123.456def.endpoint.events.amazonaws.com", "accepts only SigV4A"),
        ("123456789012.cloudfront-kvs.global.api.aws", "accepts only SigV4A"),
        ("b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", "is an S3 Express directory bucket"),
        ("b--use1-az4--x-s3.s3express-fips-use1-az4.us-east-1.amazonaws.com", "is an S3 Express directory bucket"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"service": "s3"}, {"region": "us-east-1"}])
async def test_what_another_signature_is_needed_for_is_refused(host: str, words: str, options: dict[str, str]) -> None:
    fake = Fake()
    with pytest.raises(UnknownEndpointError, match=words) as caught:
        await fake.client(**options).fetch(f"https://{host}/key")
    assert str(caught.value).startswith(f"{host} {words}")
    assert not fake.requests
    request = await fake.client(service="s3", region="eu-west-1").sign(f"https://{host}/key")
    assert "/eu-west-1/s3/" in request.headers["authorization"], "whoever says both is believed"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {},
            "cannot tell the AWS service from 127.0.0.1: pass the options service and region, for example service='s3',"
            " region='us-east-1'",
        ),
        (
            {"service": "s3"},
            "cannot tell the AWS region of s3 from 127.0.0.1: pass the option region, for example region='us-east-1'",
        ),
    ],
)
async def test_what_a_host_does_not_tell_is_asked_for(options: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownEndpointError) as caught:
        await Fake().client(**options).fetch("http://127.0.0.1:9000/bucket")
    assert str(caught.value) == message
