"""Redirects: where an answer leads to, with which method, and whether it may be signed. Pure.

Methods are rewritten as the Fetch Standard says: https://fetch.spec.whatwg.org/#http-redirect-fetch. A signature is for
one URL, so that none is ever sent on: the same host gets a new one, another host gets nothing that is a secret.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ._request import Url

MAX_REDIRECTS = 20
_SAFE_METHODS = ("GET", "HEAD")
# What is sent to a host that a server chose: what says which representation is wanted, and nothing else.
_TRAVELLING = frozenset({"accept", "accept-language", "range", "if-range"})


class Redirect(NamedTuple):
    """The request that follows a redirect."""

    url: str
    method: str
    keeps_body: bool
    is_signed: bool
    """Whether it is for the same host. Another one gets no signature, no token and no header that tells of either."""

    @property
    def address(self) -> str:
        """Where it leads, without the query, which may be a secret."""
        return self.url.partition("?")[0]


def redirect_of(
    status: int, location: str | None, url: str, method: str, normalize: Callable[[str, str], str]
) -> Redirect | None:
    """What follows an answer with a redirect status to a request for `url`, or None if it leads to no URL.

    `normalize` makes Location absolute.
    """
    if not location:
        return None
    try:
        target, origin = Url.split(normalize(location, url)), Url.split(url)
    except ValueError:
        return None
    is_rewritten = (status in (301, 302) and method == "POST") or (status == 303 and method not in _SAFE_METHODS)
    return Redirect(
        str(target._replace(fragment=None)),
        "GET" if is_rewritten else method,
        keeps_body=not is_rewritten,
        is_signed=is_same_host(origin, target),
    )


def may_follow(redirect: Redirect, url: str) -> bool:
    """Whether to go there: never from https to http, and to another host only to read."""
    is_downgrade = url.startswith("https:") and not redirect.url.startswith("https:")
    return not is_downgrade and (redirect.is_signed or redirect.method in _SAFE_METHODS)


def is_same_host(origin: Url, target: Url) -> bool:
    """Whether a signature may be made for `target`: the same host and port, or the same host by TLS."""
    is_upgrade = not origin.is_encrypted and target.is_encrypted
    default_ports = origin.host == origin.hostname and target.host == target.hostname
    return origin.hostname == target.hostname and (
        (origin.host == target.host and origin.is_encrypted == target.is_encrypted) or (is_upgrade and default_ports)
    )


def travelling(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that go along to another host."""
    return {name: value for name, value in headers.items() if name in _TRAVELLING}
