"""Bad input gets an error that says what is wrong, and nothing is sent."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from .echo import EchoServer


@run_in_pyodide
async def refused(selenium, url, client_options, options, body_kind):
    import asyncio

    import js
    import spy
    from inpage import client, failure, js_object

    from aws4web import AwsClient

    bodies = {
        "": {},
        "dict": {"body": {"a": 1}},
        "list": {"body": [1]},
        "object": {"body": object()},
        "generator": {"body": (part for part in ("a", "b"))},
        "JS object": {"body": js_object(a=1)},
        "JS Map": {"body": js.Map.new()},
        "JS function": {"body": js.fetch},
        "Future": {"body": js.Promise.resolve(1)},
    }

    async def fetch():
        aws = client() if client_options is None else AwsClient(**client_options)
        await aws.fetch(options.pop("url", url), **bodies[body_kind], **options)

    with spy.spying(spy.FETCH) as fetch_spy:
        kinds, message = await failure(fetch())
        await asyncio.sleep(0)
        return kinds, message, fetch_spy.calls()


SCOPE = {"service": "execute-api", "region": "us-east-1"}
ID = {"access_key_id": "AKIDEXAMPLE"}
KEYS = ID | {"secret_access_key": "the-secret"}

CASES: dict[str, tuple[dict[str, Any] | None, dict[str, Any], str, str]] = {
    # what is wrong: (options of the client, options of fetch, the error, what its message says)
    "no keys": (SCOPE, {}, "TypeError", "access_key_id"),
    "no access key": (SCOPE | {"secret_access_key": "the-secret"}, {}, "TypeError", "access_key_id"),
    "no secret": (SCOPE | ID, {}, "TypeError", "secret_access_key"),
    "secret that is not a str": (SCOPE | ID | {"secret_access_key": 7}, {}, "TypeError", "secret_access_key"),
    "unknown option": (KEYS | {"colour": "red"}, {}, "TypeError", "colour"),
    "option in JS's case": (KEYS | {"accessKeyId": "x"}, {}, "TypeError", "did you mean access_key_id"),
    "negative retries": (KEYS | {"retries": -1}, {}, "ValueError", "retries"),
    "retries that are not a number": (KEYS | {"retries": "3"}, {}, "TypeError", "retries"),
    "negative wait": (KEYS | {"init_retry_ms": -50}, {}, "ValueError", "init_retry_ms"),
    "unknown aws option": (None, {"aws": {"colour": "red"}}, "TypeError", "colour"),
    "aws option in JS's case": (None, {"aws": {"signQuery": True}}, "TypeError", "did you mean sign_query"),
    "aws option given to fetch": (None, {"sign_query": True}, "TypeError", "aws="),
    "client option given to fetch": (None, {"retries": 3}, "TypeError", "aws={"),
    "slip in a fetch option": (None, {"header": {}}, "TypeError", "did you mean headers"),
    "option of another client": (None, {"params": {}}, "TypeError", "write it into the URL"),
    "a runtime's own option": (None, {"cf": {}}, "TypeError", "init={'cf'"),
    "unknown option after known ones": (None, {"method": "PUT", "body": "x", "timout": 5}, "TypeError", "timeout"),
    "fetch option in init": (None, {"init": {"method": "PUT"}}, "TypeError", "pass method without it"),
    "init that is not a dict": (None, {"init": ["cf"]}, "TypeError", "init must be a dict"),
    "aws that is not a dict": (None, {"aws": ["region"]}, "TypeError", "aws must be a dict"),
    "body and JSON": (None, {"body": "x", "json": {}}, "TypeError", "two bodies"),
    "NaN as JSON": (None, {"json": float("nan")}, "ValueError", "json"),
    "a lone surrogate as JSON": (None, {"json": "\ud800"}, "ValueError", "json"),
    "not a URL": (None, {"url": "no url"}, "ValueError", "URL"),
    "relative URL": (None, {"url": "/path"}, "ValueError", "URL"),
    "empty URL": (None, {"url": ""}, "ValueError", "URL"),
    "another scheme": (None, {"url": "ftp://host/path"}, "ValueError", "https"),
    "password in the URL": (None, {"url": "https://user:the-secret@host/"}, "ValueError", "password"),
    "unknown host": (KEYS, {"url": "https://example.com/"}, "UnknownEndpointError", "service"),
    "header with CR LF": (None, {"headers": {"x-a": "a\r\nx-b: c"}}, "ValueError", "x-a"),
    "header with LF": (None, {"headers": {"x-a": "a\nb"}}, "ValueError", "x-a"),
    "header with NUL": (None, {"headers": {"x-a": "a\0b"}}, "ValueError", "x-a"),
    "header beyond Latin-1": (None, {"headers": {"x-a": "日本"}}, "ValueError", "x-a"),
    "header name with a space": (None, {"headers": {"x a": "1"}}, "ValueError", "x a"),
    "header with a control character": (None, {"headers": {"x-a": "a\x01b"}}, "ValueError", "x-a"),
    "presign parameter as a header": (None, {"headers": {"X-Amz-Expires": "60"}}, "ValueError", "x-amz-expires"),
    "another Content-Length": (None, {"body": "x", "headers": {"Content-Length": "2"}}, "ValueError", "content-length"),
    "header that is not text": (None, {"headers": {"x-a": None}}, "TypeError", "x-a"),
    "headers that are not headers": (None, {"headers": 7}, "TypeError", "headers"),
    "invalid method": (None, {"method": "GE T"}, "ValueError", "method"),
    "method that fetch refuses": (None, {"method": "TRACE"}, "ValueError", "TRACE"),
    "body of a GET": (None, {"method": "GET", "body": "x"}, "ValueError", "GET"),
    "datetime of another form": (None, {"aws": {"datetime": "2015-08-30T12:36:00Z"}}, "ValueError", "datetime"),
    "invalid datetime": (None, {"aws": {"datetime": "20151330T123600Z"}}, "ValueError", "datetime"),
    "datetime in milliseconds": (None, {"aws": {"datetime": 1440938160000}}, "ValueError", "milliseconds"),
    "datetime that is a bool": (None, {"aws": {"datetime": True}}, "TypeError", "datetime"),
    "expiry of more than a week": (None, {"aws": {"sign_query": True, "expires": 604801}}, "ValueError", "expires"),
    "expiry without a presigned URL": (None, {"aws": {"expires": 60}}, "ValueError", "sign_query"),
    "expiry of no seconds": (None, {"aws": {"sign_query": True, "expires": 0}}, "ValueError", "expires"),
    "S3 key with dot segments": (
        None,
        {"url": "https://h/a/%2E%2E/b", "aws": {"service": "s3"}},
        "ValueError",
        "segment",
    ),
    "S3 key with a raw #": (None, {"url": "https://h/a#1", "aws": {"service": "s3"}}, "ValueError", "%23"),
    "S3 key with a blank at its end": (None, {"url": "https://h/a ", "aws": {"service": "s3"}}, "ValueError", "%20"),
    "key with a line break": (SCOPE | KEYS | {"access_key_id": "the-secret\nkey"}, {}, "ValueError", "access_key_id"),
    "key of a call with a blank": (None, {"aws": {"session_token": "the-secret token"}}, "ValueError", "white space"),
    "region that is not a str": (None, {"aws": {"region": 5}}, "TypeError", "region"),
    "invalid mode": (None, {"mode": "no-mode"}, "ValueError", "mode"),
    "invalid signal": (None, {"signal": "no signal"}, "ValueError", "signal"),
}


REFUSED_BY_FETCH = ("method that fetch refuses", "body of a GET", "invalid mode")


@pytest.mark.parametrize("what", CASES)
def test_refused(selenium: Any, echo: EchoServer, what: str) -> None:
    client_options, options, error, said = CASES[what]
    kinds, message, fetched = refused(selenium, echo.url, client_options, options, "")
    assert error in kinds, (kinds, message)
    assert said.lower() in message.lower()
    assert "the-secret" not in message
    assert fetched == [{"refused": "TypeError"}] * (what in REFUSED_BY_FETCH)
    assert echo.sent == []


BODIES = ["dict", "list", "object", "generator", "JS object", "JS Map", "JS function", "Future"]


@pytest.mark.parametrize("kind", BODIES)
def test_body_that_cannot_be_hashed(selenium: Any, echo: EchoServer, kind: str) -> None:
    kinds, message, fetched = refused(selenium, echo.url, None, {}, kind)
    assert "TypeError" in kinds, message
    assert "body" in message
    assert kind.removeprefix("JS ").lower() in message.lower()
    assert (fetched, echo.sent) == ([], [])


@run_in_pyodide
async def not_for_js(selenium, url, options):
    from inpage import client, failure

    return await failure(client().fetch(url, **{name: object() for name in options}))


@pytest.mark.parametrize("option", ["signal", "cache", "keepalive"])
def test_an_option_that_js_has_nothing_for(selenium: Any, echo: EchoServer, option: str) -> None:
    kinds, message = not_for_js(selenium, echo.url, [option])
    assert (kinds[0], message) == ("TypeError", f"{option} cannot be of type object: JS has nothing for it")
    assert echo.sent == []


@run_in_pyodide
async def secrets_shown(selenium, url, secret):
    import copy
    import pickle

    from inpage import KEYS, SCOPE

    from aws4web import AwsClient, AwsV4Signer

    keys = {**KEYS, **SCOPE, "secret_access_key": secret, "session_token": "token/of/" + secret}
    cache = {}
    aws = AwsClient(**keys, cache=cache)
    response = await aws.fetch(url)
    signer = AwsV4Signer(url=url, **keys)
    shown = [repr(aws), str(aws), repr(signer), repr(await signer.sign()), repr(response), repr(cache), repr(vars(aws))]
    pickled = []
    for thing in (aws, signer):
        for dump in (pickle.dumps, copy.deepcopy):
            try:
                pickled.append(dump(thing) and type(thing).__name__)
            except TypeError:
                continue
    [js_key] = cache.values()
    return "\n".join(shown), pickled, js_key.extractable


def test_secret_is_shown_nowhere(selenium: Any, echo: EchoServer) -> None:
    shown, pickled, extractable = secrets_shown(selenium, echo.url, "wJalrXUtnFEMI/the-secret")
    assert "the-secret" not in shown
    assert pickled == []
    assert extractable is False
