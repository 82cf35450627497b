"""Requests without a signature, by the same call."""

import logging
from typing import Any

import pytest

from aws4web import AwsClient
from tests.platforms import on
from tests.unit.support import KEYS, Answer, Fake

PUBLIC = "https://public.s3.us-east-1.amazonaws.com/a%20b?list-type=2"
OF_SIGNATURES = ("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")


def anonymous(fake: Fake, **options: Any) -> AwsClient:
    return on(fake.platform())(unsigned=True, **options)


async def test_no_keys_are_needed_and_nothing_is_added() -> None:
    fake = Fake(200)
    response = await anonymous(fake).fetch(PUBLIC, headers={"Range": "bytes=0-9"})
    assert response.status == 200
    [request] = fake.requests
    assert request.url == PUBLIC
    assert {*request.headers} == {"range"}


async def test_a_call_of_a_client_with_keys_may_go_unsigned() -> None:
    fake = Fake(200, 200)
    client = fake.client(session_token="token")
    await client.fetch(PUBLIC, aws={"unsigned": True})
    await client.fetch(PUBLIC)
    assert not {*fake.requests[0].headers} & {*OF_SIGNATURES}
    assert {*OF_SIGNATURES} <= {*fake.requests[1].headers}


async def test_a_call_of_a_client_without_keys_may_be_signed() -> None:
    fake = Fake(200)
    client = anonymous(fake)
    aws: Any = {"unsigned": False, **KEYS}
    await client.fetch(PUBLIC, aws=aws)
    assert "authorization" in fake.requests[0].headers
    with pytest.raises(TypeError, match="access_key_id is a required option"):
        await client.fetch(PUBLIC, aws={"unsigned": False})


async def test_a_host_that_tells_no_service_is_fine() -> None:
    fake = Fake(200)
    await anonymous(fake).fetch(
        "https://api.example.com/a//b?c", headers={"Authorization": "Bearer abc"}, json={"a": 1}
    )
    [request] = fake.requests
    assert request.url == "https://api.example.com/a//b?c"
    assert request.headers["authorization"] == "Bearer abc", "the caller's own"
    assert request.body == b'{"a":1}'


async def test_a_presigned_url_goes_as_it_is() -> None:
    fake = Fake(200)
    url = "https://bucket.s3.us-east-1.amazonaws.com/key?X-Amz-Signature=abc&X-Amz-Expires=60"
    await anonymous(fake).fetch(url)
    assert fake.requests[0].url == url


async def test_failures_are_retried_and_errors_read() -> None:
    fake = Fake(503, Answer(403, "<Error><Code>AccessDenied</Code><Message>No</Message></Error>"))
    response = await anonymous(fake).fetch(PUBLIC)
    assert len(fake.requests) == 2
    assert response.error is not None
    assert (response.error.code, response.error.message) == ("AccessDenied", "No")


async def test_the_region_of_a_public_bucket_is_corrected() -> None:
    fake = Fake(Answer(301, x_amz_bucket_region="eu-west-1"), 200)
    response = await anonymous(fake).fetch(PUBLIC)
    assert response.status == 200
    assert fake.requests[1].url.startswith("https://public.s3.eu-west-1.amazonaws.com/a%20b")


async def test_the_clock_is_not_corrected() -> None:
    skewed = "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2020-01-01T00:00:00Z</ServerTime></Error>"
    fake = Fake(Answer(403, skewed))
    client = anonymous(fake)
    response = await client.fetch(PUBLIC)
    assert len(fake.requests) == 1
    assert response.error is not None
    assert not client._settings.memory.offsets.told


async def test_a_mismatch_is_not_explained_by_what_was_not_signed() -> None:
    text = "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>a\nb\nc\nd</StringToSign></Error>"
    fake = Fake(Answer(403, text))
    response = await anonymous(fake).fetch(PUBLIC)
    assert response.error is not None
    assert response.error.diagnosis is None
    assert await anonymous(fake).explain(text, PUBLIC) is None


async def test_redirects_are_followed_without_a_signature() -> None:
    fake = Fake(Answer(307, location="/other"), Answer(302, location="https://elsewhere.example/"), 200)
    response = await anonymous(fake).fetch(PUBLIC, headers={"Authorization": "Bearer s3cr3t", "Accept": "a/b"})
    assert response.status == 200
    assert fake.requests[1].headers["authorization"] == "Bearer s3cr3t", "the same host"
    assert {*fake.requests[2].headers} == {"accept"}, "another host"


async def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="unsigned=True signs nothing"):
        await anonymous(Fake()).sign(PUBLIC, aws={"sign_query": True})
    with pytest.raises(ValueError, match="a segment"):
        await anonymous(Fake()).sign("https://public.s3.us-east-1.amazonaws.com/a/../b")
    with pytest.raises(TypeError, match="access_key_id is a required option"):
        AwsClient()


async def test_a_body_that_can_be_read_once_need_not_be_hashed() -> None:
    async def parts() -> Any:
        yield b"abc"

    request = await anonymous(Fake()).sign("https://api.example.com/", body=parts())
    assert request.method == "POST"


async def test_the_client_shows_no_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fake = Fake(200)
    client = anonymous(fake, access_key_id="AKID", secret_access_key="s3cr3t")
    await client.fetch(PUBLIC)
    assert "s3cr3t" not in f"{client!r}{caplog.text}"
