"""Credentials in every spelling that AWS and its libraries hand out, and what is refused."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from aws4web import AwsClient, AwsV4Signer, Credentials
from aws4web._renewal.reading import read_credentials
from tests.unit.support import Fake

END = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "IQoJb3JpZ2luX2VjE"

SPELLINGS: dict[str, dict[str, Any]] = {
    "aws4fetch": {"accessKeyId": KEY, "secretAccessKey": SECRET, "sessionToken": TOKEN, "expiration": END},
    "snake case": {"access_key_id": KEY, "secret_access_key": SECRET, "session_token": TOKEN, "expires_at": END},
    "STS": {
        "AccessKeyId": KEY,
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
        "Expiration": "2026-01-01T12:00:00Z",
    },
    "the container endpoint": {
        "RoleArn": "arn:aws:iam::123456789012:role/a",
        "AccessKeyId": KEY,
        "SecretAccessKey": SECRET,
        "Token": TOKEN,
        "Expiration": "2026-01-01T12:00:00Z",
    },
    "credential_process": {
        "Version": 1,
        "AccessKeyId": KEY,
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
        "Expiration": "2026-01-01T14:00:00+02:00",
    },
    "Cognito": {
        "IdentityId": "eu-west-1:1",
        "Credentials": {
            "AccessKeyId": KEY,
            "SecretKey": SECRET,
            "SessionToken": TOKEN,
            "Expiration": END.timestamp(),
        },
    },
    "boto3's assume_role": {
        "Credentials": {"AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": TOKEN, "Expiration": END},
        "AssumedRoleUser": {},
        "ResponseMetadata": {},
    },
    "Amplify": {
        "credentials": {"accessKeyId": KEY, "secretAccessKey": SECRET, "sessionToken": TOKEN, "expiration": END},
        "identityId": "eu-west-1:1",
        "tokens": {},
    },
    "obstore": {"access_key_id": KEY, "secret_access_key": SECRET, "token": TOKEN, "expires_at": END},
    "a profile": {
        "aws_access_key_id": KEY,
        "aws_secret_access_key": SECRET,
        "aws_session_token": TOKEN,
        "expiry_time": "2026-01-01T12:00:00+00:00",
    },
    "the environment": {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_CREDENTIAL_EXPIRATION": "2026-01-01T12:00:00Z",
    },
    "an absent token of its twin": {
        "accessKeyId": KEY,
        "secretAccessKey": SECRET,
        "token": None,
        "sessionToken": TOKEN,
        "expiration": "2026-01-01T12:00:00.000",
    },
}


@pytest.mark.parametrize("given", SPELLINGS.values(), ids=SPELLINGS)
def test_spellings(given: dict[str, Any]) -> None:
    read = read_credentials(given)
    assert (read.access_key_id, read.secret_access_key, read.session_token) == (KEY, SECRET, TOKEN)
    assert read.expires_at == END


@pytest.mark.parametrize("given", SPELLINGS.values(), ids=SPELLINGS)
async def test_every_place_takes_them(given: dict[str, Any]) -> None:
    """The client, aws={…} and the signer; itself, as Credentials, and from plain and async functions."""

    endless = _without_end(given)

    async def provide() -> Any:
        return endless

    url, fake = "https://sqs.us-east-1.amazonaws.com/", Fake()
    read = read_credentials(endless)
    for value in (endless, read, provide, lambda: endless, lambda: read):
        signed = [
            (await AwsClient(credentials=value).sign(url)).headers,
            (await fake.client().sign(url, aws={"credentials": value})).headers,
            (await AwsV4Signer(url=url, credentials=value).sign()).headers,
        ]
        for headers in signed:
            assert headers["authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/")
            assert headers["x-amz-security-token"] == TOKEN


def _without_end(given: dict[str, Any]) -> dict[str, Any]:
    """A function's credentials must not be over."""
    kept = {name: value for name, value in given.items() if "expir" not in name.lower()}
    return {name: _without_end(value) if isinstance(value, dict) else value for name, value in kept.items()}


MOMENTS = [
    (END, END),
    (END.astimezone(timezone(timedelta(hours=9))), END),
    ("2026-01-01T12:00:00Z", END),
    ("2026-01-01T12:00:00.123Z", END + timedelta(milliseconds=123)),
    ("2026-01-01T12:00:00", END),
    ("20260101T120000Z", END),
    (" 2026-01-01T12:00:00Z\n", END),
    (END.timestamp(), END),
    (int(END.timestamp()), END),
    (SimpleNamespace(getTime=lambda: END.timestamp() * 1000), END),
    (None, None),
]


@pytest.mark.parametrize(("moment", "end"), MOMENTS)
def test_times(moment: Any, end: datetime | None) -> None:
    assert Credentials(KEY, SECRET, expires_at=moment).expires_at == end


