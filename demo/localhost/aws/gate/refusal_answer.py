"""A refusal in the form in which the requested service would give it."""

import json
import re
import uuid
from typing import NamedTuple
from xml.sax.saxutils import escape

from .expected_signature import is_s3
from .refusal import Reason, Refusal
from .wire_request import Claim, WireRequest, read_claim

# Services whose requests do not show by their form that they answer in XML.
XML_NAMESPACES = {
    "cloudfront": "http://cloudfront.amazonaws.com/doc/2020-05-31/",
    "ec2": "http://ec2.amazonaws.com/doc/2016-11-15/",
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "route53": "https://route53.amazonaws.com/doc/2013-04-01/",
    "sns": "http://sns.amazonaws.com/doc/2010-03-31/",
    "sqs": "http://queue.amazonaws.com/doc/2012-11-05/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}


class Answer(NamedTuple):
    """What goes back over HTTP."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer(request: WireRequest, refusal: Refusal) -> Answer:
    """The refusal as AWS words it for this request's service."""
    claim = read_claim(request)
    service = claim.service if isinstance(claim, Claim) else _service_by_form(request)
    content_type = request.header("content-type") or ""
    if is_s3(service):
        return _s3(refusal)
    if request.header("x-amz-target") or content_type.startswith("application/x-amz-json"):
        return _json(refusal, content_type or "application/x-amz-json-1.0", rest=False)
    is_form = content_type.startswith("application/x-www-form-urlencoded")
    if service in XML_NAMESPACES or is_form or _has_action(request):
        return _xml(refusal, service)
    return _json(refusal, "application/json", rest=True)


def _service_by_form(request: WireRequest) -> str:
    """The service of a request that does not name one: guessed from its path, or else S3."""
    if request.header("x-amz-target") or _has_action(request):
        return ""
    return "lambda" if re.match(r"/20\d\d-\d\d-\d\d/", request.path) else "s3"


def _has_action(request: WireRequest) -> bool:
    has_action = request.parameter("Action") is not None or request.body.startswith(b"Action=")
    return request.path == "/" and has_action


def _s3(refusal: Refusal) -> Answer:
    status, code, message = refusal.reason.value.s3
    if not message or message.endswith(" "):
        message += refusal.detail
    request_id, host_id = uuid.uuid4().hex[:16].upper(), uuid.uuid4().hex
    fields = dict(refusal.fields)
    if refusal.reason is Reason.MISMATCH:
        fields = {
            "AWSAccessKeyId": fields["AWSAccessKeyId"],
            "StringToSign": refusal.string_to_sign,
            "SignatureProvided": fields["SignatureProvided"],
            "StringToSignBytes": refusal.string_to_sign.encode().hex(" "),
        }
        if refusal.canonical_request:  # a form has none
            fields["CanonicalRequest"] = refusal.canonical_request
            fields["CanonicalRequestBytes"] = refusal.canonical_request.encode().hex(" ")
    elements = {"Code": code, "Message": message, **fields, "RequestId": request_id, "HostId": host_id}
    body = '<?xml version="1.0" encoding="UTF-8"?>\n<Error>' + _elements(elements) + "</Error>"
    headers = [("Content-Type", "application/xml"), ("x-amz-request-id", request_id), ("x-amz-id-2", host_id)]
    return Answer(status, headers, body.encode())


def _xml(refusal: Refusal, service: str) -> Answer:
    error = _elements({"Code": refusal.reason.value.xml, "Message": _message(refusal)})
    request_id = str(uuid.uuid4())
    if service == "ec2":
        errors = f"<Errors><Error>{error}</Error></Errors>"
        body = f"<Response>{errors}<RequestID>{request_id}</RequestID></Response>"
        status = 401 if refusal.reason in (Reason.UNKNOWN_KEY, Reason.NO_SIGNATURE) else 403
    else:
        namespace = f' xmlns="{XML_NAMESPACES[service]}"' if service in XML_NAMESPACES else ""
        body = (
            f"<ErrorResponse{namespace}><Error><Type>Sender</Type>{error}</Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
        status = 403
    return Answer(status, [("Content-Type", "text/xml"), ("x-amzn-RequestId", request_id)], body.encode())


def _json(refusal: Refusal, content_type: str, *, rest: bool) -> Answer:
    code = refusal.reason.value.json
    content: dict[str, str] = {"message": _message(refusal)}
    if not rest:
        content = {"__type": f"com.amazon.coral.service#{code}", **content}
    headers = [
        ("Content-Type", content_type),
        ("x-amzn-ErrorType", code),
        ("x-amzn-RequestId", str(uuid.uuid4())),
    ]
    return Answer(403 if rest else 400, headers, json.dumps(content).encode())


def _message(refusal: Refusal) -> str:
    message = refusal.detail or refusal.reason.value.message or refusal.reason.value.s3[2]
    if refusal.reason is Reason.MISMATCH:
        message += (
            f"\n\nThe Canonical String for this request should have been\n'{refusal.canonical_request}'"
            f"\n\nThe String-to-Sign should have been\n'{refusal.string_to_sign}'\n"
        )
    return message


def _elements(values: dict[str, str]) -> str:
    return "".join(f"<{name}>{_text(value)}</{name}>" for name, value in values.items())


def _text(value: str) -> str:
    # XML 1.0 cannot write most control characters.
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", value))
