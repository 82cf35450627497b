"""A form that a browser posts to a bucket, as it arrives: multipart/form-data.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from .refusal import Reason, Refusal
from .wire_request import QUERY_AUTH, WireRequest

MAX_FIELDS = 20_000  # bytes before the file
_bucket_in_host = re.compile(r"([a-z0-9.-]+)\.s3[.-][a-z0-9-]+\.amazonaws\.com(?::\d+)?").fullmatch
_boundary = re.compile(r'multipart/form-data;.*?boundary="?([^";]+)"?', re.IGNORECASE).match
_name = re.compile(r';\s*name="([^"]*)"').search
_filename = re.compile(r';\s*filename="([^"]*)"').search


@dataclass(frozen=True)
class PostedForm:
    """What S3 reads of a form: the fields before the file, their names in lower case, and the file."""

    bucket: str
    fields: dict[str, str]
    file: bytes

    @property
    def key(self) -> str:
        """The object's."""
        return self.fields["key"]


def is_form(request: WireRequest) -> bool:
    """Whether the fields of the body, and nothing else, say who sends this."""
    is_multipart = (request.header("content-type") or "").lower().startswith("multipart/form-data")
    is_signed = request.header("authorization") or any(name in QUERY_AUTH for name, _ in request.parameters)
    return request.method == "POST" and is_multipart and not is_signed


def read_form(request: WireRequest) -> PostedForm | Refusal:
    """The form, or why it is none."""
    match = _boundary(request.header("content-type") or "")
    if not match:
        return Refusal(Reason.MALFORMED_FORM)
    _, *parts = (b"\r\n" + request.body).split(b"\r\n--" + match[1].encode())
    if not parts or not parts[-1].startswith(b"--"):
        return Refusal(Reason.MALFORMED_FORM)
    fields: dict[str, str] = {}
    size = 0
    for part in parts[:-1]:
        head, blank, content = part.partition(b"\r\n\r\n")
        described = head.decode(errors="replace")
        name = _name(described)
        if not blank or not name:
            return Refusal(Reason.MALFORMED_FORM)
        if name[1] == "file":  # what comes behind it is ignored
            return _with_file(request, fields, described, content)
        size += len(part)
        if size > MAX_FIELDS:
            return Refusal(Reason.LONG_FIELDS)
        fields[_unescape(name[1]).lower()] = content.decode(errors="replace")
    return Refusal(Reason.NOT_ONE_FILE)


def _with_file(request: WireRequest, fields: dict[str, str], head: str, content: bytes) -> PostedForm | Refusal:
    given = _filename(head)
    filename = re.split(r"[/\\]", _unescape(given[1]))[-1] if given else ""
    fields = {name: value.replace("${filename}", filename) for name, value in fields.items()}
    host = _bucket_in_host(request.header("host") or "")
    bucket = host[1] if host else unquote(request.path).strip("/")
    if not bucket or "/" in bucket:
        return Refusal(Reason.NOT_ALLOWED)
    if not fields.get("key"):
        text = (
            "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."
        )
        return Refusal(Reason.MISSING_FIELD, text, {"ArgumentName": "key", "ArgumentValue": ""})
    return PostedForm(bucket, fields, content)


def _unescape(text: str) -> str:
    # https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%22", '"')
