"""The signer's parts, options and refusals. tests/vectors and others show that the signatures are right."""

import datetime
from typing import Any

import pytest

from aws4web import AwsV4Signer, Headers, UnknownEndpointError
from tests.platforms import on
from tests.unit.support import KEYS, Fake

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"
LAMBDA = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"


def signer(url: str = LAMBDA, **options: Any) -> AwsV4Signer:
    return on(Fake().platform(), AwsV4Signer)(**(KEYS | {"url": url} | options))


def test_the_parts_can_be_read() -> None:
    ours = signer(f"{LAMBDA}/a b?x=1", headers={"A": "b"}, body="{}")
    assert ours.service == "lambda"
    assert ours.region == "us-east-1"
    assert ours.method == "POST"
    assert ours.url == f"{LAMBDA}/a%20b?x=1"
    assert ours.body == "{}"
    assert ours.datetime == "20150830T123600Z"
    assert dict(ours.headers) == {"a": "b", "x-amz-date": "20150830T123600Z"}
    assert ours.signable_headers == ["a", "host", "x-amz-date"]
    assert ours.signed_headers == "a;host;x-amz-date"
    assert ours.canonical_headers == "a:b\nhost:lambda.us-east-1.amazonaws.com\nx-amz-date:20150830T123600Z"
    assert ours.credential_string == "20150830/us-east-1/lambda/aws4_request"
    assert ours.encoded_path == "/2015-03-31/functions/a%2520b"
    assert ours.encoded_search == "x=1"


@pytest.mark.parametrize(
    ("given", "method"),
    [({}, "GET"), ({"body": "a"}, "POST"), ({"body": ""}, "POST"), ({"body": b""}, "POST"), ({"method": "put"}, "PUT")],
)
def test_method(given: dict[str, Any], method: str) -> None:
    assert signer(**given).method == method


@pytest.mark.parametrize(
    "moment",
    [
        "20200102T030405Z",
        datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        datetime.datetime(2020, 1, 2, 5, 4, 5, 999999, datetime.timezone(datetime.timedelta(hours=2))),
        1577934245,
        1577934245.999999,
    ],
)
def test_datetime(moment: Any) -> None:
    assert signer(datetime=moment).datetime == "20200102T030405Z"


@pytest.mark.parametrize("month", range(1, 13))
def test_datetime_of_every_month(month: int) -> None:
    moment = datetime.datetime(2024, month, 29, 23, 59, 58, tzinfo=datetime.UTC)
    expected = f"2024{month:02}29T235958Z"
    for given in (moment, moment.timestamp(), int(moment.timestamp()), expected):
        assert signer(datetime=given).datetime == expected
    assert signer(datetime=expected).credential_string.startswith(f"2024{month:02}29/")


@pytest.mark.parametrize(("seconds", "date"), [(0, "19700101T000000Z"), (253402300799, "99991231T235959Z")])
def test_the_first_and_the_last_second(seconds: int, date: str) -> None:
    assert signer(datetime=seconds).datetime == date


@pytest.mark.parametrize("year", [1, 999, 1969, 9999])
def test_datetime_of_a_year_far_away(year: int) -> None:
    assert signer(datetime=datetime.datetime(year, 3, 4, tzinfo=datetime.UTC)).datetime == f"{year:04}0304T000000Z"


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        ("2020-01-02T03:04:05Z", ValueError),
        ("20201302T030405Z", ValueError),
        ("20200102T250405Z", ValueError),
        ("", ValueError),
        ("\uff12\uff10\uff12\uff10\uff10\uff11\uff10\uff12T030405Z", ValueError),  # full-width digits
        ("20200230T000000Z", ValueError),
        (datetime.datetime(2020, 1, 2), ValueError),
        (datetime.datetime(1, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))), ValueError),
        (1577934245000, ValueError),  # milliseconds
        (253402300800, ValueError),  # the year 10000
        (-1, ValueError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (10**400, ValueError),
        (True, TypeError),
        (b"20150830T123600Z", TypeError),
        (datetime.date(2020, 1, 2), TypeError),
    ],
)
def test_a_datetime_of_another_form_is_refused(moment: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="datetime must"):
        signer(datetime=moment)


async def test_s3_over_tls_is_not_hashed_and_over_http_it_is() -> None:
    over_tls = await signer(S3, body="abc", method="PUT").sign()
    assert over_tls.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    over_http = signer(S3.replace("https", "http"), body="abc", method="PUT")
    assert "x-amz-content-sha256" in over_http.signed_headers
    with pytest.raises(ValueError, match="await canonical_string"):
        _ = over_http.canonical_headers
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (await over_http.sign()).headers["x-amz-content-sha256"] == abc
    assert f"x-amz-content-sha256:{abc}" in over_http.canonical_headers
    assert f"\n{abc}" in await over_http.canonical_string()


