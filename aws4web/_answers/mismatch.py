"""SignatureDoesNotMatch explained: AWS's view of a request beside ours, in words. Pure."""

import re
from collections.abc import Mapping

from .._errors import Diagnosis, readable
from .._sign.checks import timestamp
from .redaction import mask

_REQUEST_LABEL = "Canonical String for this request should have been"
_STRING_LABEL = "The String-to-Sign should have been"
# A canonical request has seven lines at least, and a string to sign has four:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
_LEAST_BREAKS, _BREAKS_TO_SIGN = 6, 3
_MAX_LINE = 2_000  # characters that are shown
_signed_at = re.compile(r"(?m)(?:^|^x-amz-date:|\bX-Amz-Date=)(\d{8}T\d{6}Z)\b", re.ASCII).search


def aws_view(fields: Mapping[str, str], message: str) -> tuple[str, str] | None:
    """The canonical request and the string to sign that AWS computed, or None if its answer does not say.

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
    """When a request was signed, by what AWS computed of it; None if that is not a time."""
    match = _signed_at("\n".join(reversed(view)))
    try:
        return timestamp(match[1]) if match else None
    except ValueError:
        return None


def diagnose(canonical: str, string_to_sign: str, aws_canonical: str, aws_string_to_sign: str) -> Diagnosis:
    """The first line that differs, explained. Secrets in the lines are replaced by `…`.

    If one of AWS's two is empty, the other one decides.
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


def _paired(ours: list[str], theirs: list[str]) -> list[tuple[str, str, str]]:
    """The lines of two canonical requests beside each other, each with its name."""
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
