"""Pages that have changed what the browser gives them: Promise, fetch, where a relative URL begins."""

import json
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide
from selenium.webdriver import Chrome

from demo.localhost.ports import free_port

from .chromium import run_page
from .echo import CREDENTIAL, Answer, EchoServer
from .pyodide_site import Site

KEYS = {"accessKeyId": CREDENTIAL.access_key_id, "secretAccessKey": CREDENTIAL.secret_access_key}


def test_a_promise_that_is_replaced(browser: Chrome, site: Site, echo: EchoServer) -> None:
    said = run_page(
        browser,
        f"{site.url}/pages/page.html",
        "replaced_promise.py",
        before="./replaced_promise.js",
        wheel=site.wheel_url,
        aws={
            "access_key_id": CREDENTIAL.access_key_id,
            "secret_access_key": CREDENTIAL.secret_access_key,
            "service": "execute-api",
            "region": "us-east-1",
            "retries": 0,
        },
        keys=json.dumps(KEYS),
        url=f"{echo.url}/path",
        nowhere=f"http://127.0.0.1:{free_port()}/",
    )
    assert said["promise"] == "ReplacedPromise"
    assert (said["read"], said["streamed"], said["asked"]) == (100_000, "a Blob", 200)
    assert all("X-Amz-Signature=" in url for url in said["presigned"])
    assert "could not be reached" in said["failure"]
    assert echo.refusals() == [None] * 3


@run_in_pyodide
async def fetch_replaced(selenium, url, source):
    import js
    from inpage import client
    from pyodide.code import run_js

    from aws4web import NetworkError

    real = js.fetch
    js.globalThis.fetch = run_js(source)
    try:
        response = await client().fetch(url)
        return response.status, response.url, await response.text()
    except NetworkError as error:
        return str(error)
    finally:
        js.globalThis.fetch = real


@pytest.mark.parametrize(
    "source",
    [
        "async () => new Response('made')",
        "() => new Response('made')",
        "() => ({ then(resolve) { resolve(new Response('made')); } })",
    ],
    ids=["a promise", "a response", "a thenable"],
)
def test_a_response_that_the_page_made(selenium: Any, source: str) -> None:
    url = "https://host.invalid/path"
    assert tuple(fetch_replaced(selenium, url, source)) == (200, url, "made"), "it has no URL of its own"


@pytest.mark.parametrize(
    "thrown", ["new Error('blocked')", "'blocked'", "Symbol('blocked')"], ids=["Error", "text", "symbol"]
)
@pytest.mark.parametrize("how", ["() => {{ throw {}; }}", "async () => {{ throw {}; }}"], ids=["throws", "rejects"])
def test_a_fetch_that_throws(selenium: Any, how: str, thrown: str) -> None:
    said = fetch_replaced(selenium, "https://host.invalid/path", how.format(thrown))
    assert said.startswith("GET https://host.invalid/path: the server could not be reached")


@run_in_pyodide
async def sent_without_cors(selenium, url, method):
    from inpage import client

    response = await client().fetch(url, method=method, mode="no-cors", aws={"sign_query": True})
    return response.status, response.url.partition("?")[0], await response.bytes(), response.raw.type


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_that_is_opaque(selenium: Any, echo: EchoServer, method: str) -> None:
    url = echo.answer("/path", Answer(body=b"hidden", cors=False))
    assert tuple(sent_without_cors(selenium, url, method)) == (0, url, b"", "opaque")
    assert echo.refusals() == [None], "it is sent once"


@run_in_pyodide
async def aborted_for(selenium, url, reason):
    from inpage import client, failure
    from pyodide.code import run_js

    kinds, _ = await failure(client().fetch(url, signal=run_js(f"AbortSignal.abort({reason})")))
    return kinds[0]


@pytest.mark.parametrize("reason", ["null", "Symbol('x')", "({ get name() { throw 1; } })", "Object.create(null)"])
def test_reasons_of_any_type(selenium: Any, echo: EchoServer, reason: str) -> None:
    assert aborted_for(selenium, echo.url, reason) == "AbortError"


@run_in_pyodide
async def asked_relatively(selenium, base, url):
    import js

    from aws4web.credentials import from_url

    js_base = js.document.createElement("base")
    js_base.href = base
    js.document.head.append(js_base)
    try:
        return (await from_url(url)()).access_key_id
    finally:
        js_base.remove()


def test_a_relative_url_begins_where_the_page_says(selenium: Any, echo: EchoServer) -> None:
    echo.answer("/app/credentials", Answer(body=json.dumps(KEYS).encode()))
    assert asked_relatively(selenium, f"{echo.url}/app/", "credentials") == CREDENTIAL.access_key_id
    assert [request.target for request in echo.sent] == ["/app/credentials"]


@run_in_pyodide
async def failure_in_a_frame(selenium, url, origin):
    import js
    from inpage import client, failure
    from pyodide.code import run_js

    real = js.origin
    js.globalThis.origin = origin
    try:
        return (await failure(client().fetch(url)))[1]
    finally:
        run_js("delete globalThis.origin")
        js.globalThis.origin = real


def test_the_origin_of_a_frame(selenium: Any) -> None:
    """A sandboxed frame's is null, whatever its URL."""
    url = f"http://127.0.0.1:{free_port()}/"
    assert "the page's origin null (CORS)" in failure_in_a_frame(selenium, url, "null")