async def test_opensearch_serverless_sends_the_payload_hash() -> None:
    signed = await signer("https://abc.us-east-1.aoss.amazonaws.com/", service="aoss", region="us-east-1").sign()
    assert signed.headers["x-amz-content-sha256"].startswith("e3b0c442")
    assert "x-amz-content-sha256" in signed.headers["authorization"]


async def test_a_payload_hash_that_is_given_is_used() -> None:
    ours = signer(S3.replace("https", "http"), body="abc", headers={"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"})
    assert (await ours.canonical_string()).endswith("\nUNSIGNED-PAYLOAD")


def test_presigned_urls_of_s3_live_a_day_unless_told() -> None:
    assert "X-Amz-Expires=86400" in signer(S3, sign_query=True).url
    assert "X-Amz-Expires=60" in signer(S3, sign_query=True, expires=60).url
    assert "X-Amz-Expires=60" in signer(f"{S3}?X-Amz-Expires=60", sign_query=True).url
    assert signer(f"{S3}?X-Amz-Expires=60", sign_query=True, expires=7).url.count("X-Amz-Expires") == 1
    assert "X-Amz-Expires" not in signer(LAMBDA, sign_query=True).url


@pytest.mark.parametrize("expires", [0, -1, 604801, 1.5])
def test_an_expiry_beyond_seven_days_is_refused(expires: Any) -> None:
    with pytest.raises(ValueError, match="expires must be 1 to 604800 seconds"):
        signer(S3, sign_query=True, expires=expires)
    with pytest.raises(ValueError, match="expires must be 1 to 604800 seconds"):
        signer(f"{S3}?X-Amz-Expires={expires}", sign_query=True)


async def test_signing_twice_replaces() -> None:
    once = await signer(f"{S3}?a=b", sign_query=True, expires=60, session_token="token").sign()
    with pytest.warns(UserWarning, match="is presigned already"):
        twice = await signer(once.url, sign_query=True).sign()
    assert twice.url.count("X-Amz-Signature=") == 1
    assert twice.url == (await signer(f"{S3}?a=b&X-Amz-Expires=60", sign_query=True).sign()).url
    with pytest.warns(UserWarning, match="is presigned already"):
        assert signer(once.url).url == f"{S3}?a=b&X-Amz-Expires=60"
    again = signer(S3, headers=(await signer(S3, session_token="token").sign()).headers)
    assert "authorization" not in again.headers
    assert "x-amz-security-token" not in again.headers


async def test_the_token_is_signed_or_appended() -> None:
    signed = await signer(session_token="to/ken").sign()
    assert signed.headers["x-amz-security-token"] == "to/ken"
    assert "x-amz-security-token" in signed.headers["authorization"]
    appended = await signer(session_token="to/ken", append_session_token=True).sign()
    assert appended.headers["x-amz-security-token"] == "to/ken"
    assert "x-amz-security-token" not in appended.headers["authorization"]
    mqtt = signer("wss://a.iot.us-east-1.amazonaws.com/mqtt", service="iotdevicegateway", region="us-east-1")
    assert mqtt.append_session_token
    presigned = await signer(sign_query=True, session_token="to/ken", append_session_token=True).sign()
    assert presigned.url.endswith("&X-Amz-Security-Token=to%2Fken")


async def test_the_signer_stays_as_it_was() -> None:
    ours = signer(S3, sign_query=True)
    assert await ours.sign() == await ours.sign()
    assert await ours.signature() in (await ours.sign()).url
    assert "X-Amz-Signature" not in ours.url


@pytest.mark.parametrize(
    "url", ["https://b.s3.us-east-1.amazonaws.com/a/../b", "https://b.s3.us-east-1.amazonaws.com/%2e"]
)
def test_dot_segments_in_an_s3_key_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"segment \. or \.\."):
        signer(url)


def test_what_is_signed_for_s3_is_what_is_sent() -> None:
    ours = signer("https://bucket.s3.us-east-1.amazonaws.com/a+b//c%2Fé?x=(1)&x=a+b")
    assert ours.url == "https://bucket.s3.us-east-1.amazonaws.com/a%2Bb//c/%C3%A9?x=%281%29&x=a%20b"
    assert ours.url.endswith(f"{ours.encoded_path}?{ours.encoded_search}")


