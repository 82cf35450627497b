"""What AWS's error answers say. Pure.

The body comes first: a browser shows a page only the headers that the server exposes.
https://smithy.io/2.0/aws/protocols/
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

_REQUEST_ID_HEADERS = ("x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id")


class ErrorDetails(NamedTuple):
    """What an error answer says."""

    code: str
    message: str
    request_id: str | None
    fields: dict[str, str]
    """All of it, by AWS's names."""


def parse_error(headers: Mapping[str, str], body: str) -> ErrorDetails | None:
    """The error in an answer of any protocol, or None where there is none."""
    text = body.strip()
    fields = _xml_fields(text) if text.startswith("<") else _json_fields(text)
    code = (
        _first(fields, "Code", "__type", "code") or headers.get("x-amzn-errortype") or headers.get("x-amzn-error-code")
    )
    message = _first(fields, "Message", "message", "errorMessage", "error_description") or ""
    request_id = next((headers[name] for name in _REQUEST_ID_HEADERS if name in headers), None)
    request_id = request_id or _first(fields, "RequestId", "RequestID", "requestId")
    if not code and not message:
        return None
    return ErrorDetails(_bare_code(code or ""), message, request_id, fields)


def _bare_code(code: str) -> str:
    """`aws.protocoltests#FooError:http://internal…` is FooError."""
    return code.partition(":")[0].rpartition("#")[2].strip()


def _first(fields: Mapping[str, str], *names: str) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _json_fields(text: str) -> dict[str, str]:
    try:
        value: Any = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    fields = {name: item for name, item in cast(dict[str, Any], value).items() if isinstance(item, str | int | float)}
    return {name: str(item) for name, item in fields.items()}


def _xml_fields(text: str) -> dict[str, str]:
    """The text of each element that has no children, the first of a name. Empty where the root is no error."""
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return {}
    if _local(root.tag) not in ("Error", "ErrorResponse", "Response", "InvalidChangeBatch"):
        return {}
    fields: dict[str, str] = {}
    for element in root.iter():
        if len(element) == 0:
            fields.setdefault(_local(element.tag), (element.text or "").strip())
    if _local(root.tag) == "Response" and "Code" not in fields:
        return {}
    return fields


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
