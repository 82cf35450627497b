"""What the platform and the rest of the package hand to each other."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .interface import Crypto, Transport


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
        scheme, colon, rest = self.url.partition("#")[0].partition("?")[0].partition("://")
        host, slash, path = rest.partition("/")
        return f"<Input {scheme}{colon}{host.rpartition('@')[2]}{slash}{path}>"


class SerializedBody(NamedTuple):
    """A body as bytes that `Crypto.sha256` hashes and that are sent as they are."""

    data: Any
    content_type: str | None
    """What the platform would send for such a body; None where it is the caller's to say."""
    sha256: str | None = None
    """Its hash in lower-case hex, if `data` is no bytes but is read as it is sent."""


class Platform(NamedTuple):
    """All that differs between a browser and CPython, and the clock and chance, so that a test can replace them."""

    crypto: "Crypto"
    transport: "Transport"
    now: Callable[[], float]
    """Seconds since the epoch. A user, or the network, may set it at any time."""
    monotonic: Callable[[], float]
    """Seconds since some moment, which only ever grow: for how long something takes."""
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
