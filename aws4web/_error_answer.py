"""What AWS's error answers say, and what of it can be put right: a wrong clock, a wrong region. Pure.

The body comes first: a browser shows a page only the headers that the server exposes.
https://smithy.io/2.0/aws/protocols/
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from ._endpoints import infer
from ._request import Url
from ._response import Response
from ._retry import parse_http_date

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


_SKEW_CODES = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
# These may come of a wrong key as well: only the message tells.
_SIGNATURE_CODES = frozenset({"InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"})
_is_skew_message = re.compile(r"Signature (?:expired|not yet current)").search
# "Signature expired: <signed> is now earlier than <limit> (<server's time> - 5 min.)"
_server_time_in_message = re.compile(r"\((\d{8}T\d{6}Z) [-+] \d+ min\.?\)").search


def clock_offset(error: ErrorDetails, headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that the server's clock is ahead of ours (`now`, since the epoch); None where the clock is not at fault.

    The server's time is in S3's body, in the others' message, else in the Date header where it can be seen.
    """
    is_skew = (
        error.code in _SKEW_CODES
        or (error.code in _SIGNATURE_CODES and _is_skew_message(error.message))
        # S3 of a presigned URL: it was made just now, so that only the clock can have made it expire.
        or (error.code == "AccessDenied" and "ServerTime" in error.fields)
    )
    if not is_skew:
        return None
    in_message = _server_time_in_message(error.message)
    candidates = (error.fields.get("ServerTime", ""), in_message[1] if in_message else "")
    for text in candidates:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
    date = parse_http_date(headers.get("date", ""))
    return None if date is None else date - now


# S3 names the right region: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingRouting.html
_STATUSES = frozenset({301, 307, 400})
_is_region = re.compile(r"[a-z]{2,}(?:-[a-z0-9]+)+", re.ASCII).fullmatch
_CODES = frozenset({"PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "Redirect"})


def right_region(response: Response, error: ErrorDetails | None, host: str) -> str | None:
    """The region that S3's answer to a request to `host` names, or None where it names none.

    Of an endpoint that the answer names only the region counts: nothing is ever sent to a host that a server chose.
    """
    # A browser follows a redirect by itself, and without the signature.
    _, _, redirected_to = response.url.partition("?")[0].partition("://")
    redirected_to = redirected_to.partition("/")[0]
    candidates: list[str] = []
    if redirected_to != host:
        candidates.append(_region_of(redirected_to))
    elif response.status in _STATUSES:
        candidates.append(response.headers.get("x-amz-bucket-region", ""))
        if error is not None and error.code in _CODES:
            candidates.append(error.fields.get("Region", ""))
            candidates.append(_region_of(error.fields.get("Endpoint", "")))
    return next((region for region in candidates if _is_region(region)), None)


def _region_of(host: str) -> str:
    endpoint = infer(host.lower().partition(":")[0])
    return endpoint.region or "" if endpoint and endpoint.service == "s3" else ""


def bucket_of(url: Url) -> str:
    """What a region is remembered for: the host, and where the path begins with the bucket, the bucket too."""
    is_path_style = url.hostname.startswith(("s3.", "s3-")) or not url.hostname.endswith((".amazonaws.com", ".cn"))
    return f"{url.host}/{url.path[1:].partition('/')[0]}" if is_path_style else url.host


def in_region(url: Url, old: str, new: str) -> Url:
    """The URL in another region: the same owner's host, the region within it changed where it has one."""
    if not url.hostname.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return url
    name = re.compile(rf"(?<=[.-]){re.escape(old)}(?=\.amazonaws\.com)")
    return url._replace(host=name.sub(new, url.host))
