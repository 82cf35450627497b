"""The decision: is this request signed by one of these credentials, now?"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .expected_signature import UNSIGNED_PAYLOAD, body_hash, compute, is_hash, is_s3, sent_as_signed
from .refusal import Reason, Refusal
from .wire_request import Claim, WireRequest, read_claim

MAX_SKEW = timedelta(minutes=15)
MAX_EXPIRES = 7 * 24 * 3600  # seconds

# If the request itself shows which service it is for, it must be signed for that service.
SERVICE_OF_TARGET = {
    "AmazonSQS": "sqs",
    "AWSCognitoIdentityService": "cognito-identity",
    "DynamoDBStreams_20120810": "dynamodb",
    "DynamoDB_20120810": "dynamodb",
    "Kinesis_20131202": "kinesis",
    "Logs_20140328": "logs",
    "secretsmanager": "secretsmanager",
    "TrentService": "kms",
}
SERVICE_OF_VERSION = {
    "2010-03-31": "sns",
    "2010-05-08": "iam",
    "2011-06-15": "sts",
    "2012-11-05": "sqs",
    "2016-11-15": "ec2",
}
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")


@dataclass(frozen=True)
class Credential:
    """A long-lived key pair, or a temporary one with its token and expiry."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


def verify(request: WireRequest, credentials: Iterable[Credential], now: datetime) -> Refusal | None:
    """None for a request that AWS would let through, else why not.

    The order of the checks is AWS's: who, when, what was signed, the signature, the body.
    """
    claim = read_claim(request)
    if isinstance(claim, Refusal):
        return claim
    credential = next((c for c in credentials if c.access_key_id == claim.access_key_id), None)
    # AWS keeps temporary keys separate: without the token such a key is unknown.
    if credential is None or (credential.session_token and not claim.token):
        return Refusal(Reason.UNKNOWN_KEY, fields={"AWSAccessKeyId": claim.access_key_id})
    return (
        _check_token(claim, credential, now)
        or _check_scope(request, claim)
        or _check_time(claim, now)
        or _check_signed_headers(request, claim)
        or _check_signature(request, claim, credential)
    )


def _check_token(claim: Claim, credential: Credential, now: datetime) -> Refusal | None:
    if not hmac.compare_digest((claim.token or "").encode(), (credential.session_token or "").encode()):
        return Refusal(Reason.BAD_TOKEN, fields={"Token-0": claim.token or ""})
    if credential.expires_at and now >= credential.expires_at:
        return Refusal(Reason.EXPIRED_TOKEN, fields={"Token-0": claim.token or ""})
    return None


def _check_scope(request: WireRequest, claim: Claim) -> Refusal | None:
    reason = Reason.WRONG_QUERY_SCOPE if claim.presigned else Reason.WRONG_SCOPE
    day = claim.timestamp[:8]
    if claim.date != day and is_s3(claim.service):
        detail = f'Invalid credential date "{claim.date}". This date is not the same as X-Amz-Date: "{day}".'
        return Refusal(reason, detail)
    if claim.date != day:
        detail = (
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{claim.date}' != '{day}', from '{claim.timestamp}'."
        )
        return Refusal(reason, detail)
    if not _REGION.fullmatch(claim.region) and is_s3(claim.service):
        detail = f"the region '{claim.region}' is wrong; expecting 'us-east-1'"
        return Refusal(reason, detail, {"Region": "us-east-1"})
    if not _REGION.fullmatch(claim.region):
        return Refusal(reason, "Credential should be scoped to a valid region.")
    expected = _service_asked_for(request)
    if expected and claim.service != expected:
        return Refusal(reason, f"Credential should be scoped to correct service: '{expected}'.")
    return None


def _service_asked_for(request: WireRequest) -> str | None:
    if target := request.header("x-amz-target"):
        return SERVICE_OF_TARGET.get(target.partition(".")[0])
    if request.path != "/":
        return None
    is_form = (request.header("content-type") or "").startswith("application/x-www-form-urlencoded")
    parameters = f"{request.query}&{request.body.decode('latin-1') if is_form else ''}"
    version = re.search(r"(?:^|&)Version=(\d{4}-\d\d-\d\d)(?:&|$)", parameters)
    return SERVICE_OF_VERSION.get(version[1]) if version else None


