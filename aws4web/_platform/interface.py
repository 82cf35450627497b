"""What the package needs of the platform that it runs on. Both platforms have all of it, in the same form."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple, Protocol

from .._headers import Headers
from .._response import Response


class Crypto(Protocol):
    """SHA-256 and HMAC-SHA256. A key is opaque: only the crypto that made it can use it."""

    async def sha256(self, data: Any, /) -> str:
        """The hash, in lower-case hex, of a str (as UTF-8), of bytes or of a serialised body."""
        ...

    async def signing_key(self, secret_access_key: str, date: str, region: str, service: str, /) -> Any:
        """The key that AWS derives for a day, a region and a service."""
        ...

    async def hmac(self, key: Any, text: str, /) -> str:
        """The HMAC of `text` (as UTF-8) in lower-case hex."""
        ...


class Input(NamedTuple):
    """What a caller hands to fetch, taken apart."""

    url: str
    """As the caller wrote it."""
    init: dict[str, Any]
    """method, headers, body and the platform's fetch options; what the caller gave wins over what a Request holds."""
    resendable: bool
    """Whether the body can be sent more than once."""


class SerializedBody(NamedTuple):
    """A body as bytes that `Crypto.sha256` hashes and that are sent as they are."""

    data: Any
    content_type: str | None
    """What the platform would send for such a body; None where it is the caller's to say."""


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
        """Take apart what was handed to fetch: a str, a URL object or a Request. Read what can be read only once."""
        ...

    def request(self, method: str, url: str, headers: Headers, body: Any, options: dict[str, Any], /) -> Any:
        """The platform's own Request, ready to send."""
        ...

    async def send(self, request: Any, options: dict[str, Any], /) -> Response:
        """Send a Request. Raises NetworkError where no response comes."""
        ...

    async def close(self) -> None:
        """Let go of idle connections, where they are ours to hold."""
        ...


class Platform(NamedTuple):
    """All that differs between a browser and CPython, the clock and chance included, so that a test can replace it."""

    crypto: Crypto
    transport: Transport
    now: Callable[[], float]
    """Seconds since the epoch."""
    sleep: Callable[[float], Awaitable[object]]
    """Seconds."""
    random: Callable[[], float]
    """In [0, 1)."""
