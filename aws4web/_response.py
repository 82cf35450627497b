"""The response: one interface on both platforms."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from ._request import Headers

_Bytes = bytes  # Response.bytes hides the name within the class


class BodyStream(Protocol):
    """The body as the platform delivers it. It can be taken once, whole or in chunks."""

    async def read(self) -> bytes:
        """All of it. Raises NetworkError where it breaks off."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Piece by piece, as it arrives. Ends the transfer when the iteration is left early."""
        ...

    async def cancel(self) -> None:
        """End the transfer and let go of the connection."""
        ...


class Response:
    """What AWS answered. Names are those of the Fetch Standard's Response, in Python's case.

    https://fetch.spec.whatwg.org/#response-class
    """

    __slots__ = ("_body", "_content", "_headers", "_read_headers", "raw", "status", "status_text", "url")

    def __init__(
        self,
        *,
        status: int,
        status_text: str,
        url: str,
        read_headers: Callable[[], Headers],
        body: BodyStream,
        raw: Any,
    ) -> None:
        self.status: int = status
        """The HTTP status code."""
        self.status_text: str = status_text
        """The reason phrase, empty over HTTP/2."""
        self.url: str = url
        """Where the response came from, redirects followed."""
        self.raw: Any = raw
        """The platform's own object: a JS Response in Pyodide, an httpx.Response on CPython."""
        self._read_headers = read_headers
        self._headers: Headers | None = None
        self._body = body
        self._content: _Bytes | None = None

    @property
    def ok(self) -> bool:
        """Whether the status is 200 to 299."""
        return 200 <= self.status < 300

    @property
    def headers(self) -> Headers:
        """The headers that can be seen. A browser shows a page only those that the server exposes."""
        if self._headers is None:
            self._headers = self._read_headers()
        return self._headers

    async def bytes(self) -> _Bytes:
        """The body. It is kept, so that it can be asked for again. Raises NetworkError where it breaks off."""
        if self._content is None:
            self._content = await self._body.read()
        return self._content

    async def text(self) -> str:
        """The body as UTF-8, a byte-order mark removed, what is malformed replaced, as the Fetch Standard says."""
        return (await self.bytes()).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")

    async def json(self) -> Any:
        """The body read as JSON. Raises ValueError where it is none."""
        return json.loads(await self.text())

    async def __aiter__(self) -> AsyncIterator[_Bytes]:
        """The body in chunks as they arrive, of the size that the network gives them."""
        if self._content is not None:
            yield self._content
            return
        async for chunk in self._body.chunks():
            yield chunk

    async def cancel(self) -> None:
        """Give up a body that is not wanted, and let go of its connection."""
        await self._body.cancel()

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.url.partition('?')[0]}>"
