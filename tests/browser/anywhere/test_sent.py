"""What is signed is what is sent: headers, the host, and what a runtime's Request refuses."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from ..echo import Answer, EchoServer


@run_in_pyodide
async def with_value(selenium, url, value):
    from inpage import client

    aws = client()
    response = await aws.fetch(url, headers={"x-amz-meta-a": value})
    request = await aws.sign(url, headers={"x-amz-meta-a": value})
    return response.status, request.headers.get("x-amz-meta-a")


@pytest.mark.parametrize("value", ["a  b", "a\tb", "a\xa0b", "\xa0a\x85", '"a  b"', "a \t\xa0 b"])
def test_what_is_signed_is_what_is_sent(selenium: Any, echo: EchoServer, value: str) -> None:
    folded = " ".join(value.split())
    assert with_value(selenium, echo.url, value) == (200, folded)
    assert echo.sent[0].header("x-amz-meta-a") == folded
    assert echo.refusals() == [None]


@run_in_pyodide
async def with_once_only_headers(selenium, url, form):
    import js
    from inpage import Clock, client
    from pyodide.ffi import to_js

    pairs = [("X-Amz-Meta-A", "1")]
    headers = {
        "generator": lambda: (pair for pair in pairs),
        "iterator": lambda: js.Headers.new(to_js(pairs)).entries(),
    }
    aws = client(retries=1, platform=Clock().platform)
    return (await aws.fetch(url, headers=headers[form]())).status


@pytest.mark.parametrize("form", ["generator", "iterator"])
def test_headers_that_can_be_read_once_are_there_for_each_attempt(selenium: Any, echo: EchoServer, form: str) -> None:
    assert with_once_only_headers(selenium, echo.answer("/again", 503, 200), form) == 200
    assert [request.header("x-amz-meta-a") for request in echo.sent] == ["1", "1"]
    assert echo.refusals() == [None, None]


@run_in_pyodide
async def with_host(selenium, url, host):
    from inpage import client, failure

    aws = client()
    if host is None:
        host = url.partition("//")[2]
        return (await aws.fetch(url, headers={"Host": host})).status, "host" in (await aws.sign(url)).headers
    return await failure(aws.fetch(url, headers={"Host": host})), await failure(aws.sign(url, headers={"Host": host}))


def test_the_urls_own_host(selenium: Any, echo: EchoServer) -> None:
    assert with_host(selenium, echo.url, None) == (200, False)
    assert echo.refusals() == [None]


def test_another_host_is_refused(selenium: Any, echo: EchoServer) -> None:
    for kinds, message in with_host(selenium, f"{echo.url}/a?b=c", "public.example"):
        assert kinds[0] == "ValueError"
        assert (
            message
            == f"fetch cannot send the header host, which is signed: GET {echo.url}/a goes to the host in its URL only"
        )
    assert echo.sent == []


@run_in_pyodide
async def corrected(selenium, url):
    from inpage import client, without_cache_option

    with without_cache_option():
        response = await client(service="s3").fetch(url)
        return response.status, await response.text()


def test_a_runtime_whose_request_knows_no_cache(selenium: Any, echo: EchoServer) -> None:
    """Before the compatibility date 2024-11-11, Cloudflare's Request refuses the option."""
    # Not a 301: Chromium would cache it.
    moved = Answer(
        400, {"x-amz-bucket-region": "eu-west-1"}, b"<Error><Code>AuthorizationHeaderMalformed</Code></Error>"
    )
    url = echo.answer("/old/key", moved, Answer(body=b"there"))
    assert corrected(selenium, url) == (200, "there")
    regions = [(request.header("authorization") or "").split("/")[2] for request in echo.sent]
    assert regions == ["us-east-1", "eu-west-1"]
