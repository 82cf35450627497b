"""Presigned URLs that outlive the credentials that they are signed with."""

import warnings

from .._credentials import Credentials
from .._options import SigningOptions
from .._sign.draft import Draft
from .._sign.presign import stated_expiry
from .._sign.scope import signing_rules
from .._times import time_text


def end_of(draft: Draft, options: SigningOptions, now: float) -> float | None:
    """When a URL that is presigned now is to end; None if it does not say."""
    service = draft.scope(options.service, options.region).service
    seconds = stated_expiry(draft.url.query, options.expires, signing_rules(service).default_expires)
    return None if seconds is None else now + seconds


def warn_if_outlived(credentials: Credentials, until: float) -> None:
    """Warn, once for these credentials, if they end before `until`: AWS says nothing of it before it refuses the URL.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
    """
    if credentials.expires is None or until <= credentials.expires or credentials.has_warned:
        return
    credentials.has_warned = True
    text = (
        f"the presigned URL is to be valid until {time_text(until)}, but the credentials that it is signed with end at"
        f" {time_text(credentials.expires)}, and AWS refuses it from then on: pass a shorter expires, or credentials"
        " that live longer"
    )
    warnings.warn_explicit(text, UserWarning, __file__, 1)  # without a registry, which would keep every text
