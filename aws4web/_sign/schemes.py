"""The ways to sign a request, as values: SigV4. Pure: the crypto is handed in, and awaited by the caller.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from .._credentials import Credentials
from .scope import Scope

if TYPE_CHECKING:
    from .._platform.protocols import Crypto
    from .._platform.values import Body, SigningKey


class Scheme(NamedTuple):
    """What distinguishes one way to sign from another."""

    algorithm: str
    """Its name in Authorization and in the string to sign."""
    token_name: str
    """The header, or parameter of a presigned URL, that holds the session token."""
    headers: Callable[[Scope], dict[str, str]]
    """The headers that it adds to a request, besides the date and the token."""
    credential_scope: Callable[[str, Scope], str]
    """What a signature is valid for, of a date ('20150830') and a scope."""
    signing_key: Callable[["Crypto", Credentials, str, Scope], Awaitable["SigningKey"]]
    """The key for a date and a scope: opaque, and good for the crypto that made it."""
    signature: Callable[["Crypto", "SigningKey", str, str, "Body"], Awaitable[str]]
    """The signature in hex: of the crypto, the key, and what Crypto.signature takes."""


_TERMINATOR = "aws4_request"


def _credential_scope(date: str, scope: Scope) -> str:
    return f"{date}/{scope.region}/{scope.service}/{_TERMINATOR}"


def _signing_key(crypto: "Crypto", credentials: Credentials, date: str, scope: Scope) -> "Awaitable[SigningKey]":
    return crypto.signing_key(credentials, date, scope.region, scope.service, _TERMINATOR)


def _signature(crypto: "Crypto", key: "SigningKey", to_sign: str, canonical: str, payload: "Body") -> Awaitable[str]:
    return crypto.signature(key, to_sign, canonical, payload)


def _no_headers(_scope: Scope) -> dict[str, str]:
    return {}


SIGV4 = Scheme("AWS4-HMAC-SHA256", "X-Amz-Security-Token", _no_headers, _credential_scope, _signing_key, _signature)
