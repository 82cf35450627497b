"""A refusal has the form that a client of the service knows how to read."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from demo.localhost.aws.gate.refusal_answer import Answer, answer
from demo.localhost.aws.gate.verification import verify
from demo.localhost.aws.gate.wire_request import Claim, WireRequest, read_claim

from .botocore_signed import CREDENTIALS, KEY, signed, with_header

WRONG_SECRET = replace(KEY, secret_access_key="wrong")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EARLIER = timedelta(minutes=-20)


def refused(request: WireRequest, later: timedelta = timedelta(0)) -> Answer:
    claim = read_claim(request)
    now = claim.signed_at if isinstance(claim, Claim) else datetime(2015, 8, 30, tzinfo=UTC)
    refusal = verify(request, CREDENTIALS, now + later)
    assert refusal is not None
    return answer(request, refusal)


def elements(body: bytes) -> dict[str, str]:
    """The text of each element by its name without the namespace."""
    return {element.tag.rpartition("}")[2]: element.text or "" for element in ElementTree.fromstring(body).iter()}


def test_s3_shows_what_should_have_been_signed() -> None:
    reply = refused(signed("GET", "http://h/b/k?prefix=%3C%26%3E", credential=WRONG_SECRET))
    found = elements(reply.body)
    assert reply.status == 403
    assert ("Content-Type", "application/xml") in reply.headers
    assert list(found) == [
        "Error",
        "Code",
        "Message",
        "AWSAccessKeyId",
        "StringToSign",
        "SignatureProvided",
        "StringToSignBytes",
        "CanonicalRequest",
        "CanonicalRequestBytes",
        "RequestId",
        "HostId",
    ]
    assert found["Code"] == "SignatureDoesNotMatch"
    assert found["AWSAccessKeyId"] == KEY.access_key_id
    assert found["CanonicalRequest"].startswith("GET\n/b/k\nprefix=%3C%26%3E\nhost:h\n")
    assert bytes.fromhex(found["CanonicalRequestBytes"]).decode() == found["CanonicalRequest"]
    assert found["StringToSign"].startswith("AWS4-HMAC-SHA256\n")


def test_s3_tells_the_time() -> None:
    reply = refused(signed("GET", "http://h/b"), EARLIER)
    found = elements(reply.body)
    assert (reply.status, found["Code"]) == (403, "RequestTimeTooSkewed")
    assert found["MaxAllowedSkewMilliseconds"] == "900000"
    assert found["RequestTime"].endswith("Z")
    assert found["ServerTime"].endswith("Z")
    reply = refused(signed("GET", "http://h/b", expires=1), timedelta(seconds=20))
    found = elements(reply.body)
    assert (reply.status, found["Code"], found["Message"]) == (403, "AccessDenied", "Request has expired")
    assert found["X-Amz-Expires"] == "1"
    assert found["Expires"] < found["ServerTime"]


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (with_header(signed("GET", "http://h/b"), "Authorization", None), 403, "AccessDenied"),
        (with_header(signed("GET", "http://h/b"), "Authorization", "AWS a:b"), 400, "InvalidRequest"),
        (signed("GET", "http://h/b", region="x"), 400, "AuthorizationHeaderMalformed"),
        (signed("GET", "http://h/b", expires=604801), 400, "AuthorizationQueryParametersError"),
        (replace(signed("PUT", "http://h/b/k"), body=b"x"), 400, "XAmzContentSHA256Mismatch"),
        (with_header(signed("GET", "http://h/b"), "x-amz-acl", "private"), 403, "AccessDenied"),
    ],
)
def test_s3_has_a_code_for_each_refusal(request_: WireRequest, status: int, code: str) -> None:
    reply = refused(request_)
    assert (reply.status, elements(reply.body)["Code"]) == (status, code)


def test_json_services_answer_in_json() -> None:
    headers = {"X-Amz-Target": "DynamoDB_20120810.GetItem", "Content-Type": "application/x-amz-json-1.0"}
    reply = refused(signed("POST", "http://h/", headers, service="dynamodb", credential=WRONG_SECRET))
    content = json.loads(reply.body)
    assert reply.status == 400
    assert dict(reply.headers)["x-amzn-ErrorType"] == "InvalidSignatureException"
    assert dict(reply.headers)["Content-Type"] == "application/x-amz-json-1.0"
    assert content["__type"] == "com.amazon.coral.service#InvalidSignatureException"
    assert "The Canonical String for this request should have been\n'POST\n/\n" in content["message"]
    assert "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n" in content["message"]
    unsigned = WireRequest("POST", "/", tuple(headers.items()), b"{}")
    assert json.loads(refused(unsigned).body)["__type"].endswith("#MissingAuthenticationTokenException")


def test_rest_services_name_the_error_in_a_header() -> None:
    url = "http://h/2015-03-31/functions/echo/invocations"
    reply = refused(signed("POST", url, service="lambda", credential=WRONG_SECRET))
    assert reply.status == 403
    assert dict(reply.headers)["x-amzn-ErrorType"] == "InvalidSignatureException"
    assert list(json.loads(reply.body)) == ["message"]
    reply = refused(signed("POST", url, service="lambda"), EARLIER)
    message = json.loads(reply.body)["message"]
    assert message.startswith("Signature not yet current: ")
    reply = refused(WireRequest("POST", "/2015-03-31/functions/echo/invocations", (("Host", "h"),)))
    assert dict(reply.headers)["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"


def test_query_services_answer_in_xml() -> None:
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    reply = refused(signed("POST", "http://h/", FORM, body, service="sts"), timedelta(minutes=20))
    found = elements(reply.body)
    assert reply.status == 403
    assert list(found) == ["ErrorResponse", "Error", "Type", "Code", "Message", "RequestId"]
    assert found["Code"] == "SignatureDoesNotMatch"
    assert found["Message"].startswith("Signature expired: ")
    assert "is now earlier than" in found["Message"]
    unsigned = WireRequest("POST", "/", tuple(FORM.items()), body)
    assert elements(refused(unsigned).body)["Code"] == "MissingAuthenticationToken"


def test_ec2_has_a_form_of_its_own() -> None:
    body = b"Action=DescribeInstances&Version=2016-11-15"
    found = elements(refused(signed("POST", "http://h/", FORM, body, service="ec2", credential=WRONG_SECRET)).body)
    assert list(found) == ["Response", "Errors", "Error", "Code", "Message", "RequestID"]
    assert found["Code"] == "SignatureDoesNotMatch"
