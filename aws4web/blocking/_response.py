"""A response whose body is read without `await`."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from .._platform.never_waiting import AtOnce
from .._response import Response as AsyncResponse
from .._response import ResponseHead

if TYPE_CHECKING:
    from .._platform.driver import Driver

_Bytes = bytes  # Response.bytes hides the name within the class


class Response(ResponseHead):
    """What AWS answered. It differs from `aws4web.Response` only in that nothing of it is awaited.

    Iterate it for the body in chunks as they arrive. What is small has arrived already.
    """

    __slots__ = ("_driver", "_response")

    def __init__(self, response: AsyncResponse, driver: "Driver") -> None:
        super().__init__(response._received, response.error)  # pyright: ignore[reportPrivateUsage]
        self._response = response
        self._driver = driver

    def bytes(self) -> _Bytes:
        """The body. It is kept, so that it can be asked for again. Raises NetworkError if it breaks off."""
        return self._read(self._response.bytes())

    def beginning(self, size: int) -> _Bytes:
        """The first `size` bytes of the body, or all; the rest is left to be read. Raises NetworkError as `bytes`."""
        return self._read(self._response.beginning(size))

    def text(self) -> str:
        """The body as UTF-8, a byte-order mark removed, what is malformed replaced, as the Fetch Standard says."""
        return self._read(self._response.text())

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError if it is not JSON, or is nested deeper than 500 levels."""
        return self._read(self._response.json())

    def __iter__(self) -> Generator[_Bytes]:
        """The body in chunks as they arrive, of the size that the network gives them."""
        chunks = aiter(self._response)
        try:
            while (chunk := self._read(_next(chunks))) is not None:
                yield chunk
        finally:
            self._driver.let_go(chunks.aclose())

    def cancel(self) -> None:
        """Give up a body that is not wanted, and let go of its connection."""
        self._driver.run(self._response.cancel())

    def _read(self, work: Any) -> Any:
        """What is there already is not waited for."""
        return (AtOnce() if self._received.is_read else self._driver).run(work)


async def _next(chunks: Any) -> Any:
    return await anext(chunks, None)
