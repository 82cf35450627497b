"""Requests signed by botocore, as they arrive at the gate."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from demo.localhost.aws.gate.verification import Credential
from demo.localhost.aws.gate.wire_request import Claim, WireRequest, read_claim

KEY = Credential("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credential("ASIDEXAMPLE", "secret", session_token="token+/=", expires_at=datetime(2100, 1, 1, tzinfo=UTC))
CREDENTIALS = [KEY, TEMPORARY]


def signed(
    method: str,
    url: str,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    *,
    service: str = "s3",
    region: str = "us-east-1",
    credential: Credential = KEY,
    expires: int | None = None,
) -> WireRequest:
    """Signed now; presigned if `expires` is given."""
    parts = urlsplit(url)
    request = AWSRequest(method, url, {"Host": parts.netloc, **(headers or {})}, body)
    keys = Credentials(credential.access_key_id, credential.secret_access_key, credential.session_token)
    if expires is None:
        (S3SigV4Auth if service == "s3" else SigV4Auth)(keys, service, region).add_auth(request)
    else:
        signer = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
        signer(keys, service, region, expires=expires).add_auth(request)
    target = str(request.url).partition(f"//{parts.netloc}")[2]
    return WireRequest(method, target, tuple(request.headers.items()), body)


def claim_of(request: WireRequest) -> Claim:
    """What the request says about its signature."""
    claim = read_claim(request)
    assert isinstance(claim, Claim)
    return claim


def signed_at(request: WireRequest) -> datetime:
    """The time of its signature."""
    return claim_of(request).signed_at


def with_header(request: WireRequest, name: str, value: str | None) -> WireRequest:
    """The same request with this header replaced, or removed."""
    kept = [(key, held) for key, held in request.headers if key.lower() != name.lower()]
    if value is not None:
        kept.append((name, value))
    return replace(request, headers=tuple(kept))


def with_authorization(request: WireRequest, old: str, new: str) -> WireRequest:
    """The same request with a part of its Authorization header replaced."""
    value = request.header("authorization") or ""
    assert old in value
    return with_header(request, "Authorization", value.replace(old, new))
