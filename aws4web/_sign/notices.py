"""What a caller is told of a URL that is signed all the same."""

import warnings
from datetime import UTC
from datetime import datetime as DateTime
from typing import TYPE_CHECKING

from .._times import time_text

if TYPE_CHECKING:
    from .._credentials import Credentials
    from .signable import Signable


def warn_if_outlived(credentials: "Credentials", until: float) -> None:
    """Warn, once for these credentials, if they end before `until`: AWS says nothing of it before it refuses the URL.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
    """
    if credentials.expires is None or until <= credentials.expires or credentials.has_warned:
        return
    credentials.has_warned = True
    _warn(
        f"the presigned URL is to be valid until {time_text(until)}, but the credentials that it is signed with end at"
        f" {time_text(credentials.expires)}, and AWS refuses it from then on: pass a shorter expires, or credentials"
        " that live longer"
    )


def notify(url: object, signable: "Signable") -> None:
    """Warn of both, for a URL that was read."""
    warn_if_presigned(url)
    expires = dict(signable.pairs).get("X-Amz-Expires")
    if signable.sign_query and expires:
        signed_at = DateTime.strptime(signable.datetime, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        warn_if_outlived(signable.credentials, signed_at + int(expires))


def warn_if_presigned(url: object) -> None:
    """Warn if a URL is presigned already: what it said before is replaced."""
    if "X-Amz-Signature=" not in str(url):
        return
    from .presigned import presigned

    try:
        parts = presigned(url)
    except (TypeError, ValueError):
        return  # it is refused, or signed as it is
    left, end = parts.seconds_left, parts.expires_at
    expired = f", which expired at {time_text(end.timestamp())}," if end and left is not None and left < 0 else ""
    _warn(
        f"{parts.host}{parts.path} is presigned already: its signature{expired} is replaced by another one. To send it"
        " as it is, pass aws={'unsigned': True} to fetch"
    )


def _warn(text: str) -> None:
    warnings.warn_explicit(text, UserWarning, __file__, 1)  # without a registry, which would keep every text
