"""Forms that upload an object: as botocore makes them, as AWS documents them, and what is refused."""

import json
import random
from base64 import b64decode
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from botocore.config import Config

from aws4web import AwsClient, Credentials, UnknownEndpointError
from aws4web.s3 import Bucket, PostForm, presign_post
from tests.botocore_sessions import session
from tests.hunt import Hunt
from tests.unit.support import KEYS, NOW, Answer, Fake

TOKEN = "IQoJb3JpZ2luX2VjE+s3cr3t/token=="
REGIONS = ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1")


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore's clock shows the time of `Fake`."""
    for module in ("signers", "auth"):
        monkeypatch.setattr(f"botocore.{module}.get_current_datetime", lambda: datetime.fromtimestamp(NOW, UTC))


@cache
def theirs(region: str, token: str | None, endpoint: str | None = None, style: str = "virtual") -> Any:
    """botocore's client."""
    return session().create_client(
        *("s3", region),
        endpoint_url=endpoint,
        aws_access_key_id=KEYS["access_key_id"],
        aws_secret_access_key=KEYS["secret_access_key"],
        aws_session_token=token,
        config=Config(
            signature_version="s3v4", s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"}
        ),
    )


class Draw:
    """Forms by chance, which keep their own conditions."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def text(self) -> str:
        return "".join(self.chance.choices("ab/ +%&=<>\"'\\é日😀\t$-._~", k=self.chance.randint(0, 12)))

    def key(self) -> str:
        key = self.text().replace("/.", "/").strip(".") or "k"
        return key + self.chance.choice(("", "", "/${filename}", "${filename}"))

    def form(self) -> tuple[dict[str, str], list[Any]]:
        fields: dict[str, str] = {}
        conditions: list[Any] = []
        names = ["acl", "Content-Type", "Cache-Control", "success_action_redirect", "success_action_status"]
        names += ["x-amz-meta-a", "X-Amz-Meta-Ü", "x-amz-server-side-encryption", "Content-Disposition", "tagging"]
        for name in self.chance.sample(names, k=self.chance.randint(0, 6)):
            value = fields[name] = self.text()
            if self.chance.random() < 0.1:
                del fields[name]  # the page fills it in
            begins = value[: self.chance.randint(0, len(value))] if name != "Content-Type" else ""
            conditions.append(
                self.chance.choice(({name: value}, ["eq", f"${name}", value], ["starts-with", f"${name}", begins]))
            )
        if self.chance.random() < 0.5:
            least = self.chance.randint(0, 10**6)
            conditions.append(["content-length-range", least, least + self.chance.randint(0, 10**10)])
        if self.chance.random() < 0.2:
            conditions.append(["starts-with", "$key", ""])
        if self.chance.random() < 0.2:
            fields["x-ignore-me"] = self.text()
        self.chance.shuffle(conditions)
        return fields, conditions


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("region", REGIONS)
async def test_as_botocore(region: str) -> None:
    draw = Draw(REGIONS.index(region))
    for number in range(100):
        token, endpoint = draw.chance.choice((None, TOKEN)), draw.chance.choice((None, None, "http://localhost:9000"))
        style = "path" if endpoint else draw.chance.choice(("virtual", "path"))
        (fields, conditions), key, expires = draw.form(), draw.key(), draw.chance.randint(1, 604800)
        client = theirs(region, token, endpoint, style)
        expected = client.generate_presigned_post("my-bucket", key, {**fields}, [*conditions], expires)
        aws = Fake().client(session_token=token, region=region)
        bucket = Bucket(aws, "my-bucket", endpoint_url=endpoint, addressing_style=style)
        made = await bucket.presign_post(key, fields=fields, conditions=conditions, expires=expires)
        assert [*made.fields.items()] == [*expected["fields"].items()], (number, fields, conditions)
        assert made.url == expected["url"]
        assert made == await presign_post(
            aws, expected["url"], key, fields=fields, conditions=conditions, expires=expires
        )


async def test_the_example_of_aws() -> None:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html: its policy has line breaks.
    policy = (
        "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJz"
        "aWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJw"
        "dWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6"
        "b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2Uv"
        "Il0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRp"
        "b24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRl"
        "bnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXot"
        "YWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9"
    )
    expected = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"
    keys = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    fake = Fake()
    fake.time = datetime(2015, 12, 29, tzinfo=UTC).timestamp()
    aws = AwsClient(credentials=keys)
    platform = fake.platform()
    aws._settings = aws._settings._replace(platform=platform)  # pyright: ignore[reportPrivateUsage]
    theirs: Any = json.loads(b64decode(policy))
    assert theirs["conditions"][0] == {"bucket": "sigv4examplebucket"}
    fields = {"acl": "public-read", "success_action_redirect": theirs["conditions"][3]["success_action_redirect"]}
    fields |= {"x-amz-meta-uuid": "14365123651274", "x-amz-server-side-encryption": "AES256"}
    url = "https://sigv4examplebucket.s3.amazonaws.com/"
    made = await presign_post(
        aws, url, "user/user1/${filename}", fields=fields, conditions=theirs["conditions"][:8], expires=36 * 3600
    )
    ours: Any = json.loads(b64decode(made.fields["policy"]))
    assert ours["expiration"] == "2015-12-30T12:00:00Z"
    assert [each for each in theirs["conditions"] if each not in ours["conditions"]] == []
    assert (made.url, made.fields["x-amz-credential"]) == (url, theirs["conditions"][8]["x-amz-credential"])
    # The signature, of the very text of the example.
    key = await platform.crypto.signing_key(keys, "20151229", "us-east-1", "s3", "aws4_request")
    assert await platform.crypto.hmac(key, policy) == expected
    assert await platform.crypto.hmac(key, made.fields["policy"]) == made.fields["x-amz-signature"]


CONTRADICTIONS: dict[str, dict[str, Any]] = {
    "no condition": {"fields": {"acl": "private"}},
    "another value": {"fields": {"acl": "private"}, "conditions": [{"acl": "public-read"}]},
    "another value, in other letters": {"fields": {"ACL": "private"}, "conditions": [["eq", "$acl", "public-read"]]},
    "another beginning": {"fields": {"x-amz-meta-a": "b"}, "conditions": [["starts-with", "$x-amz-meta-a", "bc"]]},
    "a list of types": {
        "fields": {"Content-Type": "image/png,text/html"},
        "conditions": [["starts-with", "$Content-Type", "image/"]],
    },
    "two conditions": {"conditions": [{"acl": "private"}, {"acl": "public-read"}]},
    "two beginnings": {"conditions": [["starts-with", "$acl", "a"], ["starts-with", "$acl", "b"]]},
    "a beginning and a value": {"conditions": [["starts-with", "$acl", "ab"], {"acl": "a"}]},
    "another key": {"conditions": [{"key": "b"}]},
    "another beginning of the key": {"key": "a/${filename}", "conditions": [["starts-with", "$key", "b/"]]},
    "a key that the name cannot complete": {"key": "a/${filename}", "conditions": [{"key": "b"}]},
    "another bucket": {"conditions": [{"bucket": "another"}]},
    "a field of another bucket": {"fields": {"bucket": "another"}},
    "a name in the middle": {"key": "a/${filename}.txt"},
    "a name that is compared": {
        "fields": {"x-amz-meta-a": "${filename}"},
        "conditions": [{"x-amz-meta-a": "${filename}"}],
    },
    "no size": {"conditions": [["content-length-range", 5, 4]]},
    "a negative size": {"conditions": [["content-length-range", -1, 4]]},
    "two sizes": {"conditions": [["content-length-range", 1, 4], ["content-length-range", 5, 9]]},
    "two names": {"conditions": [{"acl": "private", "a": "b"}]},
    "no dollar": {"conditions": [["eq", "acl", "private"]]},
    "an unknown kind": {"conditions": [["ends-with", "$acl", "e"]]},
    "the signature": {"fields": {"x-amz-signature": "a"}, "conditions": [{"x-amz-signature": "a"}]},
    "the date": {"conditions": [{"X-Amz-Date": "20150830T123600Z"}]},
    "the key as a field": {"fields": {"key": "a"}},
    "too long": {"expires": 604801},
    "no time": {"expires": 0},
    "no key": {"key": ""},
    "dots": {"key": "a/../b"},
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
async def test_what_contradicts_itself(name: str) -> None:
    options = {"key": "a", **CONTRADICTIONS[name]}
    with pytest.raises(ValueError, match=r".") as caught:
        await Bucket(Fake().client(), "my-bucket").presign_post(**options)
    assert type(caught.value) is ValueError


@pytest.mark.parametrize(
    "options",
    [
        {"fields": [("acl", "private")]},
        {"fields": {"acl": 1}},
        {"fields": {1: "a"}},
        {"conditions": {"acl": "private"}},
        {"conditions": "acl"},
        {"conditions": 5},
        {"conditions": ["acl"]},
        {"conditions": [["eq", "$acl"]]},
        {"conditions": [{"acl": None}]},
        {"conditions": [["content-length-range", "1", 2]]},
        {"conditions": [["content-length-range", True, 2]]},
        {"key": 5},
    ],
)
async def test_what_is_of_another_type(options: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        await Bucket(Fake().client(), "my-bucket").presign_post(**({"key": "a"} | options))


async def test_what_agrees() -> None:
    bucket = Bucket(Fake().client(), "my-bucket")
    for options in (
        {"fields": {"bucket": "my-bucket", "x-ignore-a": "b"}},
        {"fields": {"x-amz-meta-a": "n/${filename}"}, "conditions": [["starts-with", "$x-amz-meta-a", "n/pic"]]},
        {"conditions": ({"key": "a/b"},), "key": "a/${filename}"},
        {"fields": {"Content-Type": "a/b,a/c"}, "conditions": [["eq", "$content-type", "a/b,a/c"]]},
        {"conditions": [["content-length-range", 4, 4], ["content-length-range", 0, 4]]},
        {"fields": {"acl": ""}, "conditions": [["starts-with", "$acl", ""], {"acl": ""}]},
        {"fields": None},
    ):
        assert await bucket.presign_post(**({"key": "a"} | options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("https://minio.example/", ValueError),
        ("https://minio.example/bucket/key", ValueError),
        ("https://bucket.s3.eu-west-1.amazonaws.com/key", ValueError),
        ("https://dynamodb.eu-west-1.amazonaws.com/", ValueError),
        ("https://bucket.s3.eu-west-1.amazonaws.com/?acl", ValueError),
        ("https://name-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/", ValueError),
        ("https://name-123456789012.accesspoint.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com/", ValueError),
        ("https://my-bucket.nyc3.digitaloceanspaces.com/key", ValueError),
        ("ftp://bucket.s3.eu-west-1.amazonaws.com/", ValueError),
        ("https://minio.example/bucket", UnknownEndpointError),
        (None, TypeError),
    ],
)
async def test_what_is_not_the_url_of_a_bucket(url: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        await presign_post(Fake().client(), url, "a")


@pytest.mark.parametrize(
    ("url", "name", "region"),
    [
        ("https://b.s3.eu-west-1.amazonaws.com", "b", "eu-west-1"),
        ("https://my.s3.bucket.s3.dualstack.eu-west-1.amazonaws.com/", "my.s3.bucket", "eu-west-1"),
        ("https://s3.eu-west-1.amazonaws.com/my.bucket/", "my.bucket", "eu-west-1"),
        ("https://b.s3.amazonaws.com/", "b", "us-east-1"),
        ("https://b.s3.cn-north-1.amazonaws.com.cn/", "b", "cn-north-1"),
        ("https://b.bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com/", "b", "eu-west-1"),
        ("https://bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com/my.bucket", "my.bucket", "eu-west-1"),
        ("https://my-bucket.nyc3.digitaloceanspaces.com/", "my-bucket", "nyc3"),
    ],
)
async def test_what_a_url_says(url: str, name: str, region: str) -> None:
    made = await presign_post(Fake().client(), url, "a")
    policy: Any = json.loads(b64decode(made.fields["policy"]))
    assert policy["conditions"][0] == {"bucket": name}
    assert made.fields["x-amz-credential"].split("/")[2:4] == [region, "s3"]


async def test_the_client_decides() -> None:
    aws = Fake().client(endpoint_url="http://localhost:4566", region="eu-west-1")
    assert (await Bucket(aws, "b-1").presign_post("a")).url == "http://localhost:4566/b-1"
    fake = Fake(Answer(301, x_amz_bucket_region="eu-west-3"))
    bucket = Bucket(fake.client(), "b-1", region="eu-west-1")
    await bucket.get("a")
    made = await bucket.presign_post("a")
    assert (made.url, made.fields["x-amz-credential"][-25:]) == (
        "https://b-1.s3.eu-west-3.amazonaws.com/",
        "/eu-west-3/s3/aws4_request"[-25:],
    )
    with pytest.raises(ValueError, match="unsigned"):
        await Bucket(AwsClient(unsigned=True), "b-1").presign_post("a")
    with pytest.raises(TypeError, match="AwsClient"):
        await presign_post("aws", "https://b.s3.amazonaws.com/", "a")  # type: ignore[arg-type]


async def test_credentials_that_end() -> None:
    given = [{"access_key_id": "ASIA", "secret_access_key": "b", "session_token": TOKEN, "expires_at": NOW + 700}]
    fake = Fake()
    options: Any = {"access_key_id": None, "secret_access_key": None, "credentials": lambda: given[0]}
    bucket = Bucket(fake.client(**options), "b-1")
    made = await bucket.presign_post("a", expires=600)
    assert (made.fields["x-amz-security-token"], made.fields["x-amz-credential"][:5]) == (TOKEN, "ASIA/")
    with pytest.warns(UserWarning, match="pass a shorter expires"):
        await bucket.presign_post("a", expires=3600)


async def test_no_error_shows_a_secret() -> None:
    hunt = Hunt(TOKEN, KEYS["secret_access_key"])
    aws = Fake().client(session_token=TOKEN)
    bucket = Bucket(aws, "my-bucket")
    works = [bucket.presign_post(**{"key": "a", **options}) for options in CONTRADICTIONS.values()]
    for url in (f"https://b.s3.amazonaws.com/?X-Amz-Signature={TOKEN}", f"ftp://b?{TOKEN}", f"https://b#{TOKEN}"):
        works.append(presign_post(aws, url, "a"))
    for work in works:
        with pytest.raises(ValueError, match=r".") as caught:
            await work
        hunt.error("an error", caught.value)
    assert hunt.looked > len(works)
    assert hunt.found == []


async def test_it_shows_no_secret() -> None:
    made = await Bucket(Fake().client(session_token=TOKEN), "b-1").presign_post("a")
    assert repr(made) == "<PostForm https://b-1.s3.us-east-1.amazonaws.com/>"
    assert isinstance(made, PostForm)


def test_it_waits_for_nothing() -> None:
    work = Bucket(Fake().client(), "b-1").presign_post("a")
    with pytest.raises(StopIteration):
        work.send(None)
