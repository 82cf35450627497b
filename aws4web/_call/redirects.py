"""Where a redirect leads to, with which method, and whether it may be signed. Pure.

Methods are rewritten as the Fetch Standard says: https://fetch.spec.whatwg.org/#http-redirect-fetch. A signature is for
one URL, so it is never passed on: the same host gets a new one, another host gets no secret.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from .._request import SignedRequest
from .._url import Url
from .attempt import REDIRECTS, SAFE_METHODS

if TYPE_CHECKING:
    from .._received import Received

MAX_REDIRECTS = 20
# https://fetch.spec.whatwg.org/#request-body-header-name, and what else states its length or its hash
_OF_BODY = frozenset(
    {"content-encoding", "content-language", "content-location", "content-type", "content-length"}
    | {"content-md5", "x-amz-content-sha256"}
)
# What is sent to a host that a server chose: only what says which representation is wanted.
_TRAVELLING = frozenset({"accept", "accept-encoding", "accept-language", "range", "if-range"})


class Redirect(NamedTuple):
    """The request that follows a redirect."""

    url: str
    method: str
    keeps_body: bool
    is_signed: bool
    """Whether it is for the same host. Another one gets no signature, no token and no header that reveals either."""

    @property
    def address(self) -> str:
        """Where it leads, without the query, which may be a secret."""
        return self.url.partition("?")[0]


def redirect_of(answer: "Received", signed: SignedRequest, normalize: Callable[[str, str], str]) -> Redirect | None:
    """What follows an answer, or None if it leads to no URL. `normalize` makes Location absolute."""
    location = answer.headers.get("location") if answer.status in REDIRECTS else None
    if not location:
        return None
    try:
        target = Url.split(normalize(location, signed.url))
    except ValueError:
        return None
    status, method = answer.status, signed.method
    is_rewritten = (status in (301, 302) and method == "POST") or (status == 303 and method not in SAFE_METHODS)
    return Redirect(
        str(target._replace(fragment=None)),
        "GET" if is_rewritten else method,
        keeps_body=not is_rewritten,
        is_signed=is_same_host(Url.split(signed.url), target),
    )


def may_follow(redirect: Redirect, signed: SignedRequest) -> bool:
    """Whether to go there: never from https to http, and to another host only to read."""
    is_downgrade = signed.url.startswith("https:") and not redirect.url.startswith("https:")
    return not is_downgrade and (redirect.is_signed or redirect.method in SAFE_METHODS)


def is_same_host(origin: Url, target: Url) -> bool:
    """Whether a signature may be made for `target`: the same host and port, or the same host by TLS."""
    if origin.host == target.host and origin.is_encrypted == target.is_encrypted:
        return True
    has_default_ports = origin.host == origin.hostname and target.host == target.hostname
    is_upgrade = has_default_ports and not origin.is_encrypted and target.is_encrypted
    return is_upgrade and origin.hostname == target.hostname


def without_body(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a request that has lost its body, without those that describe it."""
    return {name: value for name, value in headers.items() if name not in _OF_BODY}


def travelling(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are sent on to another host."""
    return {name: value for name, value in headers.items() if name in _TRAVELLING}
