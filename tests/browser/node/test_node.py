"""The package under the Pyodide of --dist-dir in Node: AWS's suite, and requests to the echo server."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from tests.browser.bodies import CONTENT, KINDS, TEXT
from tests.browser.echo import Answer, EchoServer
from tests.vectors.suite import Case, cases

CASES = cases()
STAGES = ("canonical-request", "string-to-sign", "signature")

Results = dict[tuple[str, str], dict[str, str]]


@run_in_pyodide
async def sign_all(selenium, cases):
    from inpage import sign_suite

    return await sign_suite(cases)


@pytest.fixture(scope="module")
def results(selenium_module_scope: Any) -> Results:
    """The stages of all signatures, made in one call."""
    return sign_all(selenium_module_scope, [case._asdict() for case in CASES])


@pytest.mark.parametrize("kind", ["header", "query"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_vector(results: Results, case: Case, kind: str) -> None:
    ours = results[case.name, kind]
    assert "error" not in ours
    for stage in STAGES:
        assert ours[f"{kind}-{stage}"] == case.expected[f"{kind}-{stage}"].rstrip("\n"), stage


@run_in_pyodide
async def platform(selenium):
    import sys

    from pyodide import __version__

    from aws4web._platform import PLATFORM

    return PLATFORM.crypto.__name__, __version__, "aws4web._platform.crypto_hashlib" in sys.modules


def test_subtle_crypto_signs(selenium: Any, request: pytest.FixtureRequest) -> None:
    crypto, version, has_hashlib = platform(selenium)  # pyright: ignore[reportGeneralTypeIssues]
    assert crypto == "aws4web._platform.browser.crypto_subtle"
    assert not has_hashlib
    assert request.config.option.dist_dir.name.endswith(version), "the Pyodide that --dist-dir names is what runs"


@run_in_pyodide
async def post(selenium, url, kind, content, text):
    from inpage import client, make_body

    response = await client().fetch(url, method="POST", body=make_body(kind, content, text))
    return response.status, (await response.bytes()).hex()


@pytest.mark.parametrize(
    "kind",
    [
        "str",
        "bytes",
        "memoryview with a step",
        "Uint8Array with an offset",
        "DataView of a resizable buffer",
        "Uint8Array of shared memory",
        "Blob",
        "ReadableStream",
    ],
)
def test_body_arrives(selenium: Any, echo: EchoServer, kind: str) -> None:
    status, echoed = post(selenium, echo.url, kind, CONTENT, TEXT)
    [request] = echo.sent
    assert (status, request.body) == (200, KINDS[kind].arrives)
    assert bytes.fromhex(echoed) == request.body
    assert echo.refusals() == [None]


@run_in_pyodide
async def retry(selenium, url):
    from inpage import Clock, client

    clock = Clock()
    response = await client(retries=10, platform=clock.platform).fetch(url, headers=[("x-a", "1"), ("x-a", "2")])
    chunks = [chunk async for chunk in response]
    return response.status, b"".join(chunks), response.headers["x-answer"], clock.waits


def test_retries_and_response(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/again", 500, 429, Answer(200, {"X-Answer": "7"}, b"third"))
    assert retry(selenium, url) == (200, b"third", "7", [0.025, 0.05])
    assert echo.refusals() == [None] * 3


@run_in_pyodide
async def request_object(selenium, url):
    import js
    from inpage import client, js_object
    from pyodide.ffi import to_js

    request = js.Request.new(url, js_object(method="PUT", body=to_js(b"\x00\xff"), redirect="error"))
    return (await client().fetch(request)).status, (await client().sign(request)).redirect


def test_request_object(selenium: Any, echo: EchoServer) -> None:
    assert request_object(selenium, f"{echo.url}/a?b=1") == (200, "error")
    [request] = echo.sent
    assert (request.method, request.target, request.body) == ("PUT", "/a?b=1", b"\x00\xff")


@run_in_pyodide
async def failures(selenium, url, refused, hanging):
    import asyncio

    import js
    from inpage import client, failure, happened

    first = (await failure(client().fetch(refused)))[0][0]
    aborted = (await failure(client().fetch(url, signal=js.AbortSignal.abort())))[0][0]
    sending = asyncio.ensure_future(client().fetch(hanging))
    await happened(url, "waiting")
    sending.cancel()
    return first, aborted, (await failure(sending))[0][0], await happened(url, "left")


def test_failures(selenium: Any, echo: EchoServer) -> None:
    refused = echo.answer("/reset", Answer(fault="reset"))
    hanging = echo.answer("/hang", Answer(fault="hang"))
    expected = ("NetworkError", "AbortError", "CancelledError", True)
    assert failures(selenium, echo.url, refused, hanging) == expected
