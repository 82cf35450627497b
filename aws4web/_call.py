"""What a caller hands to fetch, sign or explain, and how it is read: no traceback shows it."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ._errors import NetworkError, bare
from ._input import json_body
from ._keys import Hidden
from ._options import AWS_OPTIONS, check_fetch_options, refuse_unknown
from ._request import SignedRequest, read_headers

if TYPE_CHECKING:
    from ._platform.interface import Transport
    from ._platform.parts import Input


class Call:
    """The arguments of one call, for methods that hold none of them in variables of their own."""

    __slots__ = ("answer", "aws", "init", "input", "view")

    def __init__(self, input: Any, aws: Any, init: dict[str, Any], answer: Any = None) -> None:
        self.input = input
        self.aws = aws
        self.init = init
        self.answer = answer
        self.view: tuple[str, str] | None = None

    def options(self) -> tuple[Hidden, Hidden]:
        """`aws` and `init`, their names checked. Raises TypeError."""
        if not isinstance(self.aws or {}, Mapping):
            raise TypeError(f"aws must be a dict, not {type(self.aws).__name__}")
        aws, init = Hidden(self.aws or {}), Hidden(self.init)
        refuse_unknown("aws={…}", aws, AWS_OPTIONS)
        check_fetch_options(init)
        if self.input is None:
            raise TypeError("input is missing: the first argument is a URL or a Request")
        return aws, init


_Method = TypeVar("_Method", bound=Callable[..., Any])


def coroutine_function(method: _Method) -> _Method:
    """Mark a method that returns a coroutine as what `async def` would make of it.

    It is none, because a coroutine that never runs keeps its arguments in its frame. Mocks and frameworks ask.
    """
    if sys.version_info >= (3, 12):
        from inspect import markcoroutinefunction  # loaded with asyncio anyway

        return markcoroutinefunction(method)
    from asyncio import coroutines

    vars(method)["_is_coroutine"] = vars(coroutines)["_is_coroutine"]  # what asyncio.iscoroutinefunction looks for
    return method


async def read_input(transport: "Transport", resource: Any, init: Hidden) -> "Input":
    """The request that `resource` and the options `init` describe, taken apart. What can be read once is read once.

    Raises TypeError, ValueError and NetworkError.
    """
    json = init.pop("json", None)
    if json is not None:
        if init.get("body") is not None:
            raise TypeError("body and json are two bodies: pass one of them")
        init["body"] = json_body(json)
    init |= init.pop("init", None) or {}
    if isinstance(resource, SignedRequest):
        headers = resource.headers.copy()
        if "body" in init:
            headers.pop("x-amz-content-sha256", None)  # that of the body which is replaced
            headers.pop("content-length", None)
        init = Hidden({"method": resource.method, "headers": headers, "body": resource.body} | init)
        resource = resource.url
    # JS would read None as a value of its own.
    source = await transport.read_input(resource, {name: value for name, value in init.items() if value is not None})
    if json is None and (source.headers is None or type(source.headers) is dict):
        return source
    headers = {} if source.headers is None else read_headers(transport.header_items(source.headers))
    if json is not None:
        headers.setdefault("content-type", "application/json")
    return source._replace(headers=headers)


async def with_made_body(transport: "Transport", source: "Input") -> "Input":
    """The request with the body that the caller's function makes. Raises what `read_input` does, and the function."""
    given = Hidden(source.options)
    given |= {"method": source.method, "headers": source.headers, "body": source.body()}
    if isinstance(given["body"], Awaitable):
        given["body"] = await given["body"]
    try:
        return await transport.read_input(source.url, given)
    except (TypeError, ValueError, NetworkError) as exc:
        raise bare(exc) from exc.__cause__  # no frame that read it
