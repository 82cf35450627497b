"""The request that a call makes, read from its arguments; and its body, if that is made for each attempt."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from .._errors import NetworkError, bare
from .._mappings import Hidden
from .._request import SignedRequest
from .._sign.draft import Draft, read_draft

if TYPE_CHECKING:
    from .._platform import Platform
    from .._platform.values import FetchOptions


class Source(NamedTuple):
    """The request that a call makes, as often as it has to."""

    draft: Draft
    options: "FetchOptions"
    """The platform's fetch options."""
    resendable: bool
    """Whether the body can be sent more than once."""
    make_body: Callable[[], Any] | None = None
    """Makes the body for each attempt."""

    def __repr__(self) -> str:
        return f"<Source {self.draft.url.address}>"


async def read_source(platform: "Platform", resource: Any, init: Hidden) -> Source:
    """The request that `resource` and the options `init` describe. What can be read only once is read.

    Raises TypeError, ValueError and NetworkError.
    """
    json, content_type = init.pop("json", None), None
    if json is not None:
        from .._json import json_payload

        init["body"], content_type = json_payload(init.get("body"), json)
    init |= init.pop("init", None) or {}
    if isinstance(resource, SignedRequest):
        headers = resource.headers.copy()
        if "body" in init:
            headers.pop("x-amz-content-sha256", None)  # it belongs to the body that is replaced
            headers.pop("content-length", None)
        init = Hidden({"method": resource.method, "headers": headers, "body": resource.body} | init)
        resource = resource.url
    # JS would take None for a value.
    given = Hidden({name: value for name, value in init.items() if value is not None})
    read = await platform.transport.read_input(resource, given)
    draft = read_draft(platform, read.url, read.method, read.headers, read.body, content_type)
    return Source(draft, read.options, read.resendable, read.body if callable(read.body) else None)


async def made(platform: "Platform", source: Source, make_body: Callable[[], Any]) -> Draft:
    """The draft with the body that the caller's function makes.

    Raises what the function raises, and TypeError, ValueError or NetworkError for the body.
    """
    body = await _result(make_body())
    try:
        taken = await platform.transport.take_body(body, source.options)
        return source.draft.with_body(taken.data)
    except (TypeError, ValueError, NetworkError) as exc:
        body = None
        raise bare(exc) from exc.__cause__  # no frame that read it


async def _result(value: Any) -> Any:
    return await cast(Awaitable[Any], value) if isinstance(value, Awaitable) else value
