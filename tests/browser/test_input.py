"""What fetch takes: a str, a URL or a Request, and headers in three forms."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from .echo import Answer, EchoServer


@run_in_pyodide
async def with_headers(selenium, url, form, pairs):
    import js
    from inpage import client
    from pyodide.ffi import to_js

    forms = {"mapping": dict, "pairs": list, "JS Headers": lambda pairs: js.Headers.new(to_js(pairs))}
    return (await client().fetch(url, headers=forms[form](pairs))).status


@pytest.mark.parametrize("form", ["mapping", "pairs", "JS Headers"])
def test_headers(selenium: Any, echo: EchoServer, form: str) -> None:
    pairs = [("X-One", "1"), ("x-two", "  padded  "), ("X-Amz-Meta-Three", "a  b\tc")]
    assert with_headers(selenium, echo.url, form, pairs) == 200
    [request] = echo.sent
    assert request.header("x-one") == "1"
    assert request.header("x-two") == "padded"
    assert request.header("x-amz-meta-three") == "a b c"
    assert "x-one;x-two" in (request.header("authorization") or "")
    assert echo.refusals() == [None]


FORBIDDEN = {  # https://fetch.spec.whatwg.org/#forbidden-request-header
    **dict.fromkeys(["Accept-Charset", "Accept-Encoding", "Access-Control-Request-Headers"], "x"),
    **dict.fromkeys(["Access-Control-Request-Method", "Access-Control-Request-Private-Network"], "GET"),
    **dict.fromkeys(
        ["Connection", "Cookie", "Cookie2", "Date", "DNT", "Expect", "Keep-Alive", "Origin", "Referer"], "x"
    ),
    **dict.fromkeys(["Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Proxy-A", "Sec-A"], "x"),
    "Content-Length": "4",
}


@run_in_pyodide
async def with_every_header(selenium, url, headers):
    from inpage import client

    return (await client().fetch(url, method="PUT", body="body", headers=headers, aws={"all_headers": True})).status


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_header_that_a_page_may_not_set_breaks_no_signature(selenium: Any, echo: EchoServer, name: str) -> None:
    assert with_every_header(selenium, echo.url, {name: FORBIDDEN[name], "x-own": "1"}) == 200
    assert echo.sent[0].header("x-own") == "1"
    assert echo.refusals() == [None]


@pytest.mark.parametrize("form", ["pairs", "JS Headers"])
def test_repeated_header(selenium: Any, echo: EchoServer, form: str) -> None:
    pairs = [("x-amz-meta-a", "1"), ("X-Amz-Meta-A", "2")]
    assert with_headers(selenium, echo.url, form, pairs) == 200
    assert (echo.sent[0].header("x-amz-meta-a") or "").replace(" ", "") == "1,2"
    assert echo.refusals() == [None]


def test_header_beyond_ascii(selenium: Any, echo: EchoServer) -> None:
    assert with_headers(selenium, echo.url, "pairs", [("x-amz-meta-a", "café ÿ")]) == 200
    assert echo.sent[0].header("x-amz-meta-a") == "café ÿ"
    assert echo.refusals() == [None]


@run_in_pyodide
async def with_url(selenium, url, form):
    import js
    from inpage import client

    return (await client().fetch({"str": str, "URL": js.URL.new, "Request": js.Request.new}[form](url))).status


@pytest.mark.parametrize("form", ["str", "URL", "Request"])
@pytest.mark.parametrize(
    "target", ["/a%20b/c?x=1&x=0&y=%C3%A9+z&flag", "/caf\u00e9/'()*!?q='()*!", "/?", "//a/./b/../c"]
)
def test_url(selenium: Any, echo: EchoServer, form: str, target: str) -> None:
    assert with_url(selenium, echo.url + target, form) == 200
    [request] = echo.sent
    assert request.method == "GET"
    assert echo.refusals() == [None]


@run_in_pyodide
async def with_method(selenium, url, method, body):
    from inpage import client

    return (await client().fetch(url, method=method, body=body)).status


@pytest.mark.parametrize(
    ("method", "body", "sent"),
    [(None, None, "GET"), (None, "x", "POST"), (None, "", "POST"), ("PUT", "x", "PUT"), ("patch", "x", "PATCH")],
)
def test_method(selenium: Any, echo: EchoServer, method: str | None, body: str | None, sent: str) -> None:
    assert with_method(selenium, echo.url, method, body) == 200
    assert [request.method for request in echo.sent] == [sent]
    assert echo.refusals() == [None]


@run_in_pyodide
async def send_request(selenium, url, members, body=None, **given):
    import js
    from inpage import client, js_object
    from pyodide.ffi import to_js

    if body is not None:
        members = {**members, "body": to_js(body)}
    request = js.Request.new(url, js_object(**members))
    response = await client().fetch(request, **given)
    return response.status, bool(request.bodyUsed)


def test_request_with_bytes_and_no_content_type(selenium: Any, echo: EchoServer) -> None:
    status, used = send_request(selenium, echo.url, {"method": "PUT"}, b"\x00\xff bytes")
    [request] = echo.sent
    assert (status, request.method, request.body) == (200, "PUT", b"\x00\xff bytes")
    assert request.header("content-type") is None
    assert echo.refusals() == [None]
    assert not used, "the caller may send the Request once more"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_get_request_with_content_type(selenium: Any, echo: EchoServer, method: str) -> None:
    members = {"method": method, "headers": {"Content-Type": "application/json", "X-Own": "1"}}
    assert send_request(selenium, echo.url, members)[0] == 200
    [request] = echo.sent
    assert (request.method, request.body) == (method, b"")
    assert (request.header("content-type"), request.header("x-own")) == ("application/json", "1")
    assert echo.refusals() == [None]


@run_in_pyodide
async def override(selenium, url):
    import js
    from inpage import client, js_object

    request = js.Request.new(url, js_object(method="PUT", body="theirs", headers={"x-a": "1"}, redirect="error"))
    return (await client().fetch(request, method="POST", body=b"ours", headers={"x-b": "2"})).status


def test_options_win_over_the_request(selenium: Any, echo: EchoServer) -> None:
    assert override(selenium, echo.url) == 200
    [request] = echo.sent
    assert (request.method, request.body) == ("POST", b"ours")
    assert (request.header("x-a"), request.header("x-b")) == (None, "2")
    assert echo.refusals() == [None]


@run_in_pyodide
async def members_kept(selenium, url, members):
    import js
    from inpage import client, js_object

    request = js.Request.new(url, js_object(**members))
    signed = await client().sign(request)
    return {name: getattr(signed, name) for name in members}


MEMBERS = {
    "cache": "no-store",
    "credentials": "omit",
    "integrity": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "keepalive": True,
    "mode": "same-origin",
    "redirect": "manual",
    "referrerPolicy": "no-referrer",
}


def test_request_members_are_kept(selenium: Any, echo: EchoServer) -> None:
    assert members_kept(selenium, echo.url, MEMBERS) == MEMBERS


@run_in_pyodide
async def abort_request(selenium, url):
    import asyncio

    import js
    from inpage import client, failure, happened, js_object

    controller = js.AbortController.new()
    request = js.Request.new(f"{url}/hang", js_object(signal=controller.signal))
    sending = asyncio.ensure_future(client().fetch(request))
    arrived = await happened(url, "waiting")
    controller.abort()
    return arrived, (await failure(sending))[0][0], await happened(url, "left")


def test_request_signal_is_kept(selenium: Any, echo: EchoServer) -> None:
    echo.answer("/hang", Answer(fault="hang"))
    assert abort_request(selenium, echo.url) == (True, "AbortError", True)
