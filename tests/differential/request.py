"""A case as a deviation sees it, and what a deviation is."""

import base64
import copy
from typing import Any, ClassVar

from .reference import read_pairs

Case = dict[str, Any]
Result = dict[str, Any]

S3_KIN = {"s3express", "s3-object-lambda", "s3-outposts"}
MISREAD_HOSTS = {
    "bedrock-runtime.us-east-1.amazonaws.com": ("bedrock", "us-east-1"),
    "runtime-v2-lex.eu-west-1.amazonaws.com": ("lex", "eu-west-1"),
    "oidc.us-east-1.amazonaws.com": ("sso-oauth", "us-east-1"),
    "iot.eu-west-1.amazonaws.com": ("iot", "eu-west-1"),
    "123456789012.ddb.us-east-1.amazonaws.com": ("dynamodb", "us-east-1"),
    "sqs.us-east-1.api.aws": ("sqs", "us-east-1"),
    "bucket.s3-us-west-2.amazonaws.com": ("s3", "us-west-2"),
    "123456789012.s3-control.eu-west-1.amazonaws.com": ("s3", "eu-west-1"),
    "point-123456789012.s3-accesspoint.eu-west-1.amazonaws.com": ("s3", "eu-west-1"),
}


class Request:
    """A case, its URL as a WHATWG parser splits it, and the service as aws4fetch reads it.

    Conditions look at an unchanged one; `rewrite` changes a copy.
    """

    def __init__(self, case: Case, parts: dict[str, str], service: str | None) -> None:
        self.case = copy.deepcopy(case)
        self.parts = dict(parts)
        self.service = case["service"] or MISREAD_HOSTS.get(parts["hostname"], (service, ""))[0]
        headers = case["headers"] or []
        if case["headers_as"] == "mapping":
            headers = dict(headers).items()
        self.dropped: list[list[str]] = []
        self.headers = [(name.lower(), value.strip(" \t\r\n")) for name, value in headers]

    @property
    def presigns(self) -> bool:
        return self.case["sign_query"]

    @property
    def is_s3(self) -> bool:
        return self.service == "s3" or self.service in S3_KIN

    @property
    def appends_token(self) -> bool:
        return self.case["append_session_token"] or self.service == "iotdevicegateway"

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.headers]

    @property
    def pairs(self) -> list[tuple[str, str | None]]:
        return read_pairs(self.parts["search"])

    @property
    def body(self) -> bytes:
        return base64.b64decode(self.case["body"]["base64"]) if self.case["body"] else b""

    def drop(self, *names: str) -> None:
        self.headers = [pair for pair in self.headers if pair[0] not in names]

    def rewritten(self) -> Case:
        url = "{protocol}//{host}{pathname}{search}{hash}".format(**self.parts)
        return self.case | {"url": url, "headers": self.headers, "headers_as": "pairs"}


class Deviation:
    error: ClassVar[str | None] = None
    """The error raised instead: its class, and words in its message."""

    def applies(self, request: Request) -> bool:
        raise NotImplementedError

    def rewrite(self, request: Request) -> None:
        """Spare aws4fetch the mistake."""

    def patch(self, request: Request, result: Result) -> None:
        """Correct what aws4fetch made of the rewritten request."""
