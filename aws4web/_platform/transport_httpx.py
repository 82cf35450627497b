"""URLs, headers and bodies on CPython, with the URL parser that browsers agree on. httpx is loaded only to send."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import can_ada

from .._request import SignedRequest
from .parts import Input, SerializedBody, is_text_or_buffer

if TYPE_CHECKING:
    from .._response import Response


def normalize_url(url: str, /) -> str:
    try:
        return can_ada.parse(url).href
    except ValueError:
        raise ValueError(f"{url.partition('?')[0]!r} is not an absolute URL") from None


def header_items(headers: Any, /) -> Iterable[tuple[str, object]]:
    if isinstance(headers, dict):
        return cast(dict[str, object], headers).items()
    if hasattr(headers, "multi_items"):  # httpx.Headers
        return headers.multi_items()
    return cast(Mapping[str, object], headers).items() if isinstance(headers, Mapping) else headers


def check_body(body: Any, /) -> None:
    if body is not None and not is_text_or_buffer(body):
        raise TypeError(
            f"body cannot be a {type(body).__name__}: pass str or a bytes-like object (json.dumps makes a str)"
        )


async def serialize_body(body: Any, /) -> SerializedBody:
    return SerializedBody(body, None)


async def read_input(resource: Any, init: dict[str, Any], /) -> Input:
    if init.get("signal") is not None:
        raise TypeError("signal takes a JS AbortSignal, in a browser; here cancel the asyncio task instead")
    if hasattr(resource, "aread") and hasattr(resource, "method"):  # httpx.Request
        headers = [item for item in resource.headers.multi_items() if item[0] not in ("host", "content-length")]
        held: dict[str, Any] = {"method": resource.method, "headers": headers}
        if "body" not in init and (content := await resource.aread()):
            held["body"] = content
        init = held | init
        resource = resource.url
    options = {**init}
    method, headers, body = (options.pop(name, None) for name in ("method", "headers", "body"))
    return Input(str(resource), method, headers, body, options)


def request(signed: SignedRequest, _options: dict[str, Any], /) -> Any:
    from . import httpx_client

    return httpx_client.request(signed)


async def send(signed: SignedRequest, options: dict[str, Any], /) -> "Response":
    """See Transport.send. Of fetch's options only `redirect` means something here."""
    from . import httpx_client

    return await httpx_client.send(signed, options.get("redirect", "follow"))


async def aborted(_signal: Any, /) -> None:
    """See Transport.aborted. There is no AbortSignal here."""
    from asyncio import get_running_loop

    await get_running_loop().create_future()


async def close() -> None:
    from . import httpx_client

    await httpx_client.close()
