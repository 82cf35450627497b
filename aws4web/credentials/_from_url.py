"""Credentials of a server of one's own, in the shape in which AWS's containers get theirs.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, cast

from .._credentials import Credentials
from .._errors import CredentialsError, bare
from .._json import parse_json
from .._mappings import Hidden
from .._platform import current
from .._renewal.provider import CachedProvider
from .._url import Url
from ._asker import Asker

_Headers = Mapping[str, str]
_COOKIES = ("omit", "same-origin", "include")

# What botocore allows over plain HTTP: loopback, ECS, EKS.
_PLAIN = frozenset({"localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"})
_is_loopback = re.compile(r"127(?:\.\d+){3}", re.ASCII).fullmatch


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
    request = Hidden(url=url, headers=headers, credentials=credentials)
    del url, headers  # no traceback shows them
    if credentials not in _COOKIES:
        raise ValueError(f"credentials must be one of {', '.join(map(repr, _COOKIES))}, not {credentials!r}")
    asker = Asker(f"from_url({_checked(request)!r})")
    if not (request["headers"] is None or callable(request["headers"]) or isinstance(request["headers"], Mapping)):
        kind = type(request["headers"]).__name__
        raise TypeError(f"headers must be a mapping, or a function that returns one, not {kind}")

    async def provide() -> Credentials:
        return await ask_url(asker, request)

    return CachedProvider(provide, name=asker.name)


async def ask_url(asker: Asker, request: Hidden) -> Credentials:
    """What the server hands out now. `request`: url, headers and credentials, as from_url takes them.

    Raises CredentialsError, and what a caller's function raises.
    """
    request = Hidden(request)
    if callable(request["headers"]):
        request["headers"] = await current(asker.platform).host().called(request["headers"])
    if not isinstance(request["headers"] or {}, Mapping):
        raise CredentialsError(f"{asker.name}: headers returned no mapping, but {type(request['headers']).__name__}")
    given = Hidden(accept="application/json")
    given |= request["headers"] or {}
    response = await asker.ask(
        request["url"], given, headers=given, redirect="error", credentials=request["credentials"]
    )
    request.clear()
    found = _read(await asker.text(response))
    if found is None:
        raise CredentialsError(f"{asker.name}: the answer is not a JSON object")
    return asker.credentials(found, response)


def check_plain(url: Url) -> None:
    """Raises ValueError if keys would travel over the network for all to read."""
    if url.scheme not in ("https", "http"):
        raise ValueError(f"url must begin with https:// or http://, not {url.scheme}:")
    if not url.is_encrypted and url.hostname not in _PLAIN and not _is_loopback(url.hostname):
        raise ValueError(
            f"url must be https, not {url.address}: over plain http, anybody on the way could read the keys"
        )


def _checked(request: Hidden) -> str:
    """The address, without a query. From now on the URL is an absolute one. Raises TypeError and ValueError."""
    if not isinstance(request["url"], str):
        raise TypeError(f"url must be a str, not {type(request['url']).__name__}")
    try:
        platform = Asker.platform
        request["url"] = platform.transport.normalize_url(request["url"], platform.host().page_url())
        check_plain(Url.split(request["url"]))
    except ValueError as exc:
        raise bare(exc) from None
    return Url.split(request["url"]).address


def _read(text: str) -> Hidden | None:
    try:
        found = parse_json(text)
    except ValueError:
        return None
    return Hidden(cast(dict[str, Any], found)) if isinstance(found, dict) else None
