"""Signed requests as a stranger's HTTP client sends them, and altered after signing."""

from collections.abc import Mapping
from typing import Any

import httpx

from aws4web import SignedRequest


def by_httpx(signed: SignedRequest) -> httpx.Request:
    """The request as httpx sends it."""
    return httpx.Request(signed.method, signed.url, headers=[*signed.headers.items()], content=signed.body or b"")


def altered(
    request: httpx.Request,
    *,
    method: str | None = None,
    url: tuple[str, str] | None = None,
    headers: Mapping[str, str | None] | None = None,
    content: bytes | None = None,
) -> httpx.Request:
    """The request with another method, a part of the URL replaced, headers set or removed, or another body."""
    address = str(request.url)
    if url:
        assert address.count(url[0]) == 1, f"{url[0]} in {address}"
        address = address.replace(*url)
    given: dict[str, Any] = {name.lower(): value for name, value in request.headers.items()}
    for name, value in (headers or {}).items():
        assert given.get(name.lower()) != value
        given[name.lower()] = value
    given.pop("content-length", None)
    kept = [(name, value) for name, value in given.items() if value is not None]
    body = request.content if content is None else content
    return httpx.Request(method or request.method, address, headers=kept, content=body)
