"""The request that a signer is made of, which any credentials can sign."""

from collections.abc import Callable
from typing import Any

from .._credentials import Credentials
from .._options import SigningOptions
from .._platform import Platform
from .checks import timestamp
from .draft import read_draft
from .signable import Signable

UNKNOWN = Credentials.unchecked("unknown", "unknown", None)
"""Signs nothing: until a provider gives its credentials, the rest of the request is read with these."""


def read_request(
    platform: Platform, options: SigningOptions, url: Any, method: str | None, headers: Any, body: Any, json: Any
) -> Callable[[Credentials], Signable]:
    """The request, to be signed with any credentials."""
    default_type = None
    if json is not None:
        from .._json import json_payload

        body, default_type = json_payload(body, json)
    platform.transport.check_body(body)
    draft = read_draft(platform, url, method, headers, body, default_type)
    scope = draft.scope(options.service, options.region)
    time = timestamp(platform.now() if options.datetime is None else options.datetime)
    return lambda credentials: Signable(draft, scope, credentials, time, options)