@pytest.mark.parametrize("missing", ["access_key_id", "secret_access_key", "url"])
def test_what_is_required_is_asked_for(missing: str) -> None:
    with pytest.raises(TypeError, match=f"^{missing} is a required option$"):
        signer(**{missing: None})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"url": "/relative"}, ValueError, "not an absolute URL"),
        ({"url": "not a url"}, ValueError, "not an absolute URL"),
        ({"url": 5}, ValueError, "not an absolute URL"),
        ({"url": "https://"}, ValueError, "not an absolute URL"),
        ({"url": "https://a.b/\ud800"}, ValueError, "url is not text that UTF-8 can carry"),
        ({"method": "GE T"}, ValueError, "not an HTTP method"),
        ({"method": 5}, ValueError, "not an HTTP method"),
        ({"headers": {"a": "b\r\nc: d"}}, ValueError, "header a holds a line break"),
        ({"headers": {"a\n": "b"}}, ValueError, "not a header name"),
        ({"body": {"a": "b"}}, TypeError, "body cannot be a dict"),
        ({"body": 5}, TypeError, "body cannot be a int"),
        ({"access_key_id": 5}, TypeError, "access_key_id must be a str, not int"),
        ({"access_key_id": ""}, ValueError, "access_key_id is empty"),
        ({"secret_access_key": ""}, ValueError, "secret_access_key is empty"),
        ({"session_token": b"t"}, TypeError, "session_token must be a str, not bytes"),
        ({"secretAccessKey": "s"}, TypeError, "did you mean secret_access_key"),
        ({"signQuery": True}, TypeError, "did you mean sign_query"),
        ({"nonsense": True}, TypeError, "AwsV4Signer has no option 'nonsense': it takes access_key_id, "),
    ],
)
def test_bad_input_is_refused(options: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        signer(**options)


def test_an_unknown_host_asks_for_the_options() -> None:
    with pytest.raises(UnknownEndpointError, match="service='s3', region='us-east-1'"):
        signer("http://localhost:9000/bucket")
    with pytest.raises(UnknownEndpointError, match="pass the option region"):
        signer("http://localhost:9000/bucket", service="s3")
    assert signer("http://localhost:9000/bucket", service="s3", region="a").region == "a"


async def test_a_surrogate_in_the_body_is_refused() -> None:
    with pytest.raises(ValueError, match="body is not text that UTF-8 can carry"):
        await signer(body="\ud800").sign()


LATTICE = "my-svc-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-west-2.on.aws"


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("body", [None, "", "abc", b"abc"])
async def test_vpc_lattice_takes_no_signed_payload(scheme: str, body: Any) -> None:
    ours = signer(f"{scheme}://{LATTICE}/a b", body=body)
    assert (ours.service, ours.region) == ("vpc-lattice-svcs", "us-west-2")
    assert ours.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert "x-amz-content-sha256:UNSIGNED-PAYLOAD" in ours.canonical_headers
    assert (await ours.canonical_string()).endswith("\nUNSIGNED-PAYLOAD")
    assert (await ours.sign()).headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert ours.encoded_path == "/a%2520b", "it is not S3"


async def test_vpc_lattice_presigned() -> None:
    ours = signer(f"http://{LATTICE}/", sign_query=True, body="abc")
    assert (await ours.canonical_string()).endswith("\nUNSIGNED-PAYLOAD")
    assert "x-amz-content-sha256" not in ours.headers
    assert "X-Amz-Expires" not in ours.url


@pytest.mark.parametrize(
    "name",
    [
        *("service", "region", "method", "url", "host", "headers", "body", "datetime", "sign_query"),
        *("append_session_token", "credentials", "signable_headers", "signed_headers", "canonical_headers"),
        *("credential_string", "encoded_path", "encoded_search", "nonsense"),
    ],
)
def test_the_parts_of_a_signer_cannot_be_set(name: str) -> None:
    ours = signer()
    before = getattr(ours, name, None)
    with pytest.raises(AttributeError):
        setattr(ours, name, "x")
    with pytest.raises(AttributeError):
        delattr(ours, name)
    assert getattr(ours, name, None) == before


async def test_the_headers_of_a_signer_cannot_be_changed() -> None:
    given = {"x-a": "b"}
    ours = signer(headers=given)
    held: Any = ours.headers
    assert isinstance(held, Headers)
    for change in (
        lambda: held.__setitem__("x-c", "d"),
        lambda: held.__setitem__("x-a", "d"),
        lambda: held.update({"x-c": "d"}),
        lambda: held.setdefault("x-c", "d"),
        lambda: held.pop("x-a"),
        held.popitem,
        held.clear,
        lambda: held.__delitem__("x-a"),
    ):
        with pytest.raises(TypeError, match="a signer's headers cannot be changed"):
            change()
    given["x-c"] = "d"
    ours.signable_headers.append("x-c")
    copied = held.copy()
    copied["x-c"] = "d"
    signed = await ours.sign()
    assert "x-c" not in signed.headers
    assert signed.headers["authorization"] == (await signer(headers={"x-a": "b"}).sign()).headers["authorization"]
    assert held["X-A"] == "b"


async def test_the_headers_of_what_is_signed_are_the_callers() -> None:
    ours = signer()
    signed = await ours.sign()
    signed.headers["x-c"] = "d"
    assert "x-c" not in ours.headers
    assert "x-c" not in (await ours.sign()).headers
