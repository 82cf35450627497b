"""The demo page's explanations: each kind of error says what it is and what to do."""

import json

import pytest

from aws4web import (
    AbortError,
    Aws4WebError,
    AwsClient,
    AwsError,
    Credentials,
    CredentialsError,
    Diagnosis,
    NetworkError,
    RequestTimeoutError,
    UnknownEndpointError,
)
from aws4web._platform.browser.no_response import no_response_advice
from aws4web.credentials import CachedProvider
from aws4web.s3 import Bucket, cors_rule
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


PAGE = "The server answered with a page or a document of its own, not with an error of AWS."
TEMPORARY = "This is temporary: the same request may succeed in a moment. It has already been tried several times."
CAUSE = "The body is not JSON."


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        ("HTTP 403", "<!doctype html><h1>Forbidden</h1>", PAGE),
        ("HTTP 403", "\n <html>", PAGE),
        ("HTTP 403", "Forbidden\n\nby the proxy", "The server’s words: “Forbidden”"),
        ("HTTP 403", "", ""),
        ("Odd", "<b>", "AWS’s own words: “<b>”"),  # a code is AWS's, whatever its message looks like
    ],
)
def test_whose_words_they_are(code: str, message: str, words: str) -> None:
    assert help_for(aws_error(code, message, status=403)).text == words
    said = help_for(aws_error(code, message, status=502, retryable=True, request_id=""))
    assert said.text == f"{TEMPORARY} {words}".strip()
    assert said.details == "GET https://h/\nstatus 502"


@pytest.mark.parametrize(
    ("code", "options", "text"),
    [
        ("HTTP 400", {}, CAUSE),
        ("HTTP 499", {"status": 499}, CAUSE),
        ("HTTP 500", {"status": 500}, f"{CAUSE} The server failed over it."),
        ("HTTP 503", {"status": 503, "retryable": True}, f"{CAUSE} The server failed over it."),  # not: try again
        ("NoSuchKey", {"status": 404}, ADVICE["NoSuchKey"]),  # the server knows better
    ],
)
def test_a_cause_that_is_known(code: str, options: dict[str, object], text: str) -> None:
    assert help_for(aws_error(code, "", **options), CAUSE).text == text


def test_diagnosis() -> None:
    other = Diagnosis("path", "/a", "/b", "the server saw another path")
    said = help_for(aws_error("SignatureDoesNotMatch", "No.\n\nThe Canonical String …", diagnosis=other))
    assert said.text == "The server saw another path. AWS’s own words: “No.”"
    assert said.details.endswith("signed here: /a\nAWS saw:     /b")
    secret = Diagnosis("secret", "", "", "the secret access key is wrong")
    said = help_for(aws_error("SignatureDoesNotMatch", "", diagnosis=secret), CAUSE)
    assert said.text == "The secret access key is wrong. Correct it under Connection."


def test_an_answer_that_is_none() -> None:
    error = NetworkError("PUT https://b/k: the answer is not S3's: a page of HTML", retryable=False)
    said = help_for(error)
    assert said.title == "This is not how S3 answers"
    assert said.text.startswith("The server’s answer is not S3’s: a page of HTML. Check the endpoint")
    assert "sign-in" in said.text


@pytest.mark.parametrize("host", ["b", "b.s3.eu-west-1.amazonaws.com"])
def test_cors(host: str) -> None:
    advice = no_response_advice("PUT", f"https://{host}/k", ["authorization"], "https://page", is_online=True)
    said = help_for(NetworkError(f"PUT https://b/k: {advice} (TypeError: Failed to fetch)"))
    assert "does not allow this page’s origin (CORS)" in said.text
    [rule] = json.loads(said.code)
    assert rule == cors_rule("https://page")
    assert "AllowedOrigins" not in said.details


def test_an_address_that_the_page_may_not_call() -> None:
    advice = no_response_advice("GET", "http://nas:9000/b", [], "https://page", is_online=True)
    said = help_for(NetworkError(f"GET http://nas:9000/b: {advice} (TypeError: Failed to fetch)"))
    assert said.title == "This page may not call it"
    assert "https" in said.text
    assert not said.code, "a CORS rule would not help"
    for host in ("localhost:9000", "127.0.0.1"):
        assert help_for(NetworkError(f"GET http://{host}/b: {advice}")).title != said.title


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("localhost:9000", "The endpoint must begin with https:// or http://, not localhost:."),
        ("nonsense", "The endpoint: 'nonsense' is not an absolute URL."),
        ("https://me:x@h/", "The endpoint must not hold a user name or password: the keys belong under Connection."),
        ("https://h/?a", "The endpoint must end with the host, the port or a path."),
    ],
)
def test_a_field_is_called_by_its_name(url: str, said: str) -> None:
    """The form knows no Python options."""
    with pytest.raises(ValueError, match="endpoint_url") as caught:
        Bucket(AwsClient(access_key_id="a", secret_access_key="b", region="us-east-1"), "bucket", endpoint_url=url)
    assert help_for(caught.value).text == said


async def test_signed_out_during_a_call() -> None:
    async def ask() -> Credentials:
        provider.forget()
        return Credentials("AKIA", "secret")

    provider = CachedProvider(ask, name="Web_identity()")
    with pytest.raises(CredentialsError) as caught:
        await provider()
    assert help_for(caught.value).title == "Signed out meanwhile"
    assert "forget" not in help_for(caught.value).text


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (NetworkError("GET https://h/: this device is offline (TypeError)"), "You are offline"),
        (NetworkError("GET https://h/: the body broke off"), "The answer broke off"),
        (AbortError("x"), "Cancelled"),
        (RequestTimeoutError("x"), "No answer in time"),
        (CredentialsError("the pool lets no guests in"), "No keys to call with"),
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
