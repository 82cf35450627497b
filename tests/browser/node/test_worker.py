"""The Cloudflare Worker under Pyodide in Node, on Cloudflare's own SDK, in tests/worker/worker_runtime.py."""

import json
import tomllib
from typing import Any, NamedTuple

import pytest
from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws
from tests.browser.echo import CREDENTIAL, Answer, EchoServer
from tests.worker.sources import WORKER, worker_files

CONFIG = tomllib.loads((WORKER / "wrangler.toml").read_text())
TOKEN = "a token, long & random"
URL = "https://gateway.example/hello"
INVOKE = "/2015-03-31/functions/my-hello-function/invocations"


class Replied(NamedTuple):
    status: int
    headers: list[list[str]]
    body: bytes
    log: list[str]


@run_in_pyodide
def set_up(selenium, files):
    import importlib
    import sys
    from pathlib import Path

    for name, text in files.items():
        path = Path("/worker", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    sys.path.append("/worker")
    importlib.invalidate_caches()
    import worker_runtime  # noqa: F401


@run_in_pyodide
async def respond(selenium, env, url, init):
    import worker_runtime
    from pyodide.ffi import to_js

    if "bytes" in init:
        init["body"] = to_js(bytes.fromhex(init.pop("bytes")))
    if "size" in init:
        init["body"] = "x" * init.pop("size")
    return await worker_runtime.respond(env, url, init)


def environment(endpoint: str) -> dict[str, Any]:
    """What the Worker finds in `env`: the variables of its wrangler.toml, its secrets, and where Lambda is."""
    return {
        **CONFIG["vars"],
        "API_TOKEN": TOKEN,
        "AWS_ACCESS_KEY_ID": CREDENTIAL.access_key_id,
        "AWS_SECRET_ACCESS_KEY": CREDENTIAL.secret_access_key,
        "AWS_ENDPOINT_URL_LAMBDA": endpoint,
    }


@pytest.fixture(scope="module")
def installed(selenium_module_scope: Any, session_echo: EchoServer) -> None:
    """The Worker and Cloudflare's SDK in Pyodide, used once: what a first use creates and keeps is there."""
    set_up(selenium_module_scope, worker_files())
    respond(
        selenium_module_scope, environment(session_echo.url), URL, {"headers": {"Authorization": f"Bearer {TOKEN}"}}
    )


@pytest.fixture
def call(selenium: Any, installed: None, echo: EchoServer) -> Any:
    """Sends the Worker a request. Its Lambda is the echo server, which checks signatures as AWS does."""

    def call(url: str = URL, token: str | None = f"Bearer {TOKEN}", env: Any = None, **init: Any) -> Replied:
        headers = {**init.pop("headers", {}), **({} if token is None else {"Authorization": token})}
        given = {name: value for name, value in (environment(echo.url) | (env or {})).items() if value is not None}
        reply = respond(selenium, given, url, {"headers": headers, **init})
        replied = Replied(**{**reply, "body": bytes.fromhex(reply["body"])})
        for secret in (TOKEN, CREDENTIAL.secret_access_key):
            assert secret not in str(replied)
        return replied

    return call


def test_event_and_reply_through_the_local_aws(call: Any, local: LocalAws) -> None:
    """The local AWS checks the signature; its function `echo` returns the event."""
    env = {
        "FUNCTIONS": {"hello": local.function_name},
        "AWS_ACCESS_KEY_ID": local.access_key_id,
        "AWS_SECRET_ACCESS_KEY": local.secret_access_key,
        "AWS_ENDPOINT_URL_LAMBDA": local.endpoint,
    }
    headers = {"Content-Type": "text/plain", "X-Note": "né", "User-Agent": "test", "CF-Connecting-IP": "192.0.2.1"}
    reply = call(f"{URL}/w%C3%B6rld?a=1&b=&a=%20", env=env, method="PUT", headers=headers, body="Zoë")
    assert (reply.status, dict(reply.headers)["content-type"], reply.log) == (200, "application/json", [])
    event = json.loads(reply.body)
    assert event["rawPath"] == "/hello/w%C3%B6rld"
    assert event["rawQueryString"] == "a=1&b=&a=%20"
    assert event["queryStringParameters"] == {"a": "1, ", "b": ""}
    assert event["headers"]["x-note"] == "né"
    assert (event["body"], event["isBase64Encoded"]) == ("Zoë", False)
    http = event["requestContext"]["http"]
    assert (http["method"], http["sourceIp"], http["userAgent"]) == ("PUT", "192.0.2.1", "test")
    assert "authorization" not in event["headers"], "the gateway's token is not the function's business"


def test_binary_body(call: Any, echo: EchoServer) -> None:
    echo.answer(INVOKE, Answer(200, {}, b"{}"))
    call(method="POST", headers={"Content-Type": "image/png"}, bytes="00ff80")
    [request] = echo.sent
    event = json.loads(request.body)
    assert (event["body"], event["isBase64Encoded"]) == ("AP+A", True)
    assert echo.refusals() == [None]


@pytest.mark.parametrize(
    ("token", "secret"),
    [
        (None, TOKEN),
        ("", TOKEN),
        ("Bearer", TOKEN),
        ("Bearer wrong", TOKEN),
        (f"Bearer {TOKEN[:-1]}", TOKEN),
        (f"Bearer {TOKEN}x", TOKEN),
        (f"Basic {TOKEN}", TOKEN),
        (TOKEN, TOKEN),
        ("Bearer ", ""),
        ("Bearer", ""),
        (None, None),
    ],
)
def test_whoever_has_no_token_learns_nothing(
    call: Any, echo: EchoServer, token: str | None, secret: str | None
) -> None:
    """The same answer whatever is wrong, whether the function exists or not; nothing is invoked."""
    env = {"API_TOKEN": secret}
    replies = [call(url, token, env) for url in (URL, "https://gateway.example/none")]
    assert replies[0] == replies[1]
    assert (replies[0].status, replies[0].body) == (401, b'{"message": "Unauthorized"}')
    assert dict(replies[0].headers)["www-authenticate"] == "Bearer"
    assert echo.sent == []


@pytest.mark.parametrize("path", ["/", "/none", "/Hello", "//hello", "/constructor", "/my-hello-function"])
def test_only_listed_functions_are_invoked(call: Any, echo: EchoServer, path: str) -> None:
    reply = call(f"https://gateway.example{path}")
    assert (reply.status, reply.body) == (404, b'{"message": "Not Found"}')
    assert echo.sent == []


def test_reply_as_the_function_says(call: Any, echo: EchoServer) -> None:
    returned = {
        "statusCode": 201,
        "headers": {"Content-Type": "image/png", "X-Count": 7, "Content-Length": "999"},
        "cookies": ["a=1; Secure", "b=2"],
        "body": "AP+A",
        "isBase64Encoded": True,
    }
    echo.answer(INVOKE, Answer(200, {}, json.dumps(returned).encode()))
    reply = call()
    assert (reply.status, reply.body, reply.log) == (201, b"\x00\xff\x80", [])
    assert ["content-type", "image/png"] in reply.headers
    assert ["x-count", "7"] in reply.headers
    assert [value for name, value in reply.headers if name == "set-cookie"] == ["a=1; Secure", "b=2"]
    assert "content-length" not in dict(reply.headers)


def test_reply_without_a_body(call: Any, echo: EchoServer) -> None:
    echo.answer(INVOKE, Answer(200, {}, b'{"statusCode": 204, "body": ""}'))
    reply = call(method="DELETE")
    assert (reply.status, reply.body) == (204, b"")


@pytest.mark.parametrize(
    ("answers", "seconds", "status", "message", "logged"),
    [
        ([Answer(200, {"X-Amz-Function-Error": "Unhandled"}, b"{}")], 29, 502, "Bad Gateway", "failed (Unhandled)"),
        ([Answer(200, {}, b'{"statusCode": 99}')], 29, 502, "Bad Gateway", "statusCode 99"),
        ([Answer(403, {}, b'{"Message": "inner"}')], 29, 502, "Bad Gateway", "inner"),
        ([Answer(429, {"Retry-After": "20"}, b"{}")], 10, 503, "Service Unavailable", "429"),
        ([Answer(fault="reset")], 29, 502, "Bad Gateway", "POST http://"),
        ([Answer(fault="hang")], 0.5, 504, "Gateway Timeout", "POST http://"),
    ],
)
def test_what_goes_wrong_is_logged_and_not_told(
    call: Any, echo: EchoServer, answers: list[Answer], seconds: float, status: int, message: str, logged: str
) -> None:
    echo.answer(INVOKE, *answers)
    reply = call(env={"TIMEOUT_SECONDS": seconds})
    assert (reply.status, json.loads(reply.body)) == (status, {"message": message})
    assert logged in "\n".join(reply.log)


@pytest.mark.parametrize(
    ("headers", "size"),
    [({"Content-Length": str(10**8)}, 1), ({}, 6 * 2**20), ({"Content-Type": "text/plain"}, 6 * 2**20)],
)
def test_too_large(call: Any, echo: EchoServer, headers: dict[str, str], size: int) -> None:
    """It says so itself, or turns out to be."""
    reply = call(method="POST", headers=headers, size=size)
    assert (reply.status, reply.body) == (413, b'{"message": "Request Too Large"}')
    assert echo.sent == []
