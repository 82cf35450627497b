"""Who may call: whoever sends the token."""

import hmac
from hashlib import sha256


def is_allowed(authorization: str, token: str) -> bool:
    """Whether an Authorization header holds the token. A gateway without a token lets nobody in."""
    scheme, _, given = authorization.partition(" ")
    # Digests all have one length, so the time that the comparison takes reveals neither the token nor its length.
    same = hmac.compare_digest(sha256(given.strip().encode()).digest(), sha256(token.encode()).digest())
    return same and scheme.lower() == "bearer" and token != ""
