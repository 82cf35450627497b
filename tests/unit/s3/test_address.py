"""Where buckets are, as botocore has it, and keys as URLs."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from botocore.config import Config

from aws4web import AwsClient
from aws4web.s3 import Bucket
from aws4web.s3._address import address_of
from tests.botocore_sessions import session
from tests.unit.support import KEYS, Fake

NAMES = ("my-bucket", "my.bucket", "b23", "1bucket", "a" * 63)
REGIONS = ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1")


def theirs(name: str, region: str, style: str, endpoint_url: str | None) -> str:
    """The URL of a key, by botocore."""
    config = Config(s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"})
    client: Any = session().create_client(
        *("s3", region), aws_access_key_id="a", aws_secret_access_key="b", endpoint_url=endpoint_url, config=config
    )
    seen: list[str] = []
    client.meta.events.register("before-send.s3", lambda request, **_: seen.append(request.url) or _answer())
    client.get_object(Bucket=name, Key="key")
    return seen[0]


def _answer() -> Any:
    from botocore.awsrequest import AWSResponse

    class Raw:
        def stream(self) -> Any:
            return iter([b""])

        def read(self, *_: Any) -> bytes:
            return b""

    return AWSResponse("https://a/", 200, {}, Raw())


@pytest.mark.parametrize("style", ["auto", "path", "virtual"])
@pytest.mark.parametrize(
    "endpoint_url", [None, "http://localhost:9000", "https://minio.example", "https://r2.example/base"]
)
@pytest.mark.parametrize("region", REGIONS)
def test_as_botocore(style: str, endpoint_url: str | None, region: str) -> None:
    from aws4web._platform import PLATFORM
    from aws4web._url import read_endpoint

    for name in NAMES:
        if style == "virtual" and "." in name:
            continue  # the caller's wish is done here, while botocore overrides it
        if style == "virtual" and endpoint_url and ("localhost" in endpoint_url):
            continue
        endpoint = read_endpoint(endpoint_url, PLATFORM.transport.normalize_url)
        assert address_of(name, region, endpoint, style).url("key") == theirs(name, region, style, endpoint_url), name


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-north-1"])
def test_access_points(region: str) -> None:
    partition = "aws-cn" if region.startswith("cn-") else "aws"
    arn = f"arn:{partition}:s3:{region}:123456789012:accesspoint/my-point"
    assert address_of(arn, "us-east-1", None, "auto").url("key") == theirs(arn, region, "auto", None)


@pytest.mark.parametrize(
    "key", ["a", "a b+c%d&e=f?g#h", "é/日本/😀", "//", "/", "a/...", "\t\n\r", " ", "x" * 1024, "%2e%2e/", "a/.b/..c"]
)
def test_keys(key: str) -> None:
    url = address_of("my-bucket", "eu-west-1", None, "auto").url(key)
    parts = urlsplit(url)
    assert (parts.query, parts.fragment) == ("", "")
    assert unquote(parts.path[1:]) == key
    assert url.isascii()
    assert url.isprintable()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "1 to 1024 bytes"),
        ("é" * 513, "1 to 1024 bytes"),
        ("..", "segment"),
        ("a/../b", "segment"),
        ("./a", "segment"),
        ("a/.", "segment"),
        ("\ud800", "UTF-8"),
        (5, "must be a str"),
        (None, "must be a str"),
        (b"a", "must be a str"),
    ],
)
async def test_what_is_no_key(key: Any, words: str) -> None:
    bucket = Bucket(AwsClient(**KEYS), "my-bucket")
    with pytest.raises((TypeError, ValueError), match=words):
        bucket.url(key)
    for method in (bucket.get, bucket.head, bucket.presign):
        with pytest.raises((TypeError, ValueError), match=words):
            await method(key)
    with pytest.raises((TypeError, ValueError), match=words):
        await bucket.put(key, b"")
    for keys in ([f"\x01/{key}"], key) if words == "segment" else ([key],):  # others can make it, and XML can hold it
        with pytest.raises((TypeError, ValueError), match=words):
            await bucket.delete(keys)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": ""}, "name must be"),
        ({"name": "a/b"}, "name must be"),
        ({"name": "a?b"}, "name must be"),
        ({"name": "evil.example/"}, "name must be"),
        ({"name": "a@evil.example"}, "name must be"),
        ({"name": "."}, "name must be"),
        ({"name": ".."}, "name must be"),
        ({"name": 5}, "name must be"),
        ({"name": "arn:aws:s3:::bucket"}, "ARN of an access point"),
        ({"name": "my-bucket--use1-az4--x-s3"}, "S3 Express directory bucket"),
        ({"name": "arn:aws:s3:evil.example/:123456789012:accesspoint/abc"}, "ARN of an access point"),
        ({"addressing_style": "host"}, "addressing_style must be"),
        ({"region": "evil.example/"}, "region must be"),
        ({"endpoint_url": "ftp://a"}, "endpoint_url"),
        ({"endpoint_url": "https://a?b"}, "endpoint_url"),
        ({"aws": None}, "aws must be an AwsClient"),
    ],
)
def test_bad_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        Bucket(**{"aws": AwsClient(**KEYS), "name": "my-bucket", **options})


@pytest.mark.parametrize(
    ("endpoint_url", "region"),
    [
        ("https://0123456789abcdef.r2.cloudflarestorage.com", "auto"),
        ("https://s3.us-west-004.backblazeb2.com", "us-west-004"),
        ("https://s3.eu-central-2.wasabisys.com", "eu-central-2"),
        ("https://s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("https://minio.example:9000", "us-east-1"),
    ],
)
async def test_the_host_of_an_endpoint_tells_the_region(endpoint_url: str, region: str) -> None:
    fake = Fake()
    for bucket in (
        Bucket(fake.client(), "my-bucket", endpoint_url=endpoint_url),
        Bucket(fake.client(endpoint_url=endpoint_url), "my-bucket"),
        Bucket(fake.client(endpoint_url=endpoint_url, region=region), "my-bucket"),
    ):
        url = f"{endpoint_url}/my-bucket/a%20b"
        assert bucket.url("a b") == url
        presigned = await bucket.presign("a b")
        assert presigned.startswith(f"{url}?")
        assert f"%2F{region}%2Fs3%2F" in presigned
        assert f"/{region}/s3/" in (await bucket.presign_post("a")).fields["x-amz-credential"]
        await bucket.put("a b", b"")
        assert f"/{region}/s3/" in fake.requests[-1].headers["authorization"]
    other = Bucket(fake.client(region="eu-west-3"), "my-bucket", endpoint_url=endpoint_url)
    assert "%2Feu-west-3%2Fs3%2F" in await other.presign("a")
    named = Bucket(fake.client(endpoint_url=endpoint_url), "my-bucket", addressing_style="virtual")
    assert named.url("a") == f"{endpoint_url.replace('//', '//my-bucket.')}/a"


async def test_a_bucket_is_made_where_its_endpoint_is() -> None:
    for endpoint_url, constraint in (
        ("https://s3.eu-west-1.amazonaws.com", b"<LocationConstraint>eu-west-1<"),
        ("https://storage.googleapis.com", b""),
        ("https://minio.example", b""),
    ):
        fake = Fake()
        await Bucket(fake.client(), "my-bucket", endpoint_url=endpoint_url).create()
        sent = fake.requests[0].body or b""
        assert constraint in sent
        assert bool(sent) == bool(constraint)
