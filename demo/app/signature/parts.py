"""The parts of a signature's stages, each with what it is for. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Part(NamedTuple):
    """Some lines of a stage."""

    kind: str
    """What gives it its colour: the same thing has the same colour in every stage."""
    label: str
    text: str
    why: str


_HEADERS = {
    "host": "Binds the signature to this host, so that nobody can send it to another one.",
    "x-amz-date": "The time of the signature: AWS refuses it some minutes later.",
    "x-amz-content-sha256": "The body’s hash, which S3 wants as a header too.",
    "x-amz-security-token": "The session token of temporary keys.",
    "x-amz-target": "The operation that is called.",
}
_QUERY = {
    "X-Amz-Algorithm": "How it is signed.",
    "X-Amz-Credential": "Whose key, and what it is good for.",
    "X-Amz-Date": "When the link becomes valid.",
    "X-Amz-Expires": "For how many seconds it stays valid.",
    "X-Amz-SignedHeaders": "The headers that whoever opens the link must send as they were signed.",
    "X-Amz-Security-Token": "The session token of temporary keys.",
}
_OPTIONAL = ("content-length", "content-type", "presigned-expires", "range")
_HASH = "SHA-256 of the body, so that nobody can change it."
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def canonical_parts(canonical: str) -> list[Part]:
    """The canonical request: the request in the one form that both sides use."""
    method, path, query, *headers, _, signed, payload = canonical.split("\n")
    parts = [
        Part("method", "Method", method, "In upper case."),
        Part("path", "Path", path, "Percent-encoded: S3’s keys once, paths of all other services twice."),
    ]
    pairs = query.split("&") if query else [""]
    for at, pair in enumerate(pairs):
        name = pair.partition("=")[0]
        default = "Sorted by name, percent-encoded." if pair else "None: an empty line."
        parts.append(Part("query", "Query", ("&" if at else "") + pair, _QUERY.get(name, default)))
    for line in headers:
        name = line.partition(":")[0]
        parts.append(Part("header", "Header", line, _HEADERS.get(name, "Signed, so that it cannot be changed.")))
    parts.append(Part("header", "Empty line", "", "Ends the headers."))
    parts.append(Part("signed", "Signed headers", signed, "Which headers these are; all others may change on the way."))
    why = {
        "UNSIGNED-PAYLOAD": "The body is not signed: S3 allows that over TLS, which protects it.",
        _EMPTY: f"{_HASH} This is the hash of an empty body.",
    }.get(payload, _HASH)
    parts.append(Part("payload", "Payload hash", payload, why))
    return parts


def unsigned_parts(headers: Iterable[str], signed: Collection[str], *, all_headers: bool) -> list[Part]:
    """The headers that are not signed, each with the reason."""
    optional = "Not signed: AWS does not need it, and it may be rewritten on the way. “Sign all headers” signs it too."
    rewritten = "Never signed: the browser, or a proxy on the way, rewrites it."
    return [
        Part("unsigned", "Not signed", name, optional if name in _OPTIONAL and not all_headers else rewritten)
        for name in headers
        if name not in signed
    ]


def string_parts(string_to_sign: str) -> list[Part]:
    """The string to sign: what is really signed."""
    algorithm, time, scope, request_hash = string_to_sign.split("\n")
    day, region, service, _ = scope.split("/")
    return [
        Part("algorithm", "Algorithm", algorithm, "HMAC with SHA-256."),
        Part("time", "Time", time, "In UTC; the same as x-amz-date."),
        Part("scope", "Scope", scope, f"The key made for it is good only on {day}, for {service} in {region}."),
        Part("request", "Request’s hash", request_hash, "SHA-256 of the canonical request above."),
    ]


def signature_parts(scope: str, signature: str) -> list[Part]:
    """From the secret to the signature."""
    day, region, service, end = scope.split("/")
    chain = f"HMAC(HMAC(HMAC(HMAC(AWS4…secret, {day}), {region}), {service}), {end})"
    return [
        Part("key", "Signing key", chain, "Derived from the secret, which is never sent itself; cached for the day."),
        Part("result", "Signature", signature, "HMAC of the string to sign, under the signing key."),
    ]


def result_parts(key_id: str, scope: str, signed_headers: str, signature: str) -> list[Part]:
    """The Authorization header."""
    return [
        Part("algorithm", "Algorithm", "AWS4-HMAC-SHA256 ", "How it is signed."),
        Part("scope", "Credential", f"Credential={key_id}/{scope}, ", "The access key ID and the scope."),
        Part("signed", "Signed headers", f"SignedHeaders={signed_headers}, ", "As in the canonical request."),
        Part("result", "Signature", f"Signature={signature}", "AWS makes its own from what arrives, and compares."),
    ]
