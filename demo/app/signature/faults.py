"""What is wrong with a signed request, as far as it tells by itself. Pure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ..words import duration_text
from .pasted import NAMES, Signed

LONGEST = 604_800  # seconds: seven days
CLOCK = timedelta(minutes=15)  # by which AWS lets two clocks differ
_host_region = re.compile(r"[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?(?::\d+)?$").search
_ORDERED = ("Algorithm", "Credential", "Date", "SignedHeaders", "Signature")
_BROWSERS = ("user-agent", "connection", "content-length", "accept-encoding", "cookie", "referer", "origin", "te")


def signed_at(signed: Signed) -> datetime | None:
    """When it was signed; None if that cannot be read."""
    try:
        return datetime.strptime(signed.get("Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def ends_at(signed: Signed) -> datetime | None:
    """Until when AWS accepts it; None if that cannot be told."""
    start = signed_at(signed)
    if start is None:
        return None
    if not signed.is_query:
        return start + CLOCK
    expires = signed.get("Expires")
    return start + timedelta(seconds=int(expires)) if re.fullmatch(r"[0-9]{1,9}", expires) else None


def life(signed: Signed, now: datetime) -> str:
    """How long it is good for, as of now: `expires in 14 min 3 s`."""
    start, end = signed_at(signed), ends_at(signed)
    if start is None or end is None:
        return "it does not say until when it is valid"
    if start > now + CLOCK:
        return f"not valid yet: it begins in {duration_text(start - now)}"
    if end < now:
        return f"expired {duration_text(now - end)} ago"
    return f"expires in {duration_text(end - now)}"


def faults(signed: Signed) -> list[str]:
    """Why AWS would refuse it at any time, in sentences."""
    found = [*_missing(signed), *_algorithm(signed), *_credential(signed), *_times(signed)]
    return [*found, *_token(signed), *_headers(signed), *_signature(signed), *_address(signed)]


def _name(signed: Signed, name: str) -> str:
    if signed.is_query or name in ("Date", "Security-Token"):
        return f"X-Amz-{name}"
    return name


def _missing(signed: Signed) -> Iterator[str]:
    for name in (*_ORDERED, *(("Expires",) if signed.is_query else ())):
        values = [text for known, text in signed.parameters if known == name]
        if not any(values):
            # Of a header alone nobody can tell what else was sent.
            if name == "Date" and not signed.headers and not signed.is_query:
                continue
            yield f"{_name(signed, name)} is missing."
        elif len(values) > 1:
            yield f"{_name(signed, name)} is there {len(values)} times: a request has one signature."
    if not signed.is_query and "X-Amz-Signature=" in signed.url:
        yield "It is signed in its query and in a header: AWS accepts only one of them."


def _algorithm(signed: Signed) -> Iterator[str]:
    algorithm = signed.get("Algorithm")
    if algorithm and algorithm not in ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"):
        yield f"The algorithm is {algorithm[:40]}, not AWS4-HMAC-SHA256."


def _credential(signed: Signed) -> Iterator[str]:
    text = signed.get("Credential")
    if not text or signed.get("Algorithm") == "AWS4-ECDSA-P256-SHA256":
        return
    if "%2f" in text.lower():
        yield "The credential is percent-encoded twice: its slashes arrive as %2F."
    elif not signed.credential:
        yield "The credential must be key ID/date/region/service/aws4_request."
    elif signed.credential[4] != "aws4_request":
        yield f"The credential must end with aws4_request, not {signed.credential[4][:40]}."
    if signed.credential and not re.fullmatch("[0-9]{8}", signed.credential[1]):
        yield f"The date in the credential must be as 20150830, not {signed.credential[1][:40]}."


def _times(signed: Signed) -> Iterator[str]:
    date, start = signed.get("Date"), signed_at(signed)
    if date and start is None:
        yield f"X-Amz-Date must be as 20150830T123600Z, not {date[:40]}."
    if start and signed.credential and date[:8] != signed.credential[1]:
        yield f"The credential has the date {signed.credential[1][:40]}, and X-Amz-Date {date[:8]}: they must agree."
    expires = signed.get("Expires")
    if expires and signed.is_query:
        if not re.fullmatch("[0-9]+", expires):
            yield f"X-Amz-Expires must be a number of seconds, not {expires[:40]}."
        elif len(expires) > 6 or not 1 <= int(expires) <= LONGEST:
            yield f"X-Amz-Expires must be 1 to {LONGEST} seconds (seven days), not {expires[:40]}."


def _token(signed: Signed) -> Iterator[str]:
    kind = signed.key_id[:4]
    if kind == "ASIA" and not signed.token and (signed.is_query or signed.headers):
        yield "The key is temporary (ASIA…), but its session token is missing: X-Amz-Security-Token."
    if kind == "AKIA" and signed.token:
        yield "The key is a long-lived one (AKIA…), which has no session token, but X-Amz-Security-Token is given."


def _headers(signed: Signed) -> Iterator[str]:
    names = signed.signed_headers
    if not names:
        return
    if "host" not in names:
        yield "host is not among the signed headers: AWS wants it signed."
    if any(name != name.lower() for name in names):
        yield "The signed headers must be in lower case."
    elif names != sorted(names):
        yield f"The signed headers must be sorted: {';'.join(sorted(names))[:200]}."
    given = {name for name, _ in signed.headers}
    if signed.kind == "curl" or (signed.kind == "header" and given):
        implied = {"host", *(_BROWSERS if signed.kind == "curl" else ())}
        absent = [name for name in names if name.lower() not in given | implied]
        if absent:
            yield f"Signed, but not given: {', '.join(absent)[:200]}."
    if signed.token and not signed.is_query and "x-amz-security-token" not in names:
        yield "The session token is sent, but not signed: x-amz-security-token must be a signed header."


def _signature(signed: Signed) -> Iterator[str]:
    signature = signed.get("Signature")
    if signature and signed.get("Algorithm") == "AWS4-HMAC-SHA256" and not re.fullmatch("[0-9a-f]{64}", signature):
        yield f"The signature must have 64 digits in lower-case hex; this one has {len(signature)} characters."


def _address(signed: Signed) -> Iterator[str]:
    url = signed.url
    if not url:
        return
    scheme, _, rest = url.partition("://")
    if scheme.lower() not in ("https", "http") or not rest:
        yield "The address does not begin with https:// or http://."
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        yield "The address holds a user or a password, which a browser does not send."
    region = _host_region(authority.rpartition("@")[2].lower())
    if region and signed.credential and signed.credential[2] != region[1]:
        yield f"It is signed for {signed.credential[2][:40]}, but the host is in {region[1]}."
    yield from _query(url.partition("#")[0].partition("?")[2])


def _query(query: str) -> Iterator[str]:
    if "+" in query:
        yield "A + stands in the query. AWS takes it for a space or a plus: write %20 or %2B, and sign that."
    if re.search(r"%(?![0-9A-Fa-f]{2})", query):
        yield "The query holds a % that begins no escape: write %25."
    if not query.isascii() or any(mark in query for mark in ' "<>`{}|^\\'):
        yield "The query holds characters that must be percent-encoded."
    names = re.findall(r"(?:^|&)(x-amz-[a-z-]+)=", query, re.IGNORECASE)
    known = {f"x-amz-{name.lower()}": f"X-Amz-{name}" for name in NAMES}
    odd = [name for name in names if known.get(name.lower(), name) != name]
    if odd:
        yield f"{odd[0]} is spelt {known[odd[0].lower()]}: capital letters count."
