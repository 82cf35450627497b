"""Answers of STS, in XML, and of Cognito Identity, in JSON."""

import json
import re
import uuid
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ..gate import Answer
from .cognito import CognitoError
from .sts_parameters import StsError

if TYPE_CHECKING:
    from .sts import Fields

STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
COGNITO_TYPE = "application/x-amz-json-1.1"


def sts_result(action: str, result: "Fields") -> Answer:
    """A result of STS."""
    request_id = str(uuid.uuid4())
    body = _elements({f"{action}Result": result, "ResponseMetadata": {"RequestId": request_id}})
    return _sts(200, f"{action}Response", body, request_id)


def sts_error(error: StsError) -> Answer:
    """An error of STS."""
    request_id = str(uuid.uuid4())
    fault = {"Type": "Sender", "Code": error.code, "Message": error.message}
    return _sts(error.status, "ErrorResponse", _elements({"Error": fault, "RequestId": request_id}), request_id)


def _sts(status: int, root: str, body: str, request_id: str) -> Answer:
    headers = [("Content-Type", "text/xml"), ("x-amzn-RequestId", request_id)]
    return Answer(status, headers, f'<{root} xmlns="{STS_NAMESPACE}">{body}</{root}>'.encode())


def _elements(fields: "Fields") -> str:
    return "".join(
        f"<{name}>{_text(value) if isinstance(value, str) else _elements(value)}</{name}>"
        for name, value in fields.items()
    )


def _text(value: str) -> str:
    # XML 1.0 cannot write most control characters.
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", value))


def cognito_result(result: dict[str, object]) -> Answer:
    """A result of Cognito Identity."""
    headers = [("Content-Type", COGNITO_TYPE), ("x-amzn-RequestId", str(uuid.uuid4()))]
    return Answer(200, headers, json.dumps(result).encode())


def cognito_error(error: CognitoError) -> Answer:
    """An error of Cognito Identity."""
    headers = [
        ("Content-Type", COGNITO_TYPE),
        ("x-amzn-RequestId", str(uuid.uuid4())),
        ("x-amzn-ErrorType", f"{error.type_}:"),
        ("x-amzn-ErrorMessage", re.sub(r"[^\x20-\x7e]", "?", error.message)),
    ]
    content = {"__type": error.type_, "message": error.message}
    return Answer(400, headers, json.dumps(content).encode())
