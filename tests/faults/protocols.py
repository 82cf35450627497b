"""Errors as each of AWS's protocols writes them. https://smithy.io/2.0/aws/protocols/"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from .cases.codes import REQUEST_ID

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Answer(NamedTuple):
    """A response to be sent."""

    status: int
    headers: dict[str, str]
    body: bytes


_Content = tuple[dict[str, str], str]


def _tags(**values: str) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def _s3(code: str, message: str, **fields: str) -> _Content:
    inner = _tags(Code=code, Message=message, **fields, RequestId=REQUEST_ID, HostId="host")
    return {"content-type": "application/xml"}, f"{_XML}<Error>{inner}</Error>"


def _query(code: str, message: str) -> _Content:
    inner = f"<Error>{_tags(Type='Sender', Code=code, Message=message)}</Error>{_tags(RequestId=REQUEST_ID)}"
    namespace = "https://iam.amazonaws.com/doc/2010-05-08/"
    return {"content-type": "text/xml"}, f'<ErrorResponse xmlns="{namespace}">{inner}</ErrorResponse>'


def _ec2(code: str, message: str) -> _Content:
    errors = f"<Errors><Error>{_tags(Code=code, Message=message)}</Error></Errors>"
    body = f"{_XML}<Response>{errors}{_tags(RequestID=REQUEST_ID)}</Response>"
    return {"content-type": "text/xml;charset=UTF-8"}, body


def _json_10(code: str, message: str) -> _Content:
    content = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}
    return {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": REQUEST_ID}, json.dumps(content)


def _json_11(code: str, message: str) -> _Content:
    content = {"__type": code, "Message": message}
    return {"content-type": "application/x-amz-json-1.1", "x-amzn-requestid": REQUEST_ID}, json.dumps(content)


def _rest_json(code: str, message: str) -> _Content:
    headers = {
        "content-type": "application/json",
        "x-amzn-requestid": REQUEST_ID,
        "x-amzn-errortype": f"{code}:http://internal.amazon.com/coral/com.amazon.coral.service/",
    }
    return headers, json.dumps({"message": message})


_WRITERS: dict[str, Callable[..., _Content]] = {
    "s3": _s3,
    "query": _query,
    "ec2": _ec2,
    "json 1.0": _json_10,
    "json 1.1": _json_11,
    "rest-json": _rest_json,
}


def error(protocol: str, status: int, code: str, message: str, **fields: str) -> Answer:
    """The error in a protocol's form. Only S3 has further fields."""
    headers, body = _WRITERS[protocol](code, message, **fields)
    return Answer(status, headers, body.encode())


def elsewhere(how: str, region: str) -> Answer:
    """What S3 says about a bucket in another region."""
    moved = "The bucket you are attempting to access must be addressed using the specified endpoint."
    named = {"Endpoint": f"bucket.s3.{region}.amazonaws.com", "Bucket": "bucket"}
    answers = {
        "301": error("s3", 301, "PermanentRedirect", moved, **named),
        "301 header": Answer(301, {"x-amz-bucket-region": region}, b""),
        "307": error("s3", 307, "TemporaryRedirect", moved, **named),
        "400": error("s3", 400, "AuthorizationHeaderMalformed", "the region is wrong", Region=region),
        "400 header": Answer(400, {"x-amz-bucket-region": region}, b""),
    }
    return answers[how]


def http_date(moment: datetime) -> str:
    """As in RFC 9110, section 5.6.7."""
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
