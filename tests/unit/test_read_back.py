"""A presigned URL read back."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import boto3
import pytest
from botocore.config import Config

from aws4web import AwsV4Signer, Credentials, Presigned, presigned
from aws4web._platform import PLATFORM
from aws4web._sign import presigned as module
from tests.unit.support import KEYS, NOW, Fake

URL = "https://b.s3.eu-west-1.amazonaws.com/a%20b.txt"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PLATFORM", PLATFORM._replace(now=lambda: NOW + 10))


async def test_what_we_sign() -> None:
    client = Fake().client(session_token="secret token".replace(" ", "+"))
    parts = presigned(await client.presign(URL, "PUT", expires=60, headers={"x-amz-acl": "private"}))
    assert parts == Presigned(
        host="b.s3.eu-west-1.amazonaws.com",
        path="/a%20b.txt",
        bucket="b",
        key="a b.txt",
        algorithm="AWS4-HMAC-SHA256",
        access_key_id="AKIDEXAMPLE",
        date="20150830",
        region="eu-west-1",
        service="s3",
        signed_headers=("host", "x-amz-acl"),
        signed_at=datetime.fromtimestamp(NOW, UTC),
        expires=60,
        has_session_token=True,
    )
    assert parts.expires_at == datetime.fromtimestamp(NOW + 60, UTC)
    assert (parts.seconds_left, parts.problems) == (50, [])
    assert "secret" not in repr(parts)
    parts = presigned(await client.presign("https://lambda.us-east-1.amazonaws.com/a"))
    assert (parts.service, parts.bucket, parts.key, parts.expires, parts.seconds_left) == (
        "lambda",
        None,
        None,
        None,
        None,
    )


def test_what_botocore_signs() -> None:
    random = Random(4)
    clients: dict[str, Any] = {}
    for style in ("path", "virtual"):
        config = Config(signature_version="s3v4", s3={"addressing_style": style}, region_name="eu-west-1")
        clients[style] = boto3.client("s3", config=config, aws_access_key_id="AKID", aws_secret_access_key="b")
    for _ in range(300):
        style = random.choice(("path", "virtual"))
        key = "".join(random.choices("abc /é😀%+&?#~", k=random.randint(1, 9))).strip("/ ") or "a"
        expires = random.choice((1, 3600, 604800))
        url = clients[style].generate_presigned_url("get_object", {"Bucket": "my-bucket", "Key": key}, expires)
        parts = presigned(url)
        assert (parts.bucket, parts.key, parts.access_key_id, parts.region) == (
            "my-bucket",
            key,
            "AKID",
            "eu-west-1",
        ), url
        assert (parts.expires, parts.signed_headers, parts.has_session_token) == (expires, ("host",), False)
        assert abs(parts.signed_at - datetime.now(UTC)) < timedelta(minutes=1)


def url_with(**changed: str | None) -> str:
    values: dict[str, str | None] = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": "AKID/20150830/us-east-1/s3/aws4_request",
        "X-Amz-Date": "20150830T123600Z",
        "X-Amz-Expires": "60",
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Signature": "00",
    }
    values |= {f"X-Amz-{name}": value for name, value in changed.items()}
    return URL + "?" + "&".join(f"{name}={quote(value, '')}" for name, value in values.items() if value is not None)


# What stands before the host of a store; botocore's own ones are above.
_NAMED = """\
b.s3-us-west-2.amazonaws.com/a/b = b a/b
s3-us-west-2.amazonaws.com/bk/a/b = bk a/b
b.s3.us-east-1.amazonaws.com./a = b a
b.s3.us-east-1.amazonaws.com:444/a = b a
s3.eu-west-1.s3.us-east-1.amazonaws.com/a = s3.eu-west-1 a
b.s3-accelerate.amazonaws.com/a/b = b a/b
b.s3-accelerate.dualstack.amazonaws.com/a/b = b a/b
b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com/a/b = b--use1-az4--x-s3 a/b
ap-123456789012.s3-accesspoint.us-east-1.amazonaws.com/a/b = ap-123456789012 a/b
ap-123456789012.s3-object-lambda.us-east-1.amazonaws.com/a/b = ap-123456789012 a/b
id.mrap.accesspoint.s3-global.amazonaws.com/a = id.mrap a
my.b.bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com/a/b = my.b a/b
bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com/bk/a/b = bk a/b
ap-123456789012.accesspoint.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com/a = ap-123456789012 a
b.nyc3.digitaloceanspaces.com/a/b = b a/b
b.nyc3.cdn.digitaloceanspaces.com/a/b = b a/b
nyc3.digitaloceanspaces.com/bk/a/b = bk a/b
0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/bk/a/b = bk a/b
bk.0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com/a/b = bk a/b
0123456789abcdef0123456789abcdef.s3.us-east-1.amazonaws.com/a = 0123456789abcdef0123456789abcdef a
b.s3.eu-central-003.backblazeb2.com/a/b = b a/b
b.storage.googleapis.com/a/b = b a/b
storage.googleapis.com/bk/a/b = bk a/b
b.t3.storage.dev/a = b a
fly.storage.tigris.dev/bk/a = bk a
fly.nyc3.digitaloceanspaces.com/a = fly a
s3.private.us-south.cloud-object-storage.appdomain.cloud/bk/a = bk a
abcdefghijklmnopqrst.supabase.co/storage/v1/s3/bk/a/b = bk a/b
s3.us-east-1.amazonaws.com/storage/v1/s3/a = storage v1/s3/a
mytenancy.compat.objectstorage.us-ashburn-1.oraclecloud.com/bk/a = bk a
x1y2.la12.idrivee2-5.com/bk/a = bk a
b.s3.us-east-1.localhost.localstack.cloud:4566/a/b = b a/b
localhost:9000/bk/a/b = bk a/b
[::1]:9000/bk/a = bk a
"""


@pytest.mark.parametrize("line", _NAMED.splitlines())
def test_which_object_a_host_names(line: str) -> None:
    place, _, named = line.partition(" = ")
    parts = presigned(url_with().replace(URL, f"https://{place}"))
    assert f"{parts.bucket} {parts.key}" == named


@pytest.mark.parametrize("service", ["s3tables", "s3vectors", "lambda"])
def test_a_service_without_objects(service: str) -> None:
    parts = presigned(url_with(Credential=f"AKID/20150830/us-east-1/{service}/aws4_request"))
    assert (parts.bucket, parts.key) == (None, None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Expires": "5"}, "it expired at 2015-08-30 12:36:05 UTC, 5 s ago"),
        ({"Expires": "604801"}, "X-Amz-Expires must be 1 to 604800 seconds"),
        ({"Expires": "0"}, "X-Amz-Expires must be 1 to 604800 seconds"),
        ({"Date": "20150830T130000Z"}, "which is to come: a clock is wrong"),
        ({"Date": "20150831T000000Z"}, "says the date 20150830, and X-Amz-Date another"),
        ({"SignedHeaders": "date"}, "host is not among the signed headers"),
    ],
)
def test_problems(changed: dict[str, str], said: str) -> None:
    assert any(said in each for each in presigned(url_with(**changed)).problems)
    assert presigned(url_with()).problems == []


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        (URL, ValueError, "is not presigned: its query has no X-Amz-Signature"),
        (url_with(Date=None), ValueError, "not presigned as a whole: its query has no X-Amz-Date"),
        (url_with(Date="now"), ValueError, "X-Amz-Date must be as 20150830T123600Z"),
        (url_with(Date="2015830T123600Z"), ValueError, "X-Amz-Date must be as 20150830T123600Z"),
        (url_with(Date="20150830t123600z"), ValueError, "X-Amz-Date must be as 20150830T123600Z"),
        (url_with(Date="99991231T235959Z"), ValueError, "X-Amz-Date must be as 20150830T123600Z"),
        (url_with(Credential="AKID/s3"), ValueError, "X-Amz-Credential must be <access key ID>/"),
        (url_with(Expires="soon"), ValueError, "X-Amz-Expires must be a number"),
        (url_with(Expires="9" * 5000), ValueError, "X-Amz-Expires must be a number"),
        ("nonsense", ValueError, "is not an absolute URL"),
        (None, TypeError, "url"),
    ],
)
def test_what_is_no_presigned_url(url: Any, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said) as caught:
        presigned(url)
    assert "X-Amz-Signature=" not in str(caught.value)


def test_sigv4a() -> None:
    algorithm = "AWS4-ECDSA-P256-SHA256"
    url = url_with(Credential="AKID/20150830/s3/aws4_request", Algorithm=algorithm) + "&X-Amz-Region-Set=%2A"
    parts = presigned(url)
    assert (parts.algorithm, parts.region, parts.service) == (algorithm, "*", "s3")


def test_keys_stay_out_of_it() -> None:
    assert KEYS["secret_access_key"] not in repr(presigned(url_with()))


async def test_what_is_presigned_already() -> None:
    """Whoever signs it again is told: AWS takes one signature."""
    client = Fake().client()
    url = url_with(Expires="5")
    with pytest.warns(UserWarning, match="its signature, which expired at 2015-08-30 12:36:05 UTC, is replaced"):
        await client.sign(url)
    with pytest.warns(UserWarning, match="is presigned already: its signature is replaced") as caught:
        AwsV4Signer(url=url_with(), **KEYS)
    assert "X-Amz" not in str(caught[0].message)
    await client.fetch(url)
    await client.sign(URL + "?a=X-Amz-Signature")
    await client.sign(url_with(Date="99991231T235959Z"))


def test_a_url_that_outlives_its_credentials() -> None:
    credentials = Credentials("a", "b", "c", expires_at=NOW + 100)
    options: Any = {"url": URL, "credentials": credentials, "datetime": NOW, "sign_query": True}
    with pytest.warns(UserWarning, match="to be valid until .* but the credentials that it is signed with end at"):
        AwsV4Signer(**options, expires=101)
    AwsV4Signer(**{**options, "credentials": Credentials("a", "b", "c", expires_at=NOW + 100)}, expires=100)
