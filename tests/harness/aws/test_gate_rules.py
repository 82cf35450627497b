"""What the gate lets through and what it does not, decided without a server and without a clock of its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from demo.localhost.aws.gate.expected_signature import body_hash
from demo.localhost.aws.gate.refusal import Reason
from demo.localhost.aws.gate.verification import verify
from demo.localhost.aws.gate.wire_request import WireRequest

from .botocore_signed import (
    CREDENTIALS,
    KEY,
    TEMPORARY,
    claim_of,
    signed,
    signed_at,
    with_authorization,
    with_header,
)

SECOND = timedelta(seconds=1)
QUARTER = timedelta(minutes=15)
S3_URL = "http://127.0.0.1:1/bucket/a%20b/%C3%A9%2B?prefix=a%2Fb&marker="
DYNAMODB = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"}
Alter = Callable[[WireRequest], WireRequest]


def s3_put() -> WireRequest:
    return signed("PUT", S3_URL, {"X-Amz-Meta-A": " two  spaces ", "X-Plain": "x"}, b"body")


def dynamodb_post() -> WireRequest:
    return signed("POST", "http://127.0.0.1:1/", DYNAMODB, b'{"a": 1}', service="dynamodb")


def presigned(expires: int = 60) -> WireRequest:
    return signed("GET", S3_URL, expires=expires)


def reason(request: WireRequest, later: timedelta = timedelta(0)) -> Reason | None:
    refusal = verify(request, CREDENTIALS, signed_at(request) + later)
    return refusal.reason if refusal else None


@pytest.mark.parametrize("make", [s3_put, dynamodb_post, presigned])
def test_a_right_signature_passes(make: Callable[[], WireRequest]) -> None:
    assert reason(make()) is None


@pytest.mark.parametrize(
    ("service", "url"),
    [
        ("lambda", "http://h/2015-03-31/functions/a%3Ab/invocations"),
        ("lambda", "http://h//2015-03-31/./functions/x/../echo"),
        ("iam", "http://h/?Action=ListUsers&Version=2010-05-08&b=%27%28%29&a=2&a=1"),
        ("s3", "http://h//leading/..//%E2%82%AC"),
        ("s3", "http://h/?versioning"),
    ],
)
def test_paths_and_queries_are_read_as_aws_reads_them(service: str, url: str) -> None:
    assert reason(signed("GET", url, service=service)) is None
    assert reason(signed("GET", url, service=service, expires=60)) is None


def test_what_takes_no_part_in_the_signature_may_change() -> None:
    request = s3_put()
    headers = tuple((name.swapcase(), value) for name, value in reversed(request.headers))
    folded = tuple((name, value.replace("  ", "\t ")) for name, value in headers)
    assert reason(replace(request, headers=(*folded, ("Via", "proxy"), ("User-Agent", "x")))) is None
    path, _, query = request.target.partition("?")
    assert reason(replace(request, target=f"{path}?{'&'.join(reversed(query.split('&')))}")) is None


TAMPERED: dict[str, Alter] = {
    "method": lambda r: replace(r, method="POST"),
    "path": lambda r: replace(r, target=r.target.replace("bucket", "bucked")),
    "slash": lambda r: replace(r, target=r.target.replace("/bucket/", "/bucket//")),
    "query value": lambda r: replace(r, target=r.target.replace("a%2Fb", "a%2Fc")),
    "query added": lambda r: replace(r, target=r.target + "&x=1"),
    "query doubled": lambda r: replace(r, target=r.target + "&marker="),
    "header value": lambda r: with_header(r, "X-Amz-Meta-A", "other"),
    "header gone": lambda r: with_header(r, "X-Amz-Meta-A", None),
    "header doubled": lambda r: replace(r, headers=(*r.headers, ("X-Amz-Meta-A", "two spaces"))),
    "host": lambda r: with_header(r, "Host", "127.0.0.1:2"),
    "time": lambda r: with_header(r, "X-Amz-Date", f"{signed_at(r) - SECOND:%Y%m%dT%H%M%SZ}"),
    "signature": lambda r: with_authorization(r, "Signature=", "Signature=0"),
    "region": lambda r: with_authorization(r, "us-east-1", "us-east-2"),
    "signed headers": lambda r: with_authorization(r, ";x-plain", ""),
    "path in raw": lambda r: replace(r, target=r.target.replace("%C3%A9", "%c3%a9")),
    "plus in path": lambda r: replace(r, target=r.target.replace("%2B", "+")),
    "query in raw": lambda r: replace(r, target=r.target.replace("a%2Fb", "a/b")),
}


@pytest.mark.parametrize("alter", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_request_is_refused(alter: Alter) -> None:
    request = s3_put()
    altered = alter(request)
    assert altered != request
    refusal = verify(altered, CREDENTIALS, signed_at(request))
    assert refusal is not None
    assert refusal.reason is Reason.MISMATCH
    assert refusal.canonical_request.split("\n")[0] == altered.method


def test_a_tampered_body_is_refused() -> None:
    assert reason(replace(s3_put(), body=b"tampered")) is Reason.BODY_HASH_MISMATCH
    assert reason(replace(dynamodb_post(), body=b"{}")) is Reason.MISMATCH
    assert reason(with_header(s3_put(), "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")) is Reason.MISMATCH


def test_a_spelling_that_aws_would_take_is_refused() -> None:
    # Signed with the spelling that is sent, which is not the canonical one.
    for url in ("http://h/b/it's", "http://h/b/a%2Fb", "http://h/b/k?prefix=it's", "http://h/b/k?prefix=a+b"):
        assert reason(signed("GET", url)) is Reason.MISMATCH


def test_s3_wants_the_hash_of_the_body_in_a_header() -> None:
    assert reason(with_header(s3_put(), "X-Amz-Content-Sha256", None)) is Reason.NO_BODY_HASH
    assert reason(with_header(s3_put(), "X-Amz-Content-Sha256", "abc")) is Reason.MALFORMED_BODY_HASH
    streamed = with_header(s3_put(), "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    assert reason(streamed) is Reason.STREAMED


def test_other_services_know_no_unsigned_body() -> None:
    given = {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}
    assert reason(signed("POST", "http://h/", DYNAMODB | given, b"{}", service="dynamodb")) is Reason.MISMATCH
    given = {"X-Amz-Content-Sha256": body_hash(b"{}")}
    request = signed("POST", "http://h/", DYNAMODB | given, b"{}", service="dynamodb")
    assert reason(request) is None
    assert reason(replace(request, body=b"{ }")) is Reason.BODY_HASH_MISMATCH


@pytest.mark.parametrize("make", [s3_put, dynamodb_post])
def test_the_clock_may_be_fifteen_minutes_off(make: Callable[[], WireRequest]) -> None:
    request = make()
    assert reason(request, QUARTER) is None
    assert reason(request, -QUARTER) is None
    assert reason(request, QUARTER + SECOND) is Reason.SKEWED
    assert reason(request, -QUARTER - SECOND) is Reason.SKEWED


def test_a_presigned_url_lives_as_long_as_it_says() -> None:
    assert reason(presigned(60), timedelta(seconds=60)) is None
    assert reason(presigned(60), timedelta(seconds=61)) is Reason.EXPIRED
    assert reason(presigned(604800), timedelta(days=7)) is None
    assert reason(presigned(60), -QUARTER - SECOND) is Reason.NOT_YET_VALID
    for expires in (604801, -1):
        assert reason(presigned(expires)) is Reason.MALFORMED_QUERY
    word = presigned(60)
    assert reason(replace(word, target=word.target.replace("Expires=60", "Expires=61"))) is Reason.MISMATCH


@pytest.mark.parametrize("header", ["X-Amz-Acl", "x-amz-meta-b"])
@pytest.mark.parametrize("make", [s3_put, dynamodb_post, presigned])
def test_an_unsigned_amz_header_is_refused(make: Callable[[], WireRequest], header: str) -> None:
    assert reason(with_header(make(), header, "public-read")) is Reason.UNSIGNED_HEADERS


def test_the_host_must_be_signed() -> None:
    assert reason(with_authorization(s3_put(), "SignedHeaders=host;", "SignedHeaders=")) is Reason.UNSIGNED_HEADERS


def test_the_scope_must_fit_the_request() -> None:
    request = dynamodb_post()
    day = claim_of(request).date
    assert reason(with_authorization(request, f"/{day}/", "/20150830/")) is Reason.WRONG_SCOPE
    assert reason(with_authorization(request, "us-east-1", "moon")) is Reason.WRONG_SCOPE
    assert reason(with_authorization(request, "/dynamodb/", "/sqs/")) is Reason.WRONG_SCOPE
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sts = signed("POST", "http://h/", form, b"Action=GetCallerIdentity&Version=2011-06-15", service="iam")
    assert reason(sts) is Reason.WRONG_SCOPE
    url = presigned()
    moved = replace(url, target=url.target.replace("%2Fus-east-1%2F", "%2Fmoon%2F"))
    assert reason(moved) is Reason.WRONG_QUERY_SCOPE


def test_the_key_must_be_known_and_the_token_its_own() -> None:
    right = signed("GET", S3_URL, credential=TEMPORARY)
    assert reason(right) is None
    assert reason(signed("GET", S3_URL, credential=TEMPORARY, expires=60)) is None
    assert reason(signed("GET", S3_URL, credential=replace(KEY, access_key_id="AKIDOTHER"))) is Reason.UNKNOWN_KEY
    assert reason(signed("GET", S3_URL, credential=replace(TEMPORARY, session_token=None))) is Reason.UNKNOWN_KEY
    assert reason(signed("GET", S3_URL, credential=replace(TEMPORARY, session_token="no"))) is Reason.BAD_TOKEN
    assert reason(signed("GET", S3_URL, credential=replace(KEY, session_token="no"))) is Reason.BAD_TOKEN
    over = replace(TEMPORARY, expires_at=signed_at(right))
    refusal = verify(right, [over], signed_at(right))
    assert refusal is not None
    assert refusal.reason is Reason.EXPIRED_TOKEN


MALFORMED: dict[str, tuple[Alter, Reason]] = {
    "none": (lambda r: with_header(r, "Authorization", None), Reason.NO_SIGNATURE),
    "version 2": (lambda r: with_header(r, "Authorization", "AWS AKIDEXAMPLE:abc="), Reason.UNKNOWN_ALGORITHM),
    "no signature": (lambda r: with_authorization(r, "Signature=", "Signed="), Reason.MALFORMED),
    "short scope": (lambda r: with_authorization(r, "/us-east-1/s3/", "/"), Reason.MALFORMED),
    "terminator": (lambda r: with_authorization(r, "aws4_request", "aws5_request"), Reason.WRONG_SCOPE),
    "no date": (lambda r: with_header(r, "X-Amz-Date", None), Reason.NO_DATE),
    "wrong date": (lambda r: with_header(r, "X-Amz-Date", "2015-08-30T12:36:00Z"), Reason.NO_DATE),
    "twice": (lambda r: replace(r, target=r.target + "&X-Amz-Signature=0"), Reason.TWO_SIGNATURES),
}


@pytest.mark.parametrize(("alter", "expected"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_claim_is_refused(alter: Alter, expected: Reason) -> None:
    request = s3_put()
    refusal = verify(alter(request), CREDENTIALS, signed_at(request))
    assert refusal is not None
    assert refusal.reason is expected


@pytest.mark.parametrize("left_out", ["Algorithm", "Credential", "Date", "Signature", "SignedHeaders"])
def test_an_incomplete_presigned_url_is_refused(left_out: str) -> None:
    request = presigned()
    path, _, query = request.target.partition("?")
    kept = [part for part in query.split("&") if not part.startswith(f"X-Amz-{left_out}=")]
    refusal = verify(replace(request, target=f"{path}?{'&'.join(kept)}"), CREDENTIALS, signed_at(request))
    assert refusal is not None
    assert refusal.reason in (Reason.MALFORMED_QUERY, Reason.UNKNOWN_ALGORITHM)