@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        ("soon", ValueError),
        ("9999-12-31T23:59:59-23:59", ValueError),
        ("0001-01-01T00:00:00+14:00", ValueError),
        ("0001-01-01T00:00:00Z", ValueError),
        (datetime.min.replace(tzinfo=UTC), ValueError),
        ("", ValueError),
        (END.timestamp() * 1000, ValueError),
        (-1, ValueError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (END.replace(tzinfo=None), ValueError),
        (True, TypeError),
        ([], TypeError),
        (b"2026", TypeError),
    ],
)
def test_what_is_no_time(moment: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="expires_at must"):
        Credentials(KEY, SECRET, expires_at=moment)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "access_key_id is a required option"),
        ({"access_key_id": KEY}, "secret_access_key is a required option"),
        ({"access_key_id": KEY, "secret_access_key": 5}, "secret_access_key must be a str, not int"),
        ({"access_key_id": "", "secret_access_key": SECRET}, "access_key_id is empty"),
        ({"access_key_id": KEY, "secret_access_key": SECRET, "expiration": "never"}, "expires_at must be"),
        ({"credentials": 5}, "access_key_id is a required option"),
        (5, "credentials must be Credentials, a mapping"),
        ("AKID", "credentials must be Credentials, a mapping"),
        (("a", "b"), "credentials must be Credentials, a mapping"),
    ],
)
def test_what_is_refused(given: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words) as caught:
        AwsClient(credentials=given)
    assert SECRET not in str(caught.value)


def test_a_function_that_was_called_too_early() -> None:
    async def provide() -> dict[str, str]:
        return {}

    with pytest.raises(TypeError, match="pass the function itself, not what calling it returned"):
        AwsClient(credentials=provide())  # type: ignore[arg-type]


def test_one_or_the_other() -> None:
    both: dict[str, Any] = {"credentials": {"access_key_id": KEY, "secret_access_key": SECRET}, "access_key_id": KEY}
    with pytest.raises(TypeError, match="both credentials and a key"):
        AwsClient(**both)
    with pytest.raises(TypeError, match="both credentials and a key"):
        AwsV4Signer(url="https://sqs.us-east-1.amazonaws.com/", **both)


async def test_one_or_the_other_in_a_call() -> None:
    client, url = Fake().client(), "https://sqs.us-east-1.amazonaws.com/"
    with pytest.raises(TypeError, match="both credentials and a key"):
        await client.sign(url, aws={"credentials": {"access_key_id": KEY}, "session_token": "t"})
    headers = (await client.sign(url, aws={"credentials": None})).headers
    assert "Credential=AKIDEXAMPLE/" in headers["authorization"], "None is the client's own"


async def test_one_key_of_a_call_beside_a_provider() -> None:
    """The rest would be of somebody else."""
    client = AwsClient(credentials=lambda: {"access_key_id": KEY, "secret_access_key": SECRET})
    with pytest.raises(TypeError, match="secret_access_key is a required option"):
        await client.sign("https://sqs.us-east-1.amazonaws.com/", aws={"access_key_id": "AKIDOTHER"})


async def test_a_signer_with_a_provider() -> None:
    asked: list[int] = []

    async def provide() -> dict[str, str]:
        asked.append(1)
        return {"access_key_id": KEY, "secret_access_key": SECRET, "session_token": TOKEN}

    url = "https://bucket.s3.us-east-1.amazonaws.com/key?a=b"
    signer = AwsV4Signer(url=url, credentials=provide, datetime="20150830T123600Z")
    fixed = AwsV4Signer(
        url=url, access_key_id=KEY, secret_access_key=SECRET, session_token=TOKEN, datetime="20150830T123600Z"
    )
    assert (signer.service, signer.region, signer.method, signer.host) == ("s3", "us-east-1", "GET", fixed.host)
    for name in ("headers", "url", "signed_headers", "canonical_headers", "credentials", "encoded_search"):
        with pytest.raises(ValueError, match="await sign"):
            getattr(signer, name)
    assert await signer.sign() == await fixed.sign()
    assert await signer.signature() == await fixed.signature()
    assert signer.headers == fixed.headers
    assert signer.signed_headers == fixed.signed_headers
    assert asked == [1]


def test_credentials_are_checked_at_once() -> None:
    with pytest.raises(TypeError, match="secret_access_key must be a str"):
        Credentials(KEY, 5)  # type: ignore[arg-type]
    assert repr(Credentials(KEY, SECRET)) == f"Credentials({KEY!r}, …)"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("https://unknown.example/", {}),
        ("https://bucket.s3.us-east-1.amazonaws.com/a/../b", {}),
        ("https://sqs.us-east-1.amazonaws.com/", {"aws": {"expires": 5}}),
        ("https://sqs.us-east-1.amazonaws.com/", {"aws": {"sign_query": True, "expires": 700_000}}),
        ("https://sqs.us-east-1.amazonaws.com/", {"headers": {"content-length": "7"}, "body": "a"}),
    ],
)
async def test_bad_input_is_refused_before_anybody_is_asked(url: str, options: dict[str, Any]) -> None:
    asked: list[int] = []

    async def provide() -> dict[str, str]:
        asked.append(1)
        return {"access_key_id": KEY, "secret_access_key": SECRET}

    client = AwsClient(credentials=provide)
    for call in (client.sign, client.fetch):
        with pytest.raises(ValueError):
            await call(url, **options)
    assert not asked
