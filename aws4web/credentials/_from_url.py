"""Credentials of a server of one's own, in the shape in which AWS's containers get theirs.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, cast

from .._credentials import Credentials
from .._errors import CredentialsError
from .._json import parse_json
from .._mappings import Hidden
from .._renewal.provider import CachedProvider
from .._url import Url
from ._asker import Asker

_Headers = Mapping[str, str]

# What botocore allows over plain HTTP: loopback, ECS, EKS.
_PLAIN = frozenset({"localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"})


def from_url(
    url: str,
    *,
    headers: _Headers | Callable[[], _Headers | Awaitable[_Headers]] | None = None,
    credentials: Literal["omit", "same-origin", "include"] = "same-origin",
) -> CachedProvider:
    """The credentials that a server of your own hands out, as JSON in the shape that AWS's containers use.

        url          https, or in a page one of its own server's, as '/credentials'; plain http only to this device, and
                     to where ECS and EKS have their credentials
        headers      sent along, as {"Authorization": …}; or a function, plain or async, that is asked for them again
        credentials  whether cookies go along, from a page: 'omit', 'same-origin' or 'include'; by default 'same-origin'

    The server answers GET with {"AccessKeyId": …, "SecretAccessKey": …, "Token": …, "Expiration": "2026-01-01T12:00Z"}.
    No cache keeps it, and no redirect is followed. Nothing is asked for until the credentials are needed. Raises
    TypeError and ValueError for bad options.

        aws = AwsClient(credentials=from_url("https://example.com/credentials"))
    """
    address = _checked(url, Asker.platform.transport.normalize_url)
    asker = Asker(f"from_url({address.address!r})")
    holder: Hidden = Hidden(headers=headers, url=str(address), credentials=credentials)
    del headers, url
    if not (holder["headers"] is None or callable(holder["headers"]) or isinstance(holder["headers"], Mapping)):
        kind = type(holder.pop("headers")).__name__
        raise TypeError(f"headers must be a mapping, or a function that returns one, not {kind}")

    async def provide() -> Credentials:
        return await ask_url(asker, holder["url"], holder["headers"], holder["credentials"])

    return CachedProvider(provide, name=asker.name)


async def ask_url(asker: Asker, url: str, headers: Any, cookies: str = "omit") -> Credentials:
    """What the server hands out now. `headers` as from_url takes them. Raises CredentialsError."""
    given = Hidden({"accept": "application/json"})
    given |= (await asker.platform.called(headers) if callable(headers) else headers) or {}
    response = await asker.ask(url, given, headers=given, redirect="error", credentials=cookies)
    found = _read(await asker.text(response))
    if found is None:
        raise CredentialsError(f"{asker.name}: the answer is not a JSON object")
    return asker.credentials(found, response)


def check_plain(url: Url) -> None:
    """Raises ValueError if keys would travel over the network for all to read."""
    if not url.is_encrypted and url.hostname not in _PLAIN:
        raise ValueError(
            f"url must be https, not {url.address}: over plain http, anybody on the way could read the keys"
        )


def _checked(url: object, normalize: Callable[..., str]) -> Url:
    if not isinstance(url, str):
        raise TypeError(f"url must be a str, not {type(url).__name__}")
    address = Url.split(normalize(url))
    check_plain(address)
    return address


def _read(text: str) -> Hidden | None:
    try:
        found = parse_json(text)
    except ValueError:
        return None
    return Hidden(cast(dict[str, Any], found)) if isinstance(found, dict) else None
