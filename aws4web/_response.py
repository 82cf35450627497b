"""The response: one interface on both platforms."""

from typing import TYPE_CHECKING, Any, Self

from ._errors import AwsError
from ._headers import Headers
from ._received import Received, as_text

if TYPE_CHECKING:
    from ._received import Chunks

_Bytes = bytes  # Response.bytes hides the name within the class


class ResponseHead:
    """What came before the body."""

    __slots__ = ("_received", "error")

    def __init__(self, received: Received, error: AwsError | None = None) -> None:
        self._received = received
        self.error: AwsError | None = error
        """The error that AWS answered with, which `raise_for_status` raises; None for a success."""

    @property
    def status(self) -> int:
        """The HTTP status code."""
        return self._received.status

    @property
    def status_text(self) -> str:
        """The reason phrase, empty over HTTP/2."""
        return self._received.status_text

    @property
    def url(self) -> str:
        """Where the response came from, redirects followed."""
        return self._received.url

    @property
    def raw(self) -> Any:
        """The platform's own object: a JS Response in Pyodide, an aiohttp.ClientResponse on CPython."""
        return self._received.raw

    @property
    def ok(self) -> bool:
        """Whether the status is 200 to 299."""
        return 200 <= self.status < 300

    @property
    def headers(self) -> Headers:
        """The headers that can be seen. A browser shows a page only those that the server exposes."""
        return self._received.headers

    def raise_for_status(self) -> Self:
        """This response, if it is not an error. Raises AwsError if it is, S3's errors with status 200 too."""
        if self.error is not None:
            raise self.error
        return self

    def __repr__(self) -> str:
        # A traceback may show a response that its constructor did not finish.
        received = getattr(self, "_received", None)
        shown = f" {self.status} {self.url.partition('?')[0]}" if received else ""
        return f"<Response{shown}>"


class Response(ResponseHead):
    """What AWS answered. Names are those of the Fetch Standard's Response, in Python's case.

    https://fetch.spec.whatwg.org/#response-class
    """

    __slots__ = ()

    async def bytes(self) -> _Bytes:
        """The body. It is kept, so that it can be asked for again. Raises NetworkError if it breaks off."""
        return await self._received.read()

    async def beginning(self, size: int) -> _Bytes:
        """The first `size` bytes of the body, or all; the rest is left to be read. Raises NetworkError as `bytes`.

        An error's body may be endless, or unpack to far more than was sent.
        """
        return await self._received.beginning(size)

    async def text(self) -> str:
        """The body as UTF-8, a byte-order mark removed, what is malformed replaced, as the Fetch Standard says."""
        return as_text(await self._received.read())

    async def json(self) -> Any:
        """The body read as JSON. Raises ValueError if it is not JSON, or is nested deeper than 500 levels."""
        from ._json import parse_json

        return parse_json(await self.text())

    def __aiter__(self) -> "Chunks":
        """The body in chunks as they arrive, of the size that the network gives them."""
        return self._received.chunks()

    async def cancel(self) -> None:
        """Give up a body that is not wanted, and let go of its connection."""
        await self._received.cancel()
