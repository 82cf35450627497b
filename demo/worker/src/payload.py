"""HTTP as a Lambda function sees it, and back: payload format 2.0 of API Gateway's HTTP APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import json
import re
import time
from base64 import b64decode, b64encode
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

NEVER_A_BODY = {204, 205, 304}
# About the connection, or set again for what is really sent.
NOT_PASSED_ON = {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
TEXT_TYPE = re.compile(r"text/|application/(.*\+)?(json|xml)|application/(javascript|x-www-form-urlencoded)", re.I)


class Reply(NamedTuple):
    """The answer to the caller."""

    status: int
    headers: list[tuple[str, str]]
    body: str | bytes | None


def refusal(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    """One of the gateway's own replies, worded as API Gateway words it."""
    return Reply(status, [("content-type", "application/json"), *headers], json.dumps({"message": message}))


def make_event(method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """The event for a request. Its headers' names are in lower case."""
    address = urlsplit(url)
    now = time.time()
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": address.path,
        "rawQueryString": address.query,
        "headers": {name: value for name, value in headers.items() if name != "cookie"},
        "requestContext": {
            "domainName": address.hostname,
            "http": {
                "method": method,
                "path": address.path,
                "protocol": "HTTP/1.1",
                "sourceIp": headers.get("cf-connecting-ip", ""),
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": headers.get("cf-ray", ""),
            "routeKey": "$default",
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookie := headers.get("cookie"):
        event["cookies"] = cookie.split("; ")
    if address.query:
        parameters: dict[str, str] = {}
        for name, value in parse_qsl(address.query, keep_blank_values=True):
            parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
        event["queryStringParameters"] = parameters
    if body:
        text = _as_text(headers, body)
        event["body"] = b64encode(body).decode() if text is None else text
        event["isBase64Encoded"] = text is None
    return event


def _as_text(headers: dict[str, str], body: bytes) -> str | None:
    """The body, if it is declared as text and is text."""
    if "content-encoding" in headers or not TEXT_TYPE.match(headers.get("content-type", "")):
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def read_reply(payload: bytes) -> Reply:
    """What a function returned, as a reply; 502 if it is not a valid one."""
    try:
        returned = json.loads(payload)
        if isinstance(returned, dict) and "statusCode" in returned:
            return _formatted(returned)
        return Reply(200, [("content-type", "application/json")], payload)  # as API Gateway infers it
    except (TypeError, ValueError) as error:
        print(f"the function did not return an HTTP response: {error}")
        return refusal(502, "Bad Gateway")


def _formatted(returned: dict[str, Any]) -> Reply:
    status = int(returned["statusCode"])
    if not 200 <= status <= 599:
        raise ValueError(f"statusCode {status}")
    headers = [(name, _header(name, value)) for name, value in dict(returned.get("headers") or {}).items()]
    headers = [header for header in headers if header[0].lower() not in NOT_PASSED_ON]
    headers += [("set-cookie", _header("cookie", cookie)) for cookie in returned.get("cookies") or []]
    body = returned.get("body")
    if body is not None and not isinstance(body, str):
        raise TypeError(f"body is a {type(body).__name__}, not a string")
    if status in NEVER_A_BODY:
        return Reply(status, headers, None)
    return Reply(status, headers, b64decode(body, validate=True) if body and returned.get("isBase64Encoded") else body)


def _header(name: str, value: Any) -> str:
    """A header's value, in which nothing can be smuggled."""
    text = value if isinstance(value, str) else json.dumps(value)
    if isinstance(value, dict | list) or not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(text):
        raise ValueError(f"the header {name!r}")
    return text
