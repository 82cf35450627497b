"""The demo page's explanations: each kind of error says what it is and what to do."""

import json

import pytest

from aws4web import (
    AbortError,
    Aws4WebError,
    AwsError,
    Diagnosis,
    NetworkError,
    RequestTimeoutError,
    UnknownEndpointError,
)
from aws4web._platform.browser.no_response import no_response_advice
from aws4web.s3 import cors_rule
from demo.app.help import ADVICE, help_for


def aws_error(code: str, message: str = "AWS says so", **options: object) -> AwsError:
    given = {"status": 400, "request_id": "R1", "retryable": False, "fields": {}, "where": "GET https://h/", **options}
    return AwsError(code, message, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ADVICE)
def test_codes(code: str) -> None:
    said = help_for(aws_error(code))
    assert said.title == code
    assert said.text == f"{ADVICE[code]} AWS’s own words: “AWS says so”"
    assert said.details == "GET https://h/\nstatus 400\nrequest R1"


def test_code_that_is_not_listed() -> None:
    assert help_for(aws_error("SlowDown", retryable=True)).text.startswith("This is temporary: ")
    assert help_for(aws_error("Other", "")).text == ""


def test_diagnosis() -> None:
    other = Diagnosis("path", "/a", "/b", "the server saw another path")
    said = help_for(aws_error("SignatureDoesNotMatch", "No.\n\nThe Canonical String …", diagnosis=other))
    assert said.text == "The server saw another path. AWS’s own words: “No.”"
    assert said.details.endswith("signed here: /a\nAWS saw:     /b")
    secret = Diagnosis("secret", "", "", "the secret access key is wrong")
    said = help_for(aws_error("SignatureDoesNotMatch", diagnosis=secret))
    assert "Correct it under Connection." in said.text


@pytest.mark.parametrize("host", ["b", "b.s3.eu-west-1.amazonaws.com"])
def test_cors(host: str) -> None:
    advice = no_response_advice("PUT", f"https://{host}/k", ["authorization"], "https://page", is_online=True)
    said = help_for(NetworkError(f"PUT https://b/k: {advice} (TypeError: Failed to fetch)"))
    assert "does not allow this page’s origin (CORS)" in said.text
    [rule] = json.loads(said.code)
    assert rule == cors_rule("https://page")
    assert "AllowedOrigins" not in said.details


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (NetworkError("GET https://h/: this device is offline (TypeError)"), "You are offline"),
        (NetworkError("GET https://h/: the body broke off"), "No answer"),
        (AbortError("x"), "Cancelled"),
        (RequestTimeoutError("x"), "No answer in time"),
        (UnknownEndpointError("cannot tell"), "Which service is this?"),
        (ValueError("url is wrong"), "This cannot be sent"),
        (TypeError("no"), "This cannot be sent"),
        (RuntimeError(), "The page made a mistake"),
        (Aws4WebError("x"), "The page made a mistake"),
    ],
)
def test_kinds(error: Exception, title: str) -> None:
    said = help_for(error)
    assert said.title == title
    assert said.text[0].isupper()
    assert said.text.endswith(".")
