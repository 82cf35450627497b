"""Why a page got no response: the first reason that it can know, and for CORS also the rule to paste."""

import json
import shlex
from typing import Any

import pytest

from aws4web._platform.browser.no_response import no_response_advice
from aws4web.s3 import cors_rule

PAGE = "https://page.example"
URL = "https://bucket.s3.eu-west-1.amazonaws.com/key"
SIGNED = ["x-amz-date", "authorization", "accept", "accept-language", "content-language", "content-type"]
UNREACHED = "the server could not be reached, or broke off the connection"


@pytest.mark.parametrize(
    ("url", "page", "advice"),
    [
        (URL, None, UNREACHED),
        (f"{PAGE}/api", PAGE, UNREACHED),
        ("http://localhost:9000/key", None, UNREACHED),
        ("http://localhost:8000/key", "http://localhost:8000", UNREACHED),
        (
            *("http://bucket.example/key", PAGE),
            "a page served over https may not call a plain http URL (mixed content)",
        ),
    ],
)
def test_what_a_page_knows(url: str, page: str | None, advice: str) -> None:
    assert no_response_advice("GET", url, SIGNED, page, is_online=True) == advice
    assert no_response_advice("GET", url, SIGNED, page, is_online=False) == "this device is offline"


WORDS = (
    "the server could not be reached, or does not allow the page's origin {page} (CORS). To allow it, the server must"
    " answer the preflight (OPTIONS) with access-control-allow-origin: {page}, access-control-allow-methods: PUT and"
    " access-control-allow-headers: authorization,content-type,x-amz-date."
)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("http://localhost:9000/key", "http://localhost:8000"),
        (f"{PAGE}.evil/key", PAGE),
        (f"{PAGE}:8443/key", PAGE),
        ("https://bucket.s3.eu-west-1.amazonaws.com.evil/key", PAGE),
        ("https://me-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/key", PAGE),
    ],
)
def test_a_page_of_another_origin_is_told_the_cors_rule(url: str, page: str) -> None:
    advice = no_response_advice("PUT", url, SIGNED, page, is_online=True)
    words, _, rule = advice.partition(" For an S3 bucket that is this CORS rule: ")
    assert words == WORDS.format(page=page)
    assert json.loads(rule) == [cors_rule(page)]


def test_what_is_asked_without_a_preflight_needs_none() -> None:
    """A presigned read; and a presigned write, of which the browser asks first."""
    allowed = f"with access-control-allow-origin: {PAGE}"
    for method in ("GET", "HEAD", "POST"):
        advice = no_response_advice(method, "https://s3.example/b/k", ["accept"], PAGE, is_online=True)
        assert f"the server must answer {allowed}. For" in advice
    advice = no_response_advice("PUT", "https://s3.example/b/k", [], PAGE, is_online=True)
    assert f"must answer the preflight (OPTIONS) {allowed}, access-control-allow-methods: PUT. For" in advice


PUT_CORS = "aws s3api put-bucket-cors --bucket"
HOSTS_OF_AWS = [
    ("https://bucket.s3.eu-west-1.amazonaws.com/key", "bucket"),
    ("https://s3.eu-west-1.amazonaws.com/bucket/key", "bucket"),
    ("https://s3.amazonaws.com/dotted.bucket/a/b?x=1", "dotted.bucket"),
    ("https://my.bucket.s3.amazonaws.com/key", "my.bucket"),
    ("https://bucket.s3-us-west-2.amazonaws.com/key", "bucket"),
    ("https://bucket.s3.dualstack.eu-west-1.amazonaws.com/key", "bucket"),
    ("https://bucket.s3-accelerate.amazonaws.com/key", "bucket"),
    ("https://bucket.s3.cn-north-1.amazonaws.com.cn/key", "bucket"),
    ("https://s3.us-east-1.amazonaws.com/%27;ls/key", "NAME"),
]


@pytest.mark.parametrize(("url", "bucket"), HOSTS_OF_AWS)
@pytest.mark.parametrize("page", [PAGE, "http://localhost:8000"])
def test_of_aws_s_s3_it_is_told_the_command(url: str, bucket: str, page: str) -> None:
    advice = no_response_advice("PUT", url, SIGNED, page, is_online=True)
    words, _, command = advice.partition(
        " For this bucket that is done by this command, which replaces the rules there: "
    )
    assert words == WORDS.format(page=page)
    program, name, rules = command_of(command)
    assert (program, name) == (PUT_CORS, bucket)
    assert rules == {"CORSRules": [cors_rule(page)]}


