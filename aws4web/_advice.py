"""Errors explained. Pure.

SignatureDoesNotMatch: AWS's canonical request beside ours, in words. No response: a browser does not tell a page why,
https://fetch.spec.whatwg.org/#http-cors-protocol.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ._errors import readable
from ._input import timestamp

_REQUEST_LABEL = "Canonical String for this request should have been"
_STRING_LABEL = "The String-to-Sign should have been"
# A canonical request has seven lines at least, and a string to sign has four:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
_LEAST_BREAKS, _BREAKS_TO_SIGN = 6, 3
_MAX_LINE = 2_000  # characters that are shown
_signed_at = re.compile(r"(?m)(?:^|^x-amz-date:|\bX-Amz-Date=)(\d{8}T\d{6}Z)\b", re.ASCII).search
_secret_parts = re.compile(
    r"(?im)((?:^x-amz-(?:security-token|s3session-token|(?:copy-source-)?server-side-encryption-customer-key):"
    r"|\bX-Amz-(?:Security-Token|Signature)=))[^&\n]+"
)


class Diagnosis(NamedTuple):
    """Where AWS's view of a request first differs from ours."""

    part: str
    """'method', 'path', 'query', 'header', 'signed headers', 'payload hash', 'time', 'scope' or 'secret'."""
    ours: str
    """The line that was signed here."""
    theirs: str
    """The line that AWS computed."""
    explanation: str

    def __str__(self) -> str:
        if not self.ours and not self.theirs:
            return self.explanation
        return f"{self.explanation}\n  signed here: {self.ours}\n  AWS saw:     {self.theirs}"


def aws_view(fields: Mapping[str, str], message: str) -> tuple[str, str] | None:
    """The canonical request and the string to sign that AWS computed, or None where its answer does not say.

    One of them may be empty: some servers write "(invalid string)" in its place.
    """
    request, string = fields.get("CanonicalRequest", ""), fields.get("StringToSign", "")
    if not request and not string:
        before, _, string = message.partition(_STRING_LABEL)
        request = before.partition(_REQUEST_LABEL)[2].strip().removeprefix("'").removesuffix("'")
        string = string.strip().removeprefix("'").partition("'")[0]
    request = request if request.count("\n") >= _LEAST_BREAKS else ""
    string = string if string.count("\n") == _BREAKS_TO_SIGN else ""
    return (request, string) if request or string else None


def time_of(view: tuple[str, str]) -> str | None:
    """When a request was signed, by what AWS computed of it; None where that is not a time."""
    match = _signed_at("\n".join(reversed(view)))
    try:
        return timestamp(match[1]) if match else None
    except ValueError:
        return None


def diagnose(canonical: str, string_to_sign: str, aws_canonical: str, aws_string_to_sign: str) -> Diagnosis:
    """The first line that differs, explained. Secrets in the lines are replaced by `…`.

    Where one of AWS's two is empty, the other one tells.
    """
    if aws_canonical:
        for part, ours, theirs in _paired(mask(canonical).split("\n"), mask(aws_canonical).split("\n")):
            if ours != theirs:
                return _explain(part, readable(ours, _MAX_LINE, ""), readable(theirs, _MAX_LINE, ""))
    if aws_string_to_sign:
        lines = zip(string_to_sign.split("\n"), aws_string_to_sign.split("\n"), strict=False)
        for part, (ours, theirs) in zip(("algorithm", "time", "scope"), lines, strict=False):
            if ours != theirs:
                why = f"the {part} of the signature differs"
                return Diagnosis(part, readable(ours, _MAX_LINE, ""), readable(theirs, _MAX_LINE, ""), why)
        if canonical_differs(string_to_sign, aws_string_to_sign):
            return Diagnosis("request", "", "", "the request that AWS saw differs, and its answer does not say where")
    return Diagnosis(
        "secret",
        "",
        "",
        "AWS saw the very request that was signed: the secret access key is wrong, or not that of this access key ID",
    )


def canonical_differs(string_to_sign: str, aws_string_to_sign: str) -> bool:
    """Whether the hashes of the canonical requests differ."""
    return string_to_sign.rpartition("\n")[2] != aws_string_to_sign.rpartition("\n")[2]


def mask(text: str) -> str:
    """The text without session tokens and signatures."""
    return _secret_parts.sub(r"\1…", text)


def _paired(ours: list[str], theirs: list[str]) -> list[tuple[str, str, str]]:
    """The lines of two canonical requests beside each other, each with the name of what it is."""
    pairs = list(zip(("method", "path", "query"), ours, theirs, strict=False))
    my_headers, your_headers = (dict(_headers(lines)) for lines in (ours, theirs))
    names = [*my_headers, *(name for name in your_headers if name not in my_headers)]
    pairs += [("header", my_headers.get(name, ""), your_headers.get(name, "")) for name in names]
    return [*pairs, ("signed headers", ours[-2], theirs[-2]), ("payload hash", ours[-1], theirs[-1])]


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    return [(line.partition(":")[0], line) for line in lines[3:-3] if line]


def _explain(part: str, ours: str, theirs: str) -> Diagnosis:
    if part == "header":
        name = (ours or theirs).partition(":")[0]
        seen = f"`{theirs}`" if theirs else f"no {name}"
        why = (
            f"the server saw {seen}: a proxy, the browser or a redirect rewrote or removed the header {name}"
            if ours
            else f"the server signed {seen}, which was not signed here"
        )
    else:
        why = {
            "method": "the server saw another method: a redirect or a proxy changed it",
            "path": "the server saw another path: it was rewritten on the way, or is encoded otherwise",
            "query": "the server saw another query: parameters were added, dropped or encoded otherwise on the way",
            "signed headers": "the lists of signed headers differ",
            "payload hash": "the server saw another body, or another x-amz-content-sha256",
        }[part]
    return Diagnosis(part, ours, theirs, why)


_SAFELISTED = frozenset({"accept", "accept-language", "content-language"})
_EXPOSED = ["ETag", "x-amz-request-id", "x-amz-id-2", "x-amz-version-id", "x-amz-bucket-region"]


def no_response_advice(
    method: str, url: str, request_headers: Iterable[str], page_origin: str | None, *, is_online: bool
) -> str:
    """Why a page got no response, as far as it can know, and what to do.

    `page_origin` is None where no page is: a server-side runtime without CORS.
    """
    if not is_online:
        return "this device is offline"
    if page_origin is None or url.startswith(f"{page_origin}/"):
        return "the server could not be reached, or broke off the connection"
    if page_origin.startswith("https:") and url.startswith("http:"):
        return "a page served over https may not call a plain http URL (mixed content)"
    headers = sorted(name for name in request_headers if name not in _SAFELISTED)
    rule = [
        {
            "AllowedOrigins": [page_origin],
            "AllowedMethods": [method],
            "AllowedHeaders": headers,
            "ExposeHeaders": _EXPOSED,
        }
    ]
    return (
        f"the server could not be reached, or does not allow the page's origin {page_origin} (CORS). To allow it, the"
        f" server must answer the preflight (OPTIONS) with access-control-allow-origin: {page_origin},"
        f" access-control-allow-methods: {method} and access-control-allow-headers: {','.join(headers)}."
        f" For an S3 bucket that is this CORS rule: {json.dumps(rule)}"
    )
