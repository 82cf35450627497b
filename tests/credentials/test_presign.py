"""Presigned URLs and the end of the credentials that they are signed with."""

import warnings
from collections.abc import Callable
from typing import Any

import pytest

from aws4web import AwsClient, Credentials, RequestTimeoutError
from aws4web._platform import PLATFORM
from tests.platforms import on

NOW = 1440938160.0
URL = "https://bucket.s3.us-east-1.amazonaws.com/key"


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def client(self, credentials: Any) -> AwsClient:
        return on(PLATFORM._replace(now=lambda: self.time))(credentials=credentials)


class Provider:
    def __init__(self, clock: Clock, life: float | None = 3600.0) -> None:
        self.asked = 0
        self.life = life
        self.works = True
        self._clock = clock

    async def __call__(self) -> Credentials:
        self.asked += 1
        if not self.works:
            raise OSError("down")
        end = None if self.life is None else self._clock.time + self.life
        return Credentials(f"AKID{self.asked}", "s", "t", end)


async def presign(client: AwsClient, expires: int | None = None, url: str = URL) -> tuple[str, list[str]]:
    """The access key ID of a URL, and the warnings."""
    options: dict[str, Any] = {} if expires is None else {"expires": expires}
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        request = await client.sign(url, aws={"sign_query": True, **options})
    key = request.url.partition("X-Amz-Credential=")[2].partition("%2F")[0]
    return key, [str(warning.message) for warning in seen]


async def test_credentials_that_serve_long_enough() -> None:
    clock = Clock()
    client = clock.client(Provider(clock))
    assert await presign(client, 3600) == ("AKID1", [])


async def test_they_are_renewed_if_that_helps() -> None:
    clock = Clock()
    provider = Provider(clock)
    client = clock.client(provider)
    await presign(client, 600)
    clock.time += 3000
    assert await presign(client, 600) == ("AKID1", [])
    assert await presign(client, 1800) == ("AKID2", [])
    assert provider.asked == 2


async def test_not_if_it_does_not() -> None:
    clock = Clock()
    provider = Provider(clock)
    client = clock.client(provider)
    clock.time += 1000
    key, seen = await presign(client, 7200)
    assert key == "AKID1"
    [text] = seen
    assert "2015-08-30 14:52:40 UTC" in text, "until when the URL is to be valid"
    assert "2015-08-30 13:52:40 UTC" in text, "when the credentials end"
    for _ in range(1000):
        assert await presign(client, 7200) == ("AKID1", []), (
            "one warning for each credentials, and no request each time"
        )
    assert provider.asked == 1
    clock.time += 3590
    key, seen = await presign(client, 7200)
    assert (key, len(seen)) == ("AKID2", 1)


async def test_a_thousand_urls_that_almost_fit() -> None:
    """As long as the credentials live: only the first is in time."""
    clock = Clock()
    provider = Provider(clock)
    client = clock.client(provider)
    for _ in range(300):
        await presign(client, 3600)
        clock.time += 1
    assert provider.asked == 1


async def test_the_old_ones_serve_if_there_are_no_others() -> None:
    clock = Clock()
    provider = Provider(clock)
    client = clock.client(provider)
    await presign(client, 600)
    clock.time += 3000
    provider.works = False
    key, seen = await presign(client, 1800)
    assert (key, len(seen)) == ("AKID1", 1)


async def test_the_default_expiry_counts_too() -> None:
    clock = Clock()
    _, seen = await presign(clock.client(Provider(clock)))
    assert len(seen) == 1, "a day, for S3"
    _, seen = await presign(clock.client(Provider(clock)), url=f"{URL}?X-Amz-Expires=86400")
    assert len(seen) == 1
    assert await presign(clock.client(Provider(clock)), url=f"{URL}?X-Amz-Expires=60") == ("AKID1", [])
    assert await presign(clock.client(Provider(clock)), url="https://sqs.us-east-1.amazonaws.com/") == ("AKID1", [])
    assert await presign(clock.client(Provider(clock, None)), 604800) == ("AKID1", [])


@pytest.mark.parametrize("make", [lambda end: Credentials("AKID1", "s", "t", end), lambda end: {
    "AccessKeyId": "AKID1", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": end}])  # fmt: skip
async def test_fixed_credentials_with_an_end(make: Callable[[float], Any]) -> None:
    clock = Clock()
    key, seen = await presign(clock.client(make(NOW + 600)), 3600)
    assert (key, len(seen)) == ("AKID1", 1)
    assert await presign(clock.client(make(NOW + 600)), 600) == ("AKID1", [])


async def test_a_bad_expiry_is_refused_as_ever() -> None:
    clock = Clock()
    for expires in (0, 604801, -1):
        with pytest.raises(ValueError, match="expires must be"):
            await presign(clock.client(Provider(clock)), expires)
    with pytest.raises(ValueError, match="expires must be"):
        await presign(clock.client(Provider(clock)), url=f"{URL}?X-Amz-Expires=9999999999999")


async def test_a_timeout_while_presigning() -> None:
    import asyncio

    async def never() -> Credentials:
        await asyncio.Event().wait()
        raise AssertionError

    client = AwsClient(credentials=never, timeout=0.01)
    with pytest.raises(RequestTimeoutError, match="no credentials came within"):
        await client.sign(URL)
