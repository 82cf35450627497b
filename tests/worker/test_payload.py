"""A request as an event, and what a function returns as a reply, by API Gateway's payload format 2.0."""

import importlib
import json
from types import ModuleType
from typing import Any

import pytest

from .sources import WORKER


@pytest.fixture(scope="module")
def payload() -> Any:
    """The Worker's module; its folder is on the path only while it is imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(WORKER / "src")
        return importlib.import_module("payload")


def test_cookies_are_a_list(payload: ModuleType) -> None:
    event = payload.make_event("GET", "https://a.example/p", {"cookie": "a=1; b=2", "x-a": "1"}, b"")
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["headers"] == {"x-a": "1"}
    assert not {"body", "queryStringParameters"} & set(event)


@pytest.mark.parametrize(
    ("content_type", "encoding", "body", "sent", "is_base64"),
    [
        ("application/json", None, b'{"a": 1}', '{"a": 1}', False),
        ("application/vnd.api+json; charset=utf-8", None, "é".encode(), "é", False),
        ("image/svg+xml", None, b"<svg/>", "PHN2Zy8+", True),
        ("text/html", None, b"\xff", "/w==", True),
        ("text/html", "gzip", b"\x1f", "Hw==", True),
        (None, None, b"text", "dGV4dA==", True),
    ],
)
def test_body(
    payload: ModuleType, content_type: str | None, encoding: str | None, body: bytes, sent: str, is_base64: bool
) -> None:
    headers = {"content-type": content_type, "content-encoding": encoding}
    given = {name: value for name, value in headers.items() if value}
    event = payload.make_event("POST", "https://a.example/", given, body)
    assert (event["body"], event["isBase64Encoded"]) == (sent, is_base64)


@pytest.mark.parametrize("returned", [b'{"a": 1}', b"[1]", b'"text"', b"null", b"7"])
def test_what_has_no_status_is_the_body(payload: ModuleType, returned: bytes) -> None:
    assert payload.read_reply(returned) == (200, [("content-type", "application/json")], returned)


@pytest.mark.parametrize(
    ("returned", "reply"),
    [
        ({"statusCode": "201", "body": "é"}, (201, [], "é")),
        ({"statusCode": 200}, (200, [], None)),
        ({"statusCode": 304, "body": "x"}, (304, [], None)),
        ({"statusCode": 200, "headers": None, "cookies": None, "body": ""}, (200, [], "")),
        ({"statusCode": 200, "headers": {"X": True, "Transfer-Encoding": "chunked"}}, (200, [("X", "true")], None)),
        ({"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}, (200, [], b"\x00\xff")),
    ],
)
def test_formatted(payload: ModuleType, returned: dict[str, Any], reply: tuple[Any, ...]) -> None:
    assert payload.read_reply(json.dumps(returned).encode()) == reply


@pytest.mark.parametrize(
    "returned",
    [
        {"statusCode": 100},
        {"statusCode": 600},
        {"statusCode": None},
        {"statusCode": "none"},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "body": "***", "isBase64Encoded": True},
        {"statusCode": 200, "headers": {"X": ["1"]}},
        {"statusCode": 200, "headers": {"X": "1\r\nSet-Cookie: a=1"}},
        {"statusCode": 200, "headers": {"X: 1\r\nY": "1"}},
        {"statusCode": 200, "headers": {"": "1"}},
        {"statusCode": 200, "headers": {"X": "😀"}},
        {"statusCode": 200, "headers": "X"},
        {"statusCode": 200, "cookies": ["a=1\nb"]},
        {"statusCode": 200, "cookies": 7},
        "not JSON",
    ],
)
def test_what_is_no_response_is_502(payload: ModuleType, returned: object, capsys: pytest.CaptureFixture[str]) -> None:
    text = returned if isinstance(returned, str) else json.dumps(returned)
    assert payload.read_reply(text.encode())[::2] == (502, '{"message": "Bad Gateway"}')
    assert "did not return an HTTP response" in capsys.readouterr().out
