"""What a signer is made of: the request, and the credentials or who has them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._credentials import Credentials
from .._mappings import Hidden
from .._options import SigningOptions
from .._platform import Platform
from .._renewal.choice import take_credentials
from .checks import timestamp
from .draft import read_draft
from .signable import Signable

if TYPE_CHECKING:
    from .._renewal.provider import CachedProvider

UNKNOWN = Credentials.unchecked("unknown", "unknown", None)
"""Signs nothing: until a provider gives its credentials, the rest of the request is read with these."""


def read_source(keys: Hidden, platform: Platform) -> "Credentials | CachedProvider":
    """The credentials, checked, or who has them."""
    given = Hidden({name: value for name, value in keys.items() if value is not None})
    keys.clear()
    source = take_credentials("AwsV4Signer", given, None, platform)
    if isinstance(source, Credentials):
        source.check()
    return source


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
