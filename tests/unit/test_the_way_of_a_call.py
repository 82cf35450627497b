"""Each attempt makes what it needs once, and what later rooms hook into is what the core itself uses."""

import hmac
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from aws4web import AwsClient, NetworkError
from aws4web._call.exchange import Exchange
from aws4web._credentials import Credentials
from aws4web._options import SigningOptions
from aws4web._platform import PLATFORM, Platform
from aws4web._platform.values import SerializedBody
from aws4web._renewal.provider import CachedProvider
from aws4web._sign import signable
from aws4web._sign.checks import timestamp
from aws4web._sign.draft import read_draft
from aws4web._sign.schemes import SIGV4
from aws4web._sign.scope import Scope
from aws4web._sign.signable import Signable
from aws4web._sign.stages import Stages
from tests.platforms import on
from tests.unit.support import KEYS, NOW, Answer, Fake

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"
SQS = "https://sqs.us-east-1.amazonaws.com/"


class Counted:
    """A platform that counts the calls to it."""

    def __init__(self, fake: Fake) -> None:
        self.counts: dict[str, int] = {}
        platform = fake.platform()
        transport, crypto = platform.transport, platform.crypto
        self.platform = platform._replace(
            transport=self._counting(transport, "normalize_url", "read_input", "take_body", "serialize_body"),
            crypto=self._counting(crypto, "signing_key", "hashing", "sha256", "signature"),
        )

    def _counting(self, target: Any, *names: str) -> Any:
        counts = self.counts

        class Counting:
            def __getattr__(self, name: str) -> Any:
                if name in names:
                    counts[name] = counts.get(name, 0) + 1
                return getattr(target, name)

        return Counting()

    def client(self, **options: Any) -> AwsClient:
        return on(self.platform)(**(KEYS | options))


@pytest.fixture
def signables(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Signable]]:
    """All that were made."""
    made: list[Signable] = []
    init = Signable.__init__

    def counting(self: Signable, *args: Any, **options: Any) -> None:
        made.append(self)
        init(self, *args, **options)

    monkeypatch.setattr(signable.Signable, "__init__", counting)
    yield made


@pytest.mark.parametrize("url", [SQS, f"{SQS}?a=b", S3, f"{S3}?a=b"])
async def test_a_url_is_parsed_once_and_each_attempt_signed_once(url: str, signables: list[Signable]) -> None:
    counted = Counted(fake := Fake(503, 503, 200))
    client = counted.client()
    counted.counts.clear()
    await client.fetch(url, body="a", method="PUT")
    assert len(fake.requests) == len(signables) == 3
    assert counted.counts.get("normalize_url", 0) <= 1, "none, if it is remembered"
    assert counted.counts["read_input"] == 1
    assert counted.counts["signature"] == 3
    assert counted.counts["signing_key"] == 1


async def test_what_was_learnt_costs_no_second_signer(signables: list[Signable]) -> None:
    fake = Fake(Answer(301, x_amz_bucket_region="eu-west-1"), 200, 200)
    client = fake.client()
    await client.fetch(S3)
    await client.fetch(S3)
    assert [request.url.split("/")[2] for request in fake.requests] == [
        "bucket.s3.us-east-1.amazonaws.com",
        "bucket.s3.eu-west-1.amazonaws.com",
        "bucket.s3.eu-west-1.amazonaws.com",
    ]
    assert len(signables) == 3


async def test_a_made_body_is_not_read_as_an_input() -> None:
    counted = Counted(fake := Fake(503, 200))
    made: list[bytes] = []

    async def make() -> bytes:
        made.append(b"%d" % len(made))
        return made[-1]

    await counted.client(retry_network=True).fetch(SQS, body=make)
    assert [request.body for request in fake.requests] == made == [b"0", b"1"]
    assert counted.counts["read_input"] == 1
    assert counted.counts["take_body"] == 2


async def test_what_has_to_be_serialized_is_hashed_once_for_all_attempts() -> None:
    counted = Counted(fake := Fake(503, 503, 200))
    blob = memoryview(b"a large Blob")

    async def serialize_body(body: Any) -> SerializedBody:
        return SerializedBody(bytes(body), "text/x-blob")

    transport: Any = counted.platform.transport
    platform = counted.platform._replace(transport=_With(transport, serialize_body=serialize_body))
    await on(platform)(**KEYS).fetch(SQS, body=blob)
    assert counted.counts["hashing"] == 1
    assert {request.body for request in fake.requests} == {b"a large Blob"}
    assert {request.headers["content-type"] for request in fake.requests} == {"text/x-blob"}
    assert len({request.headers["authorization"] for request in fake.requests}) == 1, "the same clock, the same hash"


