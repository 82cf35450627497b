"""What the package needs of the platform that it runs on, in the same form on both."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple, Protocol

from .._keys import Credentials
from .._request import SignedRequest
from .._response import Response


class Crypto(Protocol):
    """SHA-256 and HMAC-SHA256. A key is opaque: only the crypto that made it can use it."""

    async def sha256(self, data: Any, /) -> str:
        """The hash of a str (as UTF-8), of bytes or of a serialised body, in lower-case hex."""
        ...

    async def signing_key(self, credentials: Credentials, date: str, region: str, service: str, /) -> Any:
        """The key that AWS derives for a day, a region and a service."""
        ...

    async def signature(self, key: Any, to_sign: str, canonical: str, payload: Any, /) -> str:
        """The HMAC of `to_sign` + sha256(`canonical` + sha256(`payload`)), all in lower-case hex.

        Without a payload (None) `canonical` is whole already.
        """
        ...


class Input(NamedTuple):
    """What a caller hands to fetch, taken apart. What the caller says wins over what a Request holds."""

    url: str
    """As the caller wrote it."""
    method: str | None
    headers: Any
    body: Any
    """A function makes it anew for each attempt."""
    options: dict[str, Any]
    """The platform's other fetch options."""
    resendable: bool = True
    """Whether the body can be sent more than once."""

    def __repr__(self) -> str:
        return f"<Input {self.url.partition('?')[0]}>"


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
        """Take apart a str, a URL object or a Request. What can be read only once is read."""
        ...

    def request(self, signed: SignedRequest, options: dict[str, Any], /) -> Any:
        """The platform's own Request, ready to send. Raises ValueError where the platform refuses to make it."""
        ...

    async def send(self, request: Any, where: str, options: dict[str, Any], /) -> Response:
        """Send a Request. Raises NetworkError, which begins with `where`, where no response comes.

        Cancelling ends the request. No error shows the request: its URL and headers hold secrets.
        """
        ...

    async def aborted(self, signal: Any, /) -> None:
        """Returns when the AbortSignal fires."""
        ...

    async def close(self) -> None:
        """Close idle connections, where they are ours."""
        ...


class Platform(NamedTuple):
    """All that differs between a browser and CPython, and the clock and chance, so that a test can replace them."""

    crypto: Crypto
    transport: Transport
    now: Callable[[], float]
    """Seconds since the epoch."""
    sleep: Callable[[float], Awaitable[object]]
    """Seconds."""
    random: Callable[[], float]
    """In [0, 1)."""


_BYTES = (bytes, bytearray, memoryview)


def is_text_or_buffer(body: Any) -> bool:
    """Whether `body` is a str or anything bytes-like. Raises ValueError for a str that UTF-8 cannot carry."""
    if isinstance(body, str):
        try:
            return body.isascii() or bool(body.encode())
        except UnicodeEncodeError as exc:
            raise ValueError(f"body is not text that UTF-8 can carry: {exc.reason} at {exc.start}") from None
    if isinstance(body, _BYTES):
        return True
    try:
        memoryview(body).release()
    except TypeError:
        return False
    return True


def header_bytes(value: str) -> bytes:
    """A header value as it is sent: in UTF-8, which is what is signed and what AWS reads."""
    return value.encode()


def as_bytes(body: Any) -> bytes | bytearray | memoryview:
    """The bytes of a body, without a copy where they lie in a row. A str is encoded as UTF-8."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return body
    view = memoryview(body)
    return view.cast("B") if view.c_contiguous else view.tobytes()
