"""The parts of a signed request that was pasted, each with its meaning. Pure."""

import re
from datetime import datetime
from urllib.parse import unquote

from aws4web import presigned

from .faults import ends_at, signed_at
from .parts import Part
from .pasted import Signed

_MOST = 200  # parts that are shown
_LONGEST = 2_000  # characters of a part that are shown
_KEYS = {
    "AKIA": "A long-lived key of an IAM user, or of the account itself.",
    "ASIA": "A temporary key, made by STS: it works only with its session token, and ends by itself.",
    "AKID": "The key ID that AWS’s documentation uses in its examples.",
}


def dissect(signed: Signed) -> list[Part]:
    """All parts, in a reader's order."""
    parts = [*_address(signed), *_credential(signed)]
    start, end = signed_at(signed), ends_at(signed)
    if signed.get("Date"):
        parts.append(
            Part("time", "Signed at", _moment(signed.get("Date"), start), "By the clock of whoever signed it.")
        )
    if signed.is_query and signed.get("Expires"):
        until = f"Valid for so many seconds: until {_utc(end)}." if end else "For how many seconds it is valid."
        parts.append(Part("time", "Expires", signed.get("Expires"), until))
    elif end:
        parts.append(Part("time", "Accepted until", _utc(end), "AWS lets clocks differ by about 15 minutes."))
    if signed.signed_headers:
        parts.append(Part("signed", "Signed headers", signed.get("SignedHeaders"), _must_send(signed)))
    parts += [Part("header", name, value, _header_meaning(signed, name)) for name, value in signed.headers]
    if signed.token:
        parts.append(Part("key", "Session token", signed.token, "Of the temporary key; good for nothing without it."))
    if signed.get("Algorithm"):
        parts.append(Part("algorithm", "Algorithm", signed.get("Algorithm"), _algorithm(signed.get("Algorithm"))))
    if signed.get("Signature"):
        parts.append(Part("result", "Signature", signed.get("Signature"), "AWS makes its own, and compares."))
    return [part._replace(label=part.label[:60], text=_short(part.text)) for part in parts[:_MOST]]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… {len(text) - _LONGEST:,} characters more"


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _moment(date: str, moment: datetime | None) -> str:
    return f"{date} · {_utc(moment)}" if moment else date


def _address(signed: Signed) -> list[Part]:
    parts = [Part("method", "Method", signed.method, "Signed too.")] if signed.method else []
    if not signed.url:
        return parts
    before, _, query = signed.url.partition("#")[0].partition("?")
    scheme, _, rest = before.partition("://")
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]  # a password is not shown
    over = "Sent over TLS." if scheme.lower() == "https" else "Sent in the clear: whoever is on the way can read it."
    parts.append(Part("path", "Host", host, over))
    parts.append(Part("path", "Path", slash + path, _object(signed)))
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if pair and not re.match(
            r"x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$",
            unquote(name),
            re.IGNORECASE,
        ):
            parts.append(Part("query", unquote(name) or "Query", unquote(value), "Signed with the rest of the query."))
    return parts


def _object(signed: Signed) -> str:
    """Which object a presigned URL of S3 leads to."""
    try:
        about = presigned(signed.url)
    except (TypeError, ValueError):
        return "What is asked for."
    if about.bucket and about.key:
        return f"The object {about.key[:200]} in the bucket {about.bucket[:80]}."
    return f"The bucket {about.bucket[:80]}." if about.bucket else "What is asked for."


def _credential(signed: Signed) -> list[Part]:
    about_key = _KEYS.get(signed.key_id[:4], "Tells AWS whose secret to check with; no secret itself.")
    if signed.key_id.endswith("EXAMPLE"):
        about_key = _KEYS["AKID"]
    if not signed.credential:
        return [Part("key", "Credential", signed.get("Credential"), about_key)] if signed.get("Credential") else []
    key_id, day, region, service, end = signed.credential
    return [
        Part("key", "Key ID", key_id, about_key),
        Part("scope", "Day", day, "The signing key is good only on this day, in UTC."),
        Part("scope", "Region", region, "And only in this region."),
        Part("scope", "Service", service, "And only for this service."),
        Part("scope", "Ends with", end, "The same in every signature of version 4."),
    ]


def _must_send(signed: Signed) -> str:
    others = [name for name in signed.signed_headers if name.lower() != "host"]
    if signed.is_query and others:
        return f"Whoever uses the URL must send {', '.join(others)[:200]} as signed; a browser’s address bar cannot."
    return "A change to any of these breaks the signature; all other headers may change."


def _header_meaning(signed: Signed, name: str) -> str:
    return "Signed." if name in signed.signed_headers else "Not signed: it may change on the way."


def _algorithm(name: str) -> str:
    if name == "AWS4-ECDSA-P256-SHA256":
        return "Version 4A, for several regions: only AWS can make sure of it, with a public key."
    return "HMAC with SHA-256: the secret signs, and is never sent."