class _With:
    def __init__(self, target: Any, **members: Any) -> None:
        self._target = target
        vars(self).update(members)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)


async def test_credentials_are_asked_for_at_each_attempt() -> None:
    asked = 0

    class Rotating(CachedProvider):
        async def current(self, *_: Any, **options: Any) -> Credentials:
            nonlocal asked
            asked += 1
            return Credentials(f"AKID{asked}", "secret")

    fake = Fake(503, 503, 200)
    await on(fake.platform())(credentials=Rotating(dict)).fetch(SQS)
    keys = [request.headers["authorization"].partition("Credential=")[2].partition("/")[0] for request in fake.requests]
    assert keys == ["AKID1", "AKID2", "AKID3"]


def _signable(**options: Any) -> Signable:
    draft = read_draft(PLATFORM, SQS, None, {"a": "b"}, "body")
    credentials = Credentials(**KEYS, session_token="token")
    return Signable(draft, Scope("sqs", "us-east-1"), credentials, timestamp(NOW), SigningOptions(), **options)


async def test_another_scheme_is_another_value() -> None:
    scheme = SIGV4._replace(
        algorithm="AWS4-TEST",
        token_name="X-Amz-Test-Token",
        headers=lambda scope: {"x-amz-region-set": scope.region},
        credential_scope=lambda date, scope: f"{date}/{scope.service}/test",
        signing_key=lambda crypto, credentials, date, scope: crypto.signing_key(credentials, date, scope.service),
    )
    for one, algorithm, scope in (
        (_signable(), "AWS4-HMAC-SHA256", "20150830/us-east-1/sqs/aws4_request"),
        (_signable(scheme=scheme), "AWS4-TEST", "20150830/sqs/test"),
    ):
        stages = Stages(one, PLATFORM, None)
        request = await stages.signed()
        text = await stages.string_to_sign()
        assert text.startswith(f"{algorithm}\n20150830T123600Z\n{scope}\n")
        assert request.headers["authorization"].startswith(f"{algorithm} Credential=AKIDEXAMPLE/{scope}, ")
        key = await one.scheme.signing_key(PLATFORM.crypto, one.credentials, "20150830", one.scope)
        assert await stages.signature() == await PLATFORM.crypto.hmac(key, text)
    assert request.headers["x-amz-test-token"] == "token"
    assert "a;host;x-amz-date;x-amz-region-set;x-amz-test-token" in request.headers["authorization"]


async def test_the_key_and_the_hmac_are_those_of_the_standard() -> None:
    crypto = PLATFORM.crypto
    key, secret = await crypto.signing_key(Credentials("a", "secret"), "one", "two"), b"AWS4secret"
    for part in (b"one", b"two"):
        secret = hmac.digest(secret, part, "sha256")
    for text in ("", "abc", "é" * 100):
        assert await crypto.hmac(key, text) == hmac.digest(secret, text.encode(), "sha256").hex()
    begun = crypto.hashing(b"abc")
    assert await crypto.sha256(begun) == await crypto.sha256("abc") == await crypto.sha256(b"abc")
    assert await crypto.signature(key, "to sign ", "canonical ", begun) == await crypto.signature(
        key, "to sign ", "canonical ", b"abc"
    )


def never_waiting(fake: Fake) -> Platform:
    """A platform that does one thing after another, and never waits."""
    waits = fake.waits

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def first_of(first: Awaitable[Any], *others: Any) -> tuple[int, Any]:
        for other in others:
            other.close()
        return 0, await first

    return fake.platform()._replace(sleep=sleep, first_of=first_of)


def run(work: Callable[[], Any]) -> Any:
    """Drive a coroutine without an event loop: it must end at once."""
    coroutine = work()
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    return done.value.value


def test_a_platform_that_never_waits_needs_no_event_loop() -> None:
    fake = Fake(503, Answer(301, x_amz_bucket_region="eu-west-1"), Answer(307, location="/other"), 200)
    client = on(never_waiting(fake))(**KEYS, timeout=5, deadline=50)
    response = run(lambda: client.fetch(S3))
    assert response.status == 200
    assert run(response.bytes) == b"\xef\xbb\xbf{}"
    assert len(fake.requests) == 4
    assert len(fake.waits) == 1
    fake = Fake(NetworkError("gone"), NetworkError("gone"))
    client = on(never_waiting(fake))(**KEYS, retries=1)
    with pytest.raises(NetworkError, match="gone"):
        client.fetch(S3).send(None)
    assert run(lambda: client.sign(S3)).url == S3


def test_an_exchange_shows_nothing() -> None:
    assert repr(Exchange.__new__(Exchange)).startswith("<aws4web._call.exchange.Exchange object")
