"""What the package needs of the platform that it runs on, in the same form on both. Only type checkers read this."""

from collections.abc import AsyncGenerator, Awaitable, Iterable
from typing import Any, Protocol

from .._keys import Credentials
from .._request import SignedRequest
from .._response import Response
from .parts import Input, SerializedBody


class Crypto(Protocol):
    """SHA-256 and HMAC-SHA256. A key is opaque: only the crypto that made it can use it."""

    def sha256(self, data: Any, /) -> Awaitable[str]:
        """The hash of a str (as UTF-8), of bytes or of a serialised body, in lower-case hex."""
        ...

    async def signing_key(self, credentials: Credentials, date: str, region: str, service: str, /) -> Any:
        """The key that AWS derives for a day, a region and a service."""
        ...

    def signature(self, key: Any, to_sign: str, canonical: str, payload: Any, /) -> Awaitable[str]:
        """The HMAC of `to_sign` + sha256(`canonical` + sha256(`payload`)), all in lower-case hex.

        Without a payload (None) `canonical` is whole already.
        """
        ...


class Transport(Protocol):
    """URLs, bodies and requests, as the platform that sends them has them."""

    def normalize_url(self, url: str, /) -> str:
        """The URL as the WHATWG URL Standard serialises it. Raises ValueError where it is none."""
        ...

    def header_items(self, headers: Any, /) -> Iterable[tuple[str, object]]:
        """The pairs of a mapping, of an iterable of pairs, or of the platform's own Headers."""
        ...

    def check_body(self, body: Any, /) -> None:
        """Raises TypeError where `body` is nothing that can be sent."""
        ...

    async def serialize_body(self, body: Any, /) -> SerializedBody:
        """The bytes of a body that was checked."""
        ...

    async def read_input(self, resource: Any, init: dict[str, Any], /) -> Input:
        """Take apart a str, a URL object or a Request. What can be read only once is read."""
        ...

    def request(self, signed: SignedRequest, options: dict[str, Any], /) -> Any:
        """The platform's own Request, ready to send. Raises ValueError where the platform refuses to make it."""
        ...

    async def send(self, signed: SignedRequest, options: dict[str, Any], /) -> Response:
        """Send it. Raises NetworkError, which begins with `where`, where no response comes, and what `request` raises.

        Cancelling ends the request. No error shows the whole request: its URL and headers hold secrets.
        """
        ...

    async def aborted(self, signal: Any, /) -> None:
        """Returns when the AbortSignal fires."""
        ...

    async def close(self) -> None:
        """Close idle connections, where they are ours."""
        ...


class BodyStream(Protocol):
    """The body as the platform delivers it. It can be taken once, whole or in chunks."""

    async def read(self) -> bytes:
        """All of it. Raises NetworkError where it breaks off."""
        ...

    def chunks(self) -> AsyncGenerator[bytes]:
        """Piece by piece, as it arrives. Ends the transfer when the iteration is left early."""
        ...

    async def cancel(self) -> None:
        """End the transfer and let go of the connection."""
        ...
