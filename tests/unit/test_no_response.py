"""Why a page got no response: the first reason that it can know, and for CORS also the rule to paste."""

import json

import pytest

from aws4web._platform.browser.no_response import no_response_advice

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


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (URL, PAGE),
        (URL, "http://localhost:8000"),
        ("http://localhost:9000/key", "http://localhost:8000"),
        (f"{PAGE}.evil/key", PAGE),
        (f"{PAGE}:8443/key", PAGE),
    ],
)
def test_a_page_of_another_origin_is_told_the_cors_rule(url: str, page: str) -> None:
    advice = no_response_advice("PUT", url, SIGNED, page, is_online=True)
    words, _, rule = advice.partition(" For an S3 bucket that is this CORS rule: ")
    assert words == (
        f"the server could not be reached, or does not allow the page's origin {page} (CORS). To allow it, the server"
        f" must answer the preflight (OPTIONS) with access-control-allow-origin: {page}, access-control-allow-methods:"
        " PUT and access-control-allow-headers: authorization,content-type,x-amz-date."
    )
    assert json.loads(rule) == [
        {
            "AllowedOrigins": [page],
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": ["authorization", "content-type", "x-amz-date"],
            "ExposeHeaders": ["ETag", "x-amz-request-id", "x-amz-id-2", "x-amz-version-id", "x-amz-bucket-region"],
        }
    ]


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
