"""A wrong clock and a wrong region are corrected once; a signature that does not match is explained."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from aws4web import AwsError, Diagnosis, Headers
from aws4web._corrections.region import right_region
from aws4web._received import Received
from aws4web._url import Url
from tests.platforms import on
from tests.unit.support import KEYS, Answer, Body, Fake

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"
DYNAMODB = "https://dynamodb.us-east-1.amazonaws.com/"
TOO_SKEWED = """<Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message>
<RequestTime>20150830T123600Z</RequestTime><ServerTime>2015-08-31T13:36:00Z</ServerTime></Error>"""
EXPIRED_PRESIGNED = """<Error><Code>AccessDenied</Code><Message>Request has expired</Message>
<Expires>2015-08-30T12:37:00Z</Expires><ServerTime>2015-08-31T13:36:00Z</ServerTime></Error>"""
EXPIRED = """{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature expired:
 20150830T123600Z is now earlier than 20150831T133100Z (20150831T133600Z - 5 min.)"}""".replace("\n", "")
NOT_YET = """{"__type":"InvalidSignatureException","message":"Signature not yet current: 20150830T123600Z is still later
 than 20150829T114100Z (20150829T113600Z + 5 min.)"}""".replace("\n", "")


@pytest.mark.parametrize(
    ("url", "answer", "date"),
    [
        (S3, Answer(403, TOO_SKEWED), "20150831T133600Z"),
        (DYNAMODB, Answer(400, EXPIRED), "20150831T133600Z"),
        (DYNAMODB, Answer(400, NOT_YET), "20150829T113600Z"),
        (
            DYNAMODB,
            Answer(400, '{"__type":"RequestExpired"}', date="Mon, 31 Aug 2015 13:36:00 GMT"),
            "20150831T133600Z",
        ),
    ],
)
async def test_a_wrong_clock_is_put_right_and_remembered(url: str, answer: Answer, date: str) -> None:
    fake = Fake(answer)
    client = fake.client()
    assert (await client.fetch(url)).status == 200
    assert [request.headers["x-amz-date"] for request in fake.requests] == ["20150830T123600Z", date]
    await client.fetch(url)
    assert fake.requests[-1].headers["x-amz-date"] == date
    assert not fake.waits


async def test_a_presigned_request_expired_at_once_for_the_clock_is_wrong() -> None:
    fake = Fake(Answer(403, EXPIRED_PRESIGNED))
    assert (await fake.client().fetch(S3, aws={"sign_query": True, "expires": 60})).status == 200
    assert ["X-Amz-Date=20150831T133600Z" in str(request.url) for request in fake.requests] == [False, True]


async def test_a_wrong_clock_is_put_right_once() -> None:
    fake = Fake(Answer(403, TOO_SKEWED), Answer(403, TOO_SKEWED))
    assert (await fake.client().fetch(S3)).status == 403
    assert len(fake.requests) == 2


async def test_a_wrong_key_is_no_wrong_clock() -> None:
    fake = Fake(Answer(403, '{"__type":"InvalidSignatureException","message":"The signature does not match"}'))
    assert (await fake.client().fetch(DYNAMODB)).status == 403
    assert len(fake.requests) == 1


async def test_a_time_that_was_given_stays() -> None:
    fake = Fake(Answer(403, TOO_SKEWED))
    assert (await fake.client().fetch(S3, aws={"datetime": "20150101T000000Z"})).status == 403
    assert len(fake.requests) == 1


ELSEWHERE = [
    (301, "<Error><Code>PermanentRedirect</Code><Endpoint>bucket.s3.eu-west-1.amazonaws.com</Endpoint></Error>", {}),
    (301, "", {"x_amz_bucket_region": "eu-west-1"}),
    (307, "<Error><Code>TemporaryRedirect</Code><Endpoint>bucket.s3-eu-west-1.amazonaws.com</Endpoint></Error>", {}),
    (400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>", {}),
    (302, "", {"x_amz_bucket_region": "eu-west-1"}),
    (307, "<Error><Code>Redirect</Code><Endpoint>bucket.s3.eu-west-1.amazonaws.com</Endpoint></Error>", {}),
    (400, "", {"x_amz_bucket_region": "eu-west-1"}),
    (
        400,
        "<Error><Code>IllegalLocationConstraintException</Code><Message>of an opt-in region</Message></Error>",
        {"x_amz_bucket_region": "eu-west-1"},
    ),
]


@pytest.mark.parametrize(("status", "body", "headers"), ELSEWHERE)
async def test_a_bucket_elsewhere_is_found_and_remembered(status: int, body: str, headers: dict[str, str]) -> None:
    fake = Fake(Answer(status, body, **headers))
    client = fake.client()
    assert (await client.fetch(S3)).status == 200
    await client.fetch(f"{S3}2")
    hosts = [urlsplit(request.url).hostname for request in fake.requests]
    assert hosts == ["bucket.s3.us-east-1.amazonaws.com", *["bucket.s3.eu-west-1.amazonaws.com"] * 2]
    assert all("/eu-west-1/s3/" in request.headers["authorization"] for request in fake.requests[1:])
    await client.fetch("https://other.s3.us-east-1.amazonaws.com/")
    assert urlsplit(fake.requests[-1].url).hostname == "other.s3.us-east-1.amazonaws.com"


async def test_buckets_in_a_path_are_told_apart_and_another_servers_host_stays() -> None:
    fake = Fake(Answer(400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"))
    client = fake.client(service="s3", region="us-east-1")
    for bucket in ("a", "a", "b"):
        await client.fetch(f"http://127.0.0.1:9000/{bucket}/key")
    assert {urlsplit(request.url).netloc for request in fake.requests} == {"127.0.0.1:9000"}
    regions = [request.headers["authorization"].split("/")[2] for request in fake.requests]
    assert regions == ["us-east-1", "eu-west-1", "eu-west-1", "us-east-1"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (301, "<Error><Code>PermanentRedirect</Code><Endpoint>bucket.evil.example</Endpoint></Error>"),
        (
            301,
            "<Error><Code>PermanentRedirect</Code><Endpoint>s3.eu-west-1.amazonaws.com.evil.example</Endpoint></Error>",
        ),
        (400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>evil.example/</Region></Error>"),
        (400, "<Error><Code>InvalidRequest</Code><Region>eu-west-1</Region></Error>"),
        (403, "<Error><Code>AccessDenied</Code><Region>eu-west-1</Region></Error>"),
    ],
)
async def test_no_signature_goes_to_a_host_that_a_server_names(status: int, body: str) -> None:
    fake = Fake(Answer(status, body))
    assert (await fake.client().fetch(S3)).status == status
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("status", "url", "headers", "region"),
    [
        (301, S3, {}, None),
        (404, S3, {"x-amz-bucket-region": "eu-west-1"}, None),
        # A browser followed a redirect itself, without the signature.
        (403, "https://bucket.s3.eu-west-1.amazonaws.com:8443/key?x", {}, "eu-west-1"),
        (403, "https://bucket.evil.example/key", {"x-amz-bucket-region": "eu-west-1"}, None),
    ],
)
def test_the_right_region(status: int, url: str, headers: dict[str, str], region: str | None) -> None:
    response = Received(
        status=status, status_text="", url=url, read_headers=lambda: Headers(headers.items()), body=Body(b""), raw=None
    )
    assert right_region(response, None, "bucket.s3.us-east-1.amazonaws.com") == region


def test_a_url_does_not_show_its_query() -> None:
    assert "secret" not in repr(Url.split("https://a.b/c?secret"))


async def sts_and_canonical(fake: Fake, **init: Any) -> tuple[str, str]:
    from aws4web import AwsV4Signer

    signer = on(fake.platform(), AwsV4Signer)(url=S3, **KEYS, **init)
    return await signer.canonical_string(), await signer.string_to_sign()


def mismatch(canonical: str, string_to_sign: str) -> str:
    return (
        "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the"
        f" signature you provided.</Message><StringToSign>{string_to_sign}</StringToSign>"
        f"<CanonicalRequest>{canonical.replace('&', '&amp;')}</CanonicalRequest>"
        "<CanonicalRequestBytes>47 45 54</CanonicalRequestBytes></Error>"
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "part", "words"),
    [
        (
            "host:bucket.s3.us-east-1.amazonaws.com",
            "host:bucket.s3.us-east-1.amazonaws.com:8080",
            "header",
            "the server saw `host:bucket.s3.us-east-1.amazonaws.com:8080`: a proxy",
        ),
        ("GET\n", "HEAD\n", "method", "another method"),
        ("\n/key\n", "\n/key%20\n", "path", "another path"),
        ("/key\n\n", "/key\nx-id=1\n", "query", "another query"),
        ("UNSIGNED-PAYLOAD\nx-amz-date", "\nx-amz-date", "header", "rewrote"),
    ],
)
async def test_a_signature_that_does_not_match_is_explained(ours: str, theirs: str, part: str, words: str) -> None:
    fake = Fake()
    canonical, string_to_sign = await sts_and_canonical(fake)
    assert ours in canonical
    fake.answers = [Answer(403, mismatch(canonical.replace(ours, theirs, 1), string_to_sign))]
    response = await fake.client().fetch(S3)
    assert response.error is not None
    diagnosis = response.error.diagnosis
    assert diagnosis is not None
    assert diagnosis.part == part
    assert words in diagnosis.explanation
    assert diagnosis.ours != diagnosis.theirs
    assert words in str(response.error)
    assert "CanonicalRequestBytes" not in response.error.fields


async def test_when_all_agrees_the_secret_is_wrong() -> None:
    fake = Fake()
    canonical, string_to_sign = await sts_and_canonical(fake)
    text = mismatch(canonical, string_to_sign)
    fake.answers = [Answer(403, text)]
    client = fake.client()
    response = await client.fetch(S3)
    for diagnosis in (await client.explain(response), await client.explain(text, S3)):
        assert isinstance(diagnosis, Diagnosis)
        assert diagnosis.part == "secret"
        assert "secret access key is wrong" in str(diagnosis)
    with pytest.raises(AwsError, match="secret access key is wrong") as caught:
        response.raise_for_status()
    assert (await client.explain(caught.value)) is response.error.diagnosis  # pyright: ignore[reportOptionalMemberAccess]
    assert await client.explain("<Error><Code>AccessDenied</Code></Error>", S3) is None
    with pytest.raises(TypeError, match="explain needs the request"):
        await client.explain(text)


async def test_json_answers_are_explained_and_tokens_do_not_show() -> None:
    fake = Fake()
    canonical, string_to_sign = await sts_and_canonical(fake, session_token="s3cr3t", headers={"a": "b"})
    canonical = canonical.replace("a:b", "a:c")
    message = (
        "The request signature we calculated does not match the signature you provided. The Canonical String for this"
        f" request should have been\n'{canonical}'\n\nThe String-to-Sign should have been\n'{string_to_sign}'\n"
    )
    import json

    fake.answers = [Answer(403, json.dumps({"__type": "InvalidSignatureException", "message": message}))]
    response = await fake.client(session_token="s3cr3t").fetch(S3, headers={"a": "b"})
    assert response.error is not None
    assert response.error.diagnosis is not None
    assert response.error.diagnosis.theirs == "a:c"
    assert "s3cr3t" not in f"{response.error} {response.error.diagnosis} {response.error.fields}"