def _check_time(claim: Claim, now: datetime) -> Refusal | None:
    if claim.presigned and claim.expires is not None:
        return _check_expiry(claim, claim.expires, now)
    if abs(now - claim.signed_at) <= MAX_SKEW:
        return None
    if claim.signed_at < now:
        fault, limit, sum_ = (
            "expired",
            f"now earlier than {_stamp(now - MAX_SKEW)}",
            f"{_stamp(now)} - 15 min.",
        )
    else:
        fault, limit, sum_ = (
            "not yet current",
            f"still later than {_stamp(now + MAX_SKEW)}",
            f"{_stamp(now)} + 15 min.",
        )
    detail = f"Signature {fault}: {claim.timestamp} is {limit} ({sum_})"
    return Refusal(
        Reason.SKEWED,
        detail,
        {
            "RequestTime": claim.timestamp,
            "ServerTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "MaxAllowedSkewMilliseconds": str(int(MAX_SKEW.total_seconds() * 1000)),
        },
    )


def _check_expiry(claim: Claim, expires: int, now: datetime) -> Refusal | None:
    if expires < 0:
        return Refusal(Reason.MALFORMED_QUERY, "X-Amz-Expires must be non-negative")
    if expires > MAX_EXPIRES:
        return Refusal(
            Reason.MALFORMED_QUERY,
            "X-Amz-Expires must be less than a week (in seconds); "
            f"that is, the given X-Amz-Expires must be less than {MAX_EXPIRES} seconds",
        )
    end = claim.signed_at + timedelta(seconds=expires)
    if now > end:
        detail = f"Signature expired: {_stamp(end)} is now earlier than {_stamp(now)}"
        fields = {
            "X-Amz-Expires": str(expires),
            "Expires": f"{end:%Y-%m-%dT%H:%M:%SZ}",
            "ServerTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        }
        return Refusal(Reason.EXPIRED, detail, fields)
    if claim.signed_at > now + MAX_SKEW:
        detail = f"Signature not yet current: {claim.timestamp} is still later than {_stamp(now + MAX_SKEW)}"
        return Refusal(Reason.NOT_YET_VALID, detail, {"ServerTime": f"{now:%Y-%m-%dT%H:%M:%SZ}"})
    return None


def _check_signed_headers(request: WireRequest, claim: Claim) -> Refusal | None:
    must_be_signed = {"host", *(name for name in request.header_names if name.startswith("x-amz-"))}
    if claim.service == "iotdevicegateway":
        must_be_signed.discard("x-amz-security-token")
    unsigned = sorted(must_be_signed - set(claim.signed_headers))
    if not unsigned:
        return None
    named = ", ".join(f"'{name}'" for name in unsigned)
    detail = f"{named} must be a 'SignedHeader' in the AWS Authorization."
    return Refusal(Reason.UNSIGNED_HEADERS, detail, {"HeadersNotSigned": ", ".join(unsigned)})


def _check_signature(request: WireRequest, claim: Claim, credential: Credential) -> Refusal | None:
    payload = _payload_hash(request, claim)
    if isinstance(payload, Refusal):
        return payload
    computed = compute(request, claim, credential.secret_access_key, payload)
    if not hmac.compare_digest(computed.signature, claim.signature) or not sent_as_signed(request, claim):
        return Refusal(
            Reason.MISMATCH,
            fields={"AWSAccessKeyId": claim.access_key_id, "SignatureProvided": claim.signature},
            canonical_request=computed.canonical_request,
            string_to_sign=computed.string_to_sign,
        )
    if payload not in (UNSIGNED_PAYLOAD, body_hash(request.body)):
        fields: Mapping[str, str] = {
            "ClientComputedContentSHA256": payload,
            "S3ComputedContentSHA256": body_hash(request.body),
        }
        return Refusal(Reason.BODY_HASH_MISMATCH, fields=fields)
    return None


def _payload_hash(request: WireRequest, claim: Claim) -> str | Refusal:
    """The hash that the signature covers. Whether it is the body's is checked later."""
    given = request.header("x-amz-content-sha256") or ""
    if claim.presigned and not given:
        given = request.parameter("X-Amz-Content-Sha256") or ""
    if not is_s3(claim.service):
        # Other services do not allow an unsigned body: whatever else the header says, the body's hash counts.
        return given if is_hash(given) else body_hash(request.body)
    if not given:
        return UNSIGNED_PAYLOAD if claim.presigned else Refusal(Reason.NO_BODY_HASH)
    if given.startswith("STREAMING-"):
        return Refusal(Reason.STREAMED)
    if given != UNSIGNED_PAYLOAD and not is_hash(given):
        return Refusal(Reason.MALFORMED_BODY_HASH)
    return given


def _stamp(time: datetime) -> str:
    return f"{time:%Y%m%dT%H%M%SZ}"
