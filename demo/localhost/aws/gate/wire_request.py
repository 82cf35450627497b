"""A request as it arrived on the wire, and what it claims about its signature."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import unquote

from .refusal import Reason, Refusal

ALGORITHM = "AWS4-HMAC-SHA256"
QUERY_AUTH = {
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
}


@dataclass(frozen=True)
class WireRequest:
    """Nothing is decoded or normalised, so that what is verified is what was sent."""

    method: str
    target: str  # path and query
    headers: tuple[tuple[str, str], ...]  # in the order of arrival, repeated names kept
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, percent-encoded as sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without `?`, percent-encoded as sent."""
        return self.target.partition("?")[2]

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """The query's pairs, encoded as sent."""
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return [(name, value) for name, _, value in pairs]

    @cached_property
    def _values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in self.headers:
            key = name.lower()
            values[key] = f"{values[key]},{value}" if key in values else value
        return values

    def header(self, name: str) -> str | None:
        """The header's value, repeated ones joined by a comma."""
        return self._values.get(name.lower())

    def parameter(self, name: str) -> str | None:
        """The decoded value of the first query parameter of this name."""
        return next((unquote(value) for key, value in self.parameters if unquote(key) == name), None)

    @property
    def header_names(self) -> set[str]:
        """The names of all headers in lower case."""
        return set(self._values)


@dataclass(frozen=True)
class Claim:
    """What the Authorization header, or a presigned URL's X-Amz-* parameters, say."""

    presigned: bool
    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str  # 20150830T123600Z
    token: str | None
    expires: int | None

    @property
    def signed_at(self) -> datetime:
        """The timestamp as a time."""
        return parse_timestamp(self.timestamp)


def parse_timestamp(text: str) -> datetime:
    """AWS's basic form of ISO 8601; ValueError for any other."""
    if not re.fullmatch(r"\d{8}T\d{6}Z", text):
        raise ValueError(text)
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def read_claim(request: WireRequest) -> Claim | Refusal:
    """The request's claim, or why there is nothing to check."""
    authorization = request.header("authorization")
    query_names = {unquote(name) for name, _ in request.parameters}
    presigned = bool(query_names & (QUERY_AUTH - {"X-Amz-Security-Token"}))
    if authorization and presigned:
        return Refusal(Reason.TWO_SIGNATURES)
    if authorization:
        return _read_header(request, authorization)
    if presigned:
        return _read_query(request)
    return Refusal(Reason.NO_SIGNATURE)


def _read_header(request: WireRequest, authorization: str) -> Claim | Refusal:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        return Refusal(Reason.UNKNOWN_ALGORITHM, f"Unsupported AWS 'algorithm': '{algorithm}'.")
    fields = {}
    for part in rest.split(","):
        name, _, value = part.strip().partition("=")
        fields[name] = value
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not fields.get(name)]
    if missing:
        wants = " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        return Refusal(Reason.MALFORMED, wants)
    timestamp = request.header("x-amz-date") or _basic_form(request.header("date"))
    if not timestamp:
        return Refusal(Reason.NO_DATE)
    return _claim(
        request,
        presigned=False,
        credential=fields["Credential"],
        signed_headers=fields["SignedHeaders"],
        signature=fields["Signature"],
        timestamp=timestamp,
        token=request.header("x-amz-security-token"),
        expires=None,
    )


def _read_query(request: WireRequest) -> Claim | Refusal:
    values = {name: request.parameter(name) for name in QUERY_AUTH}
    if values["X-Amz-Algorithm"] != ALGORITHM:
        return Refusal(
            Reason.UNKNOWN_ALGORITHM,
            f'X-Amz-Algorithm only supports "{ALGORITHM}"',
        )
    required = QUERY_AUTH - {"X-Amz-Security-Token", "X-Amz-Expires"}
    missing = sorted(name for name in required if not values[name])
    if missing:
        return Refusal(
            Reason.MALFORMED_QUERY,
            f"Query-string authentication version 4 requires the {', '.join(missing)} parameters.",
        )
    expires = values["X-Amz-Expires"]
    if expires is not None and not re.fullmatch(r"-?\d+", expires):
        return Refusal(Reason.MALFORMED_QUERY, "X-Amz-Expires should be a number")
    return _claim(
        request,
        presigned=True,
        credential=values["X-Amz-Credential"] or "",
        signed_headers=values["X-Amz-SignedHeaders"] or "",
        signature=values["X-Amz-Signature"] or "",
        timestamp=values["X-Amz-Date"] or "",
        token=values["X-Amz-Security-Token"],
        expires=None if expires is None else int(expires),
    )


def _claim(
    request: WireRequest,
    *,
    presigned: bool,
    credential: str,
    signed_headers: str,
    signature: str,
    timestamp: str,
    token: str | None,
    expires: int | None,
) -> Claim | Refusal:
    try:
        parse_timestamp(timestamp)
    except ValueError:
        return Refusal(
            Reason.NO_DATE,
            f"Date must be in ISO-8601 'basic format'. Got '{timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601",
        )
    # An access key may hold slashes in S3-compatible stores; the scope's four parts do not.
    parts = credential.rsplit("/", 4)
    if len(parts) != 5 or not all(parts):
        return Refusal(
            Reason.MALFORMED_QUERY if presigned else Reason.MALFORMED,
            'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
        )
    access_key_id, date, region, service, terminator = parts
    if terminator != "aws4_request":
        return Refusal(
            Reason.WRONG_QUERY_SCOPE if presigned else Reason.WRONG_SCOPE,
            f"Credential should be scoped with a valid terminator: 'aws4_request', not '{terminator}'.",
        )
    return Claim(
        presigned=presigned,
        access_key_id=access_key_id,
        date=date,
        region=region,
        service=service,
        signed_headers=tuple(signed_headers.split(";")),
        signature=signature,
        timestamp=timestamp,
        token=token,
        expires=expires,
    )


def _basic_form(date: str | None) -> str | None:
    """A Date header in the form of X-Amz-Date. One that cannot be read is kept, to be named in the answer."""
    if not date:
        return None
    try:
        return parsedate_to_datetime(date).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except ValueError:
        return date
