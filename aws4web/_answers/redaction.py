"""Secrets taken out of what a server said. Pure."""

import re
from collections.abc import Iterable

from .._credentials import Credentials
from .._sign.canonical import percent_encode

_secret_parts = re.compile(
    r"(?im)((?:^x-amz-(?:security-token|s3session-token|(?:copy-source-)?server-side-encryption-customer-key):"
    r"|\bX-Amz-(?:Security-Token|Signature)=))[^&\n]+"
)


def redact(text: str, credentials: Credentials) -> str:
    """The text without these credentials' secrets, any session token, and the signatures of presigned URLs."""
    return mask(without(text, (credentials.secret_access_key, credentials.session_token or "")))


def without(text: str, secrets: Iterable[str]) -> str:
    """The text without these, as they are and percent-encoded."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…").replace(percent_encode(secret), "…")
    return text


def redact_authorization(text: str, authorization: str) -> str:
    """The text without what an unsigned request had as its Authorization, with its scheme ("Bearer …") or without."""
    for secret in (authorization, authorization.partition(" ")[2]):
        if secret:
            text = text.replace(secret, "…")
    return mask(text)


def mask(text: str) -> str:
    """The text without session tokens and signatures."""
    return _secret_parts.sub(r"\1…", text)
