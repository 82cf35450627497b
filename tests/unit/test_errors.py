"""Errors as AWS's protocols write them. The bodies are the examples of AWS's documentation."""

import copy
import logging
import pickle
import traceback
from typing import Any

import pytest

from aws4web import (
    AbortError,
    AwsClient,
    AwsError,
    AwsV4Signer,
    CredentialsError,
    NetworkError,
    RequestTimeoutError,
    UnknownEndpointError,
)
from aws4web._answers.parse import parse_error
from aws4web.s3 import DeleteError
from tests.unit.support import KEYS, Answer, Fake

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"
S3_ERROR = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The resource you requested does not exist</Message>
<Resource>/mybucket/myfoto.jpg</Resource><RequestId>4442587FB7D0A2F9</RequestId></Error>"""
QUERY_ERROR = """<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>
<Code>ValidationError</Code><Message>1 validation error</Message></Error>
<RequestId>4bd8b3e4-90b2-11e6-8fd8-example</RequestId></ErrorResponse>"""
EC2_ERROR = """<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code>
<Message>The instance ID 'i-1' does not exist &amp; never did</Message></Error></Errors>
<RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>"""
JSON_10 = '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"No such table"}'
JSON_11 = '{"__type":"InvalidSequenceTokenException","Message":"The token is invalid"}'
REST_JSON = '{"message":"Function not found: arn:aws:lambda:…","Type":"User"}'
SMITHY = '{"__type":"aws.protocoltests.json10#FooError:http://internal.amazon.com/coral/com.amazon.coral/"}'


async def test_it_comes_from_another_process_as_it_was() -> None:
    """Pools of processes pickle what a worker raises, and say only that they cannot, if so."""
    refused = (await Fake(Answer(404, S3_ERROR)).client().fetch(S3)).error
    assert refused
    for error in (
        refused,
        DeleteError({("a", None): refused, ("b", "v1"): refused}),
        NetworkError("GET x: reset", retryable=False),
        *(RequestTimeoutError("late"), AbortError("ended"), CredentialsError("none"), UnknownEndpointError("where")),
    ):
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert type(again) is type(error)
            assert (str(again), repr(again), again.args) == (str(error), repr(error), error.args)
            assert vars(again).keys() == vars(error).keys()
            assert getattr(again, "retryable", None) == getattr(error, "retryable", None)
    again = pickle.loads(pickle.dumps(DeleteError({("b", "v1"): refused})))
    assert again.versions["b", "v1"].fields["Resource"] == "/mybucket/myfoto.jpg"


@pytest.mark.parametrize(
    ("body", "headers", "code", "message", "request_id"),
    [
        (S3_ERROR, {}, "NoSuchKey", "The resource you requested does not exist", "4442587FB7D0A2F9"),
        (QUERY_ERROR, {}, "ValidationError", "1 validation error", "4bd8b3e4-90b2-11e6-8fd8-example"),
        (
            EC2_ERROR,
            {},
            "InvalidInstanceID.NotFound",
            "The instance ID 'i-1' does not exist & never did",
            "ea966190-f9aa-478e-9ede-example",
        ),
        (JSON_10, {"x-amzn-requestid": "id"}, "ResourceNotFoundException", "No such table", "id"),
        (JSON_11, {}, "InvalidSequenceTokenException", "The token is invalid", None),
        (
            REST_JSON,
            {"x-amzn-errortype": "ResourceNotFoundException:http://internal.amazon.com/"},
            "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:…",
            None,
        ),
        (SMITHY, {}, "FooError", "", None),
        ("", {"x-amzn-errortype": "FooError", "x-amz-request-id": "id"}, "FooError", "", "id"),
        ('{"code":"FooError"}', {}, "FooError", "", None),
        (f"\n  \n{S3_ERROR}", {}, "NoSuchKey", "The resource you requested does not exist", "4442587FB7D0A2F9"),
    ],
)
def test_an_error_of_each_protocol(
    body: str, headers: dict[str, str], code: str, message: str, request_id: str | None
) -> None:
    details = parse_error(headers, body)
    assert details is not None
    assert (details.code, details.message, details.request_id) == (code, message, request_id)


@pytest.mark.parametrize(
    "body", ["", "<html>Bad gateway", "{}", "[1]", '"text"', "<Error", "null", "<a><Code>b</Code></a>"]
)
def test_what_is_no_error_of_aws(body: str) -> None:
    assert parse_error({}, body) is None


async def test_raise_for_status() -> None:
    fake = Fake(Answer(404, S3_ERROR))
    response = await fake.client().fetch(f"{S3}?versionId=secret")
    assert response.error is not None
    with pytest.raises(AwsError) as caught:
        response.raise_for_status()
    error = caught.value
    assert (error.code, error.status, error.request_id) == ("NoSuchKey", 404, "4442587FB7D0A2F9")
    assert not error.retryable
    assert error.fields["Resource"] == "/mybucket/myfoto.jpg"
    assert str(error) == (
        "NoSuchKey: The resource you requested does not exist"
        " (GET https://bucket.s3.us-east-1.amazonaws.com/key, status 404, request 4442587FB7D0A2F9)"
    )
    assert (await response.text()) == S3_ERROR


async def test_raise_for_status_may_be_asked_for() -> None:
    for client, options in (
        (Fake(404).client(raise_for_status=True), {}),
        (Fake(404).client(), {"raise_for_status": True}),
    ):
        with pytest.raises(AwsError, match="HTTP 404"):
            await client.fetch(S3, **options)
    response = await Fake(404).client(raise_for_status=True).fetch(S3, raise_for_status=False)
    assert response.status == 404
    assert (await Fake().client(raise_for_status=True).fetch(S3)).raise_for_status().ok


async def test_s3_says_200_and_then_an_error() -> None:
    slow = S3_ERROR.replace("NoSuchKey", "InternalError")
    fake = Fake(
        Answer(200, slow, content_type="application/xml"), Answer(200, f" \n {S3_ERROR}", content_type="text/xml")
    )
    response = await fake.client().fetch(f"{S3}?uploadId=1", method="POST", body="<a/>")
    assert len(fake.requests) == 2
    assert response.error is not None
    assert response.error.code == "NoSuchKey"
    fake = Fake(Answer(200, "<CompleteMultipartUploadResult/>", content_type="application/xml"))
    assert (await fake.client().fetch(f"{S3}?uploadId=1", method="POST", body="<a/>")).error is None


async def test_an_error_body_that_breaks_off() -> None:
    fake = Fake(Answer(403, NetworkError("reset")), 200)
    assert (await fake.client().fetch(S3)).status == 200
    fake = Fake(Answer(503, NetworkError("reset")), 200)
    assert (await fake.client().fetch(S3, method="POST", body="a")).status == 200
    fake = Fake(Answer(403, NetworkError("reset")), 200)
    with pytest.raises(NetworkError, match="reset"):
        await fake.client().fetch(S3, method="POST", body="a")


async def test_secrets_show_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {"secret_access_key": "s3cr3t/key+1", "session_token": "s3cr3t/token+1"}
    leaky = "<Error><Code>SignatureDoesNotMatch</Code><Message>x-amz-security-token:s3cr3t/token+1</Message></Error>"
    presigned: Any = {"sign_query": True}
    calls: list[tuple[Fake, Any]] = [
        (Fake(Answer(403, leaky)), {"raise_for_status": True}),
        (Fake(Answer(403, leaky)), {"raise_for_status": True, "aws": presigned}),
        (Fake(NetworkError("reset")), {"method": "POST", "aws": presigned | secrets}),
        (Fake(), {"aws": presigned | {"expires": 0} | secrets}),
        (Fake(), {"aws": {"secretAccessKey": "s3cr3t"}}),
        (Fake(), {"aws": secrets | {"nonsense": 1}}),
        (Fake(), {"secret_access_key": "s3cr3t"}),
        (Fake(), {"aws": secrets | {"retries": -1}}),
        (Fake(), {"headers": {"a": "b\nc"}}),
        (Fake(), {"body": {}}),
    ]
    shown = ""
    for fake, options in calls:
        client = fake.client(**secrets)
        try:
            await client.fetch(S3, **options)
        except Exception as exc:
            report = traceback.TracebackException.from_exception(exc, capture_locals=True)
            # The frame of this test has the secrets in its own locals.
            report.stack = traceback.StackSummary.from_list(
                [frame for frame in report.stack if "test_errors" not in frame.filename]
            )
            shown += "".join(report.format()) + repr(exc) + str(vars(exc))
        else:
            raise AssertionError("no error")
        shown += repr(client) + repr(vars(client))
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(AwsClient(**(KEYS | secrets)))
    bad_options: list[Any] = [{"nonsense": 1}, {"access_key_id": None}, {"retries": -1}, {"secretAccessKey": "s3cr3t"}]
    for options in bad_options:
        try:
            Fake().client(**(secrets | options))
        except (TypeError, ValueError) as exc:
            report = traceback.TracebackException.from_exception(exc, capture_locals=True)
            shown += "".join(
                repr(frame.locals)
                for frame in report.stack
                if "test_errors" not in frame.filename and "support" not in frame.filename
            )
    signer = AwsV4Signer(url=S3, **(KEYS | secrets), sign_query=True)
    cache = client._settings.signing.cache
    shown += f"{signer!r} {await signer.sign()!r} {list(cache)!r} {cache!r} {caplog.text}"
    assert "s3cr3t" not in shown
    assert "attempt 1: 403" in caplog.text
    assert "key: SignatureDoesNotMatch" in caplog.text
