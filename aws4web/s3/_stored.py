"""Stored bytes where all is unpacked and S3 cannot be asked for them: refused, as far as it can be told.

S3 takes response-content-encoding only from who signs. A browser unpacks the part of an object all the same: mostly
that fails, in Chromium as if no answer had come, but what begins at the beginning may look right.
"""

from collections.abc import AsyncGenerator, Awaitable

from .._errors import NetworkError
from .._received import Received
from .._response import Response
from ._info import number_in

_WHY = (
    "it is stored with a Content-Encoding, which is always unpacked here, and S3 gives the stored bytes only to who"
    " signs: read the whole object, or with credentials"
)


async def only_stored(reading: Awaitable[Response]) -> Response:
    """The answer, whose body is an error if its bytes are not those stored. Raises NetworkError if that is known."""
    try:
        response = await reading
    except NetworkError as exc:
        raise _explained(exc) from exc.__cause__
    if response.status not in (200, 206):
        return response
    headers = response.headers
    if headers.get("content-encoding", "identity") not in ("", "identity"):
        await response.cancel()
        raise _refused(response)
    checked = Received(
        status=response.status,
        status_text=response.status_text,
        url=response.url,
        read_headers=lambda: headers,
        body=_Checked(response, number_in(headers.get("content-length", ""))),
        raw=response.raw,
    )
    return Response(checked)


class _Checked:
    """See BodyStream."""

    def __init__(self, response: Response, length: int | None) -> None:
        self._response = response
        self._length = length

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])

    async def chunks(self) -> AsyncGenerator[bytes]:
        count, chunks = 0, aiter(self._response)
        try:
            while True:
                try:
                    chunk = await anext(chunks, None)
                except NetworkError as exc:
                    raise _explained(exc) from exc.__cause__
                if chunk is None:
                    break
                count += len(chunk)
                yield chunk
        finally:
            await chunks.aclose()
        if self._length is not None and count != self._length:
            raise _refused(self._response)

    async def cancel(self) -> None:
        await self._response.cancel()


def _explained(failure: NetworkError) -> NetworkError:
    if type(failure) is not NetworkError:  # aborted, or too late
        return failure
    return NetworkError(f"{failure}. Perhaps {_WHY}", retryable=failure.retryable)


def _refused(response: Response) -> NetworkError:
    where = f"GET {response.url.partition('?')[0]}"
    return NetworkError(f"{where}: these are not the bytes of the object: {_WHY}", retryable=False)