def command_of(command: str) -> tuple[str, str, Any]:
    """As a shell would read it."""
    *program, name, option, rules = shlex.split(command)
    assert option == "--cors-configuration"
    return " ".join(program), name, json.loads(rules)


def test_no_origin_ends_the_quotes() -> None:
    advice = no_response_advice("GET", "https://b.s3.amazonaws.com/k", SIGNED, "https://a'$(ls)", is_online=True)
    _, _, rules = command_of(advice.partition("rules there: ")[2])
    assert rules["CORSRules"][0]["AllowedOrigins"] == ["https://a'$(ls)"]


SILENT_OPERATIONS = [
    ("GET", "https://s3.us-east-1.amazonaws.com/?max-buckets=1000", "ListBuckets", "aws s3api list-buckets"),
    (
        *("PUT", "https://new.s3.eu-west-1.amazonaws.com/", "CreateBucket"),
        "aws s3api create-bucket --bucket new --region eu-west-1 --create-bucket-configuration"
        " LocationConstraint=eu-west-1",
    ),
    (
        *("PUT", "https://s3.us-east-1.amazonaws.com/new?X-Amz-Date=1&X-Amz-Signature=secret", "CreateBucket"),
        "aws s3api create-bucket --bucket new --region us-east-1",
    ),
    ("PUT", "https://new.s3.amazonaws.com/", "CreateBucket", "aws s3api create-bucket --bucket new"),
]


@pytest.mark.parametrize(("method", "url", "operation", "expected"), SILENT_OPERATIONS)
def test_what_aws_answers_no_page(method: str, url: str, operation: str, expected: str) -> None:
    advice = no_response_advice(method, url, SIGNED, PAGE, is_online=True)
    assert f"AWS has no CORS for {operation}." in advice
    assert "secret" not in advice
    command, _, then = advice.partition("this command does it: ")[2].partition(" && ")
    assert command == expected
    if operation == "CreateBucket":
        assert command_of(then) == (PUT_CORS, "new", {"CORSRules": [cors_rule(PAGE)]})


def test_the_first_rule_cannot_come_from_a_page() -> None:
    advice = no_response_advice("PUT", "https://my-bucket.s3.amazonaws.com/?cors", SIGNED, PAGE, is_online=True)
    assert "A bucket without any CORS rule answers no page" in advice
    assert f"{PUT_CORS} my-bucket " in advice


ANSWERING = [
    *("https://sts.eu-west-1.amazonaws.com/", "https://cognito-identity.eu-west-1.amazonaws.com/"),
    *("https://dynamodb.us-east-1.amazonaws.com/", "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions"),
    *(
        "https://bucket.s3.amazonaws.com/",
        "https://bucket.s3-us-west-2.amazonaws.com/",
        "https://logs.us-east-1.api.aws/",
    ),
    *("https://abc123.execute-api.eu-west-1.amazonaws.com/", "https://search-a.eu-west-1.es.amazonaws.com/"),
    *(
        "https://abc.lambda-url.eu-west-1.on.aws/",
        "https://minio.example/bucket/key",
        "https://email.us-east-1.amazonaws.com/",
    ),
]
SILENT = [
    ("https://oidc.us-east-1.amazonaws.com/token", "oidc"),
    ("https://portal.sso.us-east-1.amazonaws.com/", "portal"),
    ("https://bedrock-runtime.us-east-1.amazonaws.com/model", "bedrock-runtime"),
    ("https://states.eu-west-1.amazonaws.com/", "states"),
    ("https://textract.eu-west-1.amazonaws.com:443/", "textract"),
    ("https://glue.cn-north-1.amazonaws.com.cn/", "glue"),
]


@pytest.mark.parametrize("url", ANSWERING)
def test_services_that_answer_pages(url: str) -> None:
    advice = no_response_advice("POST", url, SIGNED, PAGE, is_online=True)
    assert "To allow it, the server must answer the preflight" in advice


@pytest.mark.parametrize(("url", "service"), SILENT)
def test_services_that_are_not_known_to(url: str, service: str) -> None:
    advice = no_response_advice("POST", url, SIGNED, PAGE, is_online=True)
    assert f"AWS's service {service} is not known to" in advice
    assert "AllowedOrigins" not in advice, "there is nothing that the reader could allow"
