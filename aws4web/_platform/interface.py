"""What the package needs of the platform that it runs on, in the same form on both. Only type checkers read this."""

from collections.abc import AsyncGenerator, Awaitable, Iterable
from typing import Any, Protocol

from aiohttp import ClientSession as Session

from .._keys import Credentials
from .._request import SignedRequest
from .._response import Response
from .parts import Input, SerializedBody

__all__ = ["BodyStream", "Crypto", "Sender", "Session", "Transport"]


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

    hides_redirects: bool
    """Whether a redirect that is not followed looks like nothing: in a page."""

    def normalize_url(self, url: str, base: str | None = None, /) -> str:
        """The URL, which may be relative to `base`, as the WHATWG URL Standard serialises it.

        Raises ValueError if it is not a URL.
        """
        ...

    def header_items(self, headers: Any, /) -> Iterable[tuple[str, object]]:
        """The pairs of a mapping, of an iterable of pairs, or of the platform's own Headers."""
        ...

    def check_body(self, body: Any, /) -> None:
        """Raises TypeError where `body` is nothing that can be sent."""
        ...

    def length_is_known(self, body: Any, /) -> bool:
        """Whether the length of a body that was checked is known before it is read."""
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

    def sender(self, session: Session | None, /) -> "Sender":
        """What sends a client's requests. Raises TypeError for a session that is not of the platform's kind."""
        ...

    def uncached(self, options: dict[str, Any], /) -> dict[str, Any]:
        """These fetch options, and that no cache is to answer, where the platform has one."""
        ...

    async def aborted(self, signal: Any, /) -> None:
        """Returns when the AbortSignal fires."""
        ...


class Sender(Protocol):
    """Sends, on connections that are one client's own where the platform leaves them to it."""

    async def send(self, signed: SignedRequest, options: dict[str, Any], /) -> Response:
        """Send it. Raises NetworkError, which begins with `where`, where no response comes, and what `request` raises.

        Cancelling ends the request. No error shows the whole request: its URL and headers hold secrets.
        """
        ...

    async def close(self) -> None:
        """Close the connections of this event loop, where they are ours."""
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
