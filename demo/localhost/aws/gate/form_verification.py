"""The decision on a form: is its policy signed by one of these credentials, still valid, and kept?

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

import binascii
import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .posted_form import PostedForm
from .refusal import Reason, Refusal
from .verification import Credential
from .wire_request import ALGORITHM

_SIGNED = ("policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature")
_NEEDS_NO_CONDITION = {"policy", "x-amz-signature", "file"}


def verify_form(form: PostedForm, credentials: Iterable[Credential], now: datetime) -> Refusal | None:
    """None for a form that S3 would store, else why not: first who, then when, what, and how much."""
    fields = form.fields
    if "policy" not in fields:
        return Refusal(Reason.NO_SIGNATURE)
    for name in _SIGNED:
        if not fields.get(name):
            text = (
                f"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the"
            )
            return Refusal(Reason.MISSING_FIELD, f"{text} fields.", {"ArgumentName": name, "ArgumentValue": ""})
    return _check_signature(fields, credentials, now) or _check_policy(form, now)


def _check_signature(fields: dict[str, str], credentials: Iterable[Credential], now: datetime) -> Refusal | None:
    if fields["x-amz-algorithm"] != ALGORITHM:
        return Refusal(Reason.UNKNOWN_ALGORITHM)
    parts = fields["x-amz-credential"].rsplit("/", 4)
    if len(parts) != 5 or parts[3:] != ["s3", "aws4_request"] or parts[1] != fields["x-amz-date"][:8]:
        text = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
        return Refusal(Reason.MALFORMED_QUERY, text)
    held = next((each for each in credentials if each.access_key_id == parts[0]), None)
    token = fields.get("x-amz-security-token", "")
    if held is None or (held.session_token and not token):
        return Refusal(Reason.UNKNOWN_KEY, fields={"AWSAccessKeyId": parts[0]})
    if token != (held.session_token or ""):
        return Refusal(Reason.BAD_TOKEN, fields={"Token-0": token})
    if held.expires_at and now >= held.expires_at:
        return Refusal(Reason.EXPIRED_TOKEN, fields={"Token-0": token})
    signature = signature_of(fields["policy"], held.secret_access_key, *parts[1:])
    if not hmac.compare_digest(signature, fields["x-amz-signature"]):
        shown = {"AWSAccessKeyId": parts[0], "SignatureProvided": fields["x-amz-signature"]}
        return Refusal(Reason.MISMATCH, fields=shown, string_to_sign=fields["policy"])
    return None


def signature_of(policy: str, secret: str, *scope: str) -> str:
    """The signature of a policy in Base64, as S3's documentation has it; of date, region, service and terminator."""
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return hmac.digest(key, policy.encode(), hashlib.sha256).hex()


def _check_policy(form: PostedForm, now: datetime) -> Refusal | None:
    try:
        policy: Any = json.loads(b64decode(form.fields["policy"], validate=True))
        expiration = datetime.fromisoformat(policy["expiration"]).astimezone(UTC)
        conditions = [_read(condition) for condition in policy["conditions"]]
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        return Refusal(Reason.INVALID_POLICY, f"{error}")
    if now >= expiration:
        return Refusal(Reason.POLICY_FAILED, "Policy expired.")
    values = {**form.fields, "bucket": form.bucket}
    named: set[str] = set()
    sizes: list[tuple[int, int]] = []
    for kind, name, value in conditions:
        if kind == "content-length-range":
            sizes.append((name, value))
            continue
        named.add(name.lower())
        if not _holds(kind, name.lower(), value, values.get(name.lower(), "")):
            shown = json.dumps([kind, f"${name}", value])
            return Refusal(Reason.POLICY_FAILED, f"Policy Condition failed: {shown}")
    extra = [
        name for name in form.fields if name not in named | _NEEDS_NO_CONDITION and not name.startswith("x-ignore-")
    ]
    if extra:
        return Refusal(Reason.POLICY_FAILED, f"Extra input fields: {', '.join(extra)}")
    return next(filter(None, (_check_size(len(form.file), *limits) for limits in sizes)), None)


def _read(condition: Any) -> tuple[str, Any, Any]:
    """A condition's kind, name and value, or its kind, least and most. Raises ValueError."""
    if isinstance(condition, dict):
        given: dict[str, Any] = condition
        if len(given) != 1:
            raise ValueError("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
        [(name, value)] = given.items()
        return "eq", name, value
    kind, name, value = condition
    if kind == "content-length-range":
        return kind, int(name), int(value)
    if kind not in ("eq", "starts-with") or not name.startswith("$"):
        raise ValueError(f"Invalid Condition: {json.dumps(condition)}")
    return kind, name[1:], value


def _holds(kind: str, name: str, expected: str, value: str) -> bool:
    if kind == "eq":
        return value == expected
    # "Content-Types values for a starts-with condition that include commas are interpreted as lists."
    values = value.split(",") if name == "content-type" else [value]
    return all(each.startswith(expected) for each in values)


def _check_size(size: int, least: int, most: int) -> Refusal | None:
    if size < least:
        return Refusal(Reason.TOO_SMALL, fields={"ProposedSize": str(size), "MinSizeAllowed": str(least)})
    if size > most:
        return Refusal(Reason.TOO_LARGE, fields={"ProposedSize": str(size), "MaxSizeAllowed": str(most)})
    return None
