"""No secret shows in Pyodide: the hunt of tests/unit/test_secrets.py, with requests that go through the FFI."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from ..echo import Answer, EchoServer

PLANTED = "s3cr3t"


@run_in_pyodide
async def hunt_things(selenium, url, refused):
    import js
    from hunt import Hunt
    from inpage import KEYS, SCOPE

    from aws4web import AwsClient, AwsV4Signer, Headers

    token = "s3cr3t/token"
    keys = {**KEYS, **SCOPE, "secret_access_key": "s3cr3t/key+1", "session_token": token}
    hunt, cache = Hunt("s3cr3t", b"s3cr3t".hex()), {}
    with hunt.logs():
        aws = AwsClient(**keys, cache=cache, retries=0)
        response = await aws.fetch(url, aws={"sign_query": True})
        said = await aws.fetch(refused, aws={"sign_query": True})
        signers = [AwsV4Signer(url=url, **keys), AwsV4Signer(url=url, sign_query=True, **keys)]
        things = [
            aws,
            response,
            said,
            said.error,
            *signers,
            cache,
            await aws.sign(url),
            Headers({"Authorization": token}.items()),
        ]
        for signer in signers:
            things += [await signer.sign(), signer.headers, signer.credentials]
        for thing in things:
            hunt.thing(type(thing).__name__, thing)
    [js_key] = cache.values()
    presigned = [one.url for one in (response, said, things[-3])]
    return hunt.found, hunt.looked, presigned, js_key.extractable, js.Object.prototype.toString.call(js_key)


def test_no_object_shows_a_secret(selenium: Any, echo: EchoServer) -> None:
    leaky = "<Error><Code>SignatureDoesNotMatch</Code><Message>x-amz-security-token:s3cr3t/token</Message></Error>"
    refused = echo.answer("/refused", Answer(403, {}, leaky.encode()))
    found, looked, presigned, extractable, kind = hunt_things(selenium, f"{echo.url}/a", refused)
    assert found == []
    assert looked > 100
    assert all("X-Amz-Security-Token=s3cr3t" in one for one in presigned), "there was something to find"
    assert (extractable, kind) == (False, "[object CryptoKey]")


@run_in_pyodide
async def hunt_error(selenium, url, what, method):
    import asyncio

    import js
    from hunt import Hunt
    from inpage import KEYS, SCOPE, happened, js_object

    from aws4web import AwsClient

    token = "s3cr3t/token"
    keys = {"secret_access_key": "s3cr3t/key+1", "session_token": token}
    headers = {"X-Amz-Security-Token": token, "Authorization": "s3cr3t"}
    query = "?X-Amz-Signature=s3cr3t"
    options = {
        "reset": {"method": "POST"},
        "cut": {"method": "POST"},
        "refused": {"raise_for_status": True},
        "aborted": {"signal": js.AbortSignal.abort()},
        "cancelled": {},
        "timeout": {"timeout": 0.05},
        "header": {"headers": headers | {"a": "b\nc"}},
        "token header": {"headers": {"X-Amz-Security-Token": "s3cr3t\ntoken"}},
        "JS headers": {"headers": js_object(**{"X-Amz-Security-Token": "s3cr3t\ntoken"})},
        "host": {"headers": headers | {"Host": "public.example"}},
        "name": {"auth": token},
        "aws": {"aws": {"secretAccessKey": "s3cr3t"}},
        "key": {"aws": {"secret_access_key": "s3cr3t\nkey"}},
        "option": {"init": {"cf": object(), "s3": "s3cr3t"}},
        "signal": {"signal": "no signal", "headers": headers},
        "mode": {"mode": "no-mode", "headers": headers},
        "method": {"method": "TRACE", "headers": headers},
        "body": {"body": js.Map.new(), "headers": headers},
        "made body": {"body": object, "headers": headers},
        "read body": {"body": js.Response.new("s3cr3t").body, "headers": headers},
        "json": {"json": {"s3cr3t": float("nan")}, "headers": headers},
        "URL": {"url": "h/?s3cr3t"},
        "password": {"url": "https://user:s3cr3t@h/"},
        "fragment": {"url": f"{url}{query}#s3cr3t", "aws": {"service": "s3"}},
        "dots": {"url": f"{url}/%2e%2e/a{query}", "aws": {"service": "s3"}},
    }[what]
    if what == "read body":
        options["body"].getReader()  # so that it is locked
    hunt = Hunt("s3cr3t", b"s3cr3t".hex())
    aws = AwsClient(**{**KEYS, **SCOPE, **keys}, retries=0)
    given = {"input": url + query, "aws": {"sign_query": True, **keys}} | options
    given["input"] = given.pop("url", given["input"])
    try:
        with hunt.logs():
            call = asyncio.ensure_future(getattr(aws, method)(**given))
            if what == "cancelled":
                await happened(url.rpartition("/")[0], "waiting")
                call.cancel()
            response = await call
            await response.bytes()
    except BaseException as error:
        hunt.error(what, error)
        return [kind.__name__ for kind in type(error).__mro__], hunt.found
    return [], hunt.found


SENT = {
    "reset": ("NetworkError", Answer(fault="reset")),
    "cut": ("NetworkError", Answer(fault="cut", body=b"x" * 1000)),
    "refused": (
        "AwsError",
        Answer(403, {}, b"<Error><Code>A</Code><Message>X-Amz-Signature=s3cr3t&b</Message></Error>"),
    ),
    "aborted": ("AbortError", Answer()),
    "cancelled": ("CancelledError", Answer(fault="hang")),
    "timeout": ("RequestTimeoutError", Answer(fault="hang")),
    "mode": ("ValueError", Answer()),
    "method": ("ValueError", Answer()),
    "host": ("ValueError", Answer()),
    "signal": ("ValueError", Answer()),
}


@pytest.mark.parametrize("what", SENT)
def test_no_error_of_what_is_sent_shows_a_secret(selenium: Any, echo: EchoServer, what: str) -> None:
    error, answer = SENT[what]
    kinds, found = hunt_error(selenium, echo.answer(f"/{what}", answer), what, "fetch")
    assert error in kinds
    assert found == []


@pytest.mark.parametrize("method", ["fetch", "sign"])
@pytest.mark.parametrize(
    "what",
    [
        *("header", "token header", "JS headers", "name", "aws", "key", "option", "body", "made body", "read body"),
        *("json", "URL", "password", "fragment", "dots"),
    ],
)
def test_no_error_of_what_is_refused_shows_a_secret(selenium: Any, echo: EchoServer, what: str, method: str) -> None:
    kinds, found = hunt_error(selenium, f"{echo.url}/refused", what, method)
    assert {"TypeError", "ValueError", "NetworkError"} & set(kinds)
    assert found == []
    assert echo.sent == []


@run_in_pyodide
async def hunt_coroutines(selenium, url):
    import asyncio
    from inspect import iscoroutinefunction

    from hunt import Hunt
    from inpage import KEYS, SCOPE, happened

    from aws4web import AwsClient, AwsV4Signer

    token = "s3cr3t/token"
    keys = {**KEYS, "secret_access_key": "s3cr3t/key+1", "session_token": token}
    aws, hunt = AwsClient(**keys, **SCOPE, retries=0), Hunt("s3cr3t")
    given = {"aws": keys, "headers": {"Authorization": "s3cr3t"}, "body": b"s3cr3t"}
    known = [iscoroutinefunction(method) for method in (aws.fetch, AwsClient.sign, aws.explain)]
    with hunt.logs():
        presigned = f"{url}?X-Amz-Signature=s3cr3t"
        hunt.coroutine("fetch", aws.fetch(presigned, **given))
        hunt.coroutine("sign", aws.sign(presigned, **given))
        hunt.coroutine("explain", aws.explain("s3cr3t", presigned, **given))
        signer = AwsV4Signer(url=presigned, headers=given["headers"], sign_query=True, **keys, **SCOPE)
        for stage in (signer.sign, signer.signature, signer.canonical_string):
            hunt.coroutine(stage.__name__, stage())
        coroutine = aws.fetch(presigned, **given, method="PUT")
        task = asyncio.ensure_future(coroutine)
        await happened(url.rpartition("/")[0], "waiting")
        waiting = coroutine
        while hasattr(waiting, "cr_await"):
            hunt.frame("waiting", waiting.cr_frame)
            waiting = waiting.cr_await
        hunt.text("task", repr(task))
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            hunt.error("cancelled", error)
    return hunt.found, known, hunt.looked


def test_no_coroutine_shows_a_secret(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/hang", Answer(fault="hang"))
    found, known, looked = hunt_coroutines(selenium, url)
    assert found == []
    assert known == [True] * 3, "mocks and frameworks check this"
    assert looked > 50


@run_in_pyodide
async def says_the_url(selenium, url):
    import js
    from hunt import Hunt
    from inpage import client
    from pyodide.code import run_js

    real = js.fetch
    js.fetch = run_js("(input) => Promise.reject(new TypeError(`error sending request for url (${input})`))")
    hunt = Hunt("X-Amz-Signature")
    try:
        await client().fetch(url, aws={"sign_query": True})
    except OSError as error:
        hunt.error("fetch", error)
        return hunt.found, str(error)
    finally:
        js.fetch = real


def test_a_runtime_that_tells_the_whole_url(selenium: Any, echo: EchoServer) -> None:
    """As in Deno."""
    found, message = says_the_url(selenium, f"{echo.url}/a")
    assert found == [], "\n".join(found)
    assert f"for url ({echo.url}/a?…)" in message
