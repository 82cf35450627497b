"""What the package needs of the platform that it runs on, in the same form on both. Only type checkers read this."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

from aiohttp import ClientSession as Session

from .._credentials import Credentials
from .._headers import HeaderItems
from .._received import Received
from .._request import SignedRequest
from .values import Body, FetchOptions, Hashing, Input, SerializedBody, SigningKey, TakenBody

__all__ = ["Crypto", "Flight", "Host", "InOrder", "Sender", "Session", "Target", "TransferSource", "Transport"]


class Crypto(Protocol):
    """SHA-256 and HMAC-SHA256. A key is opaque: only the crypto that made it can use it."""

    def sha256(self, data: Body, /) -> Awaitable[str]:
        """The hash of a str (as UTF-8), of bytes, of a serialised body or of a `hashing`, in lower-case hex."""
        ...

    def hashing(self, data: Body, /) -> Hashing:
        """A hash that is begun now, and can be handed to `sha256` and `signature` instead of the data."""

    def signing_key(self, credentials: Credentials, /, *parts: str) -> Awaitable[SigningKey]:
        """The key that AWS derives from a secret access key: for a date, a region, a service and a terminator."""
        ...

    def hmac(self, key: SigningKey, data: str, /) -> Awaitable[str]:
        """The HMAC of a str (as UTF-8), in lower-case hex."""
        ...

    def signature(self, key: SigningKey, to_sign: str, canonical: str, payload: Body, /) -> Awaitable[str]:
        """The HMAC of `to_sign` + sha256(`canonical` + sha256(`payload`)), all in lower-case hex.

        Without a payload (None) `canonical` is complete.
        """
        ...

    def signatures(self, key: SigningKey, to_sign: str, canonicals: list[str], /) -> Awaitable[list[str]]:
        """The HMAC of `to_sign` + sha256(canonical) for each of one or more, as `signature` makes them."""
        ...


class Flight(Protocol):
    """Work that has begun, and that many may await."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it, or nothing before whoever asks has gone on."""
        ...

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits for it."""
        ...

    async def result(self) -> Any:
        """What came of it; None if it was cancelled. Raises what it raises. It ends with the last who awaits it."""
        ...

    def cancel(self) -> None:
        """End it, from any thread."""
        ...


class Transport(Protocol):
    """URLs, bodies and requests, in the form of the platform that sends them."""

    hides_redirects: bool
    """Whether a redirect that is not followed is hidden from the caller, as it is from a page."""
    has_preflights: bool
    """Whether a header of one's own may cost a request more: OPTIONS, by which a browser asks for leave (CORS)."""
    always_unpacks: bool
    """Whether a body always comes unpacked, as its Content-Encoding says, even to `Accept-Encoding: identity`."""
    passes_caches: bool
    """Whether a request can pass by the platform's caches. If not, only another URL does."""

    def normalize_url(self, url: str, base: str | None = None, /) -> str:
        """The URL, which may be relative to `base`, as the WHATWG URL Standard serialises it.

        Raises ValueError if it is not a URL.
        """
        ...

    def header_items(self, headers: Any, /) -> HeaderItems:
        """The pairs of a mapping, of an iterable of pairs, or of the platform's own Headers."""
        ...

    def check_body(self, body: Body, /) -> None:
        """Raises TypeError if `body` cannot be sent."""
        ...

    def length_is_known(self, body: Body, /) -> bool:
        """Whether the length of a body that was checked is known before it is read."""
        ...

    async def serialize_body(self, body: Body, /) -> SerializedBody:
        """The bytes of a body that was checked."""
        ...

    async def take_body(self, body: Body, options: FetchOptions, /) -> TakenBody:
        """A body, ready to be sent with these fetch options. What can be read only once is read, if it has to be.

        Raises TypeError for what cannot be sent.
        """
        ...

    async def read_input(self, resource: Any, init: dict[str, Any], /) -> Input:
        """Take apart a str, a URL object or a Request. What can be read only once is read."""
        ...

    def request(self, signed: SignedRequest, options: FetchOptions, /) -> Any:
        """The platform's own Request, ready to send. Raises ValueError if the platform refuses to make it."""
        ...

    def sender(self, session: Session | None, /) -> "Sender":
        """What sends a client's requests. Raises TypeError for a session that is not of the platform's kind."""
        ...

    def uncached(self, options: FetchOptions, /) -> FetchOptions:
        """These fetch options, with any cache of the platform bypassed."""
        ...

    async def aborted(self, signal: Any, /) -> None:
        """Returns when the AbortSignal fires."""
        ...


class Target(Protocol):
    """What bytes are written to."""

    takes_any_order: bool
    """Whether bytes may come before those that are to stand in front of them."""
    takes_raw: bool
    """Whether it takes chunks of a body as the platform holds them, and not bytes: what has a length, `join` and
    `after`, and yields copies of its bytes, some at a time."""

    async def write(self, at: int, data: Any, digest: Any = None, /) -> None:
        """Write at a position, and update the digest of hashlib. Raises OSError."""
        ...

    async def finish(self) -> None:
        """All is written. Raises OSError."""
        ...

    async def abandon(self) -> None:
        """Remove what was written, as far as it can be; nothing is awaited on CPython."""
        ...


class InOrder(Protocol):
    """What comes in any order, handed on in the right one."""

    async def write(self, at: int, data: Any, /) -> None:
        """Hand over some bytes, one or more, for a position. What comes too early is held."""
        ...

    async def passed(self, position: int, /) -> None:
        """Return when all is taken that is before a position."""
        ...


class Host(Protocol):
    """What else a platform has; few programs need it."""

    has_threads: bool
    """Whether `in_thread` can be used."""

    def environ(self) -> Mapping[str, str]:
        """The environment variables."""
        ...

    def storage(self) -> MutableMapping[str, str] | None:
        """What the browser keeps for this origin; None if there is nothing."""
        ...

    def page_url(self) -> str | None:
        """What relative URLs are relative to; None if there is no page."""
        ...

    def read_file(self, path: str, /) -> bytes:
        """The beginning of a file, up to LARGEST_FILE bytes. Raises OSError."""
        ...

    async def called(self, function: Callable[[], Any], /) -> Any:
        """What a caller's function returns, awaited if need be. Raises what it raises, or RuntimeError."""
        ...

    async def target(self, to: Any, /) -> Target:
        """What writes to a path, an open file, or what else the platform has, which is opened.

        Raises TypeError, ValueError and OSError.
        """
        ...

    async def in_thread(self, function: Callable[[], Any], /) -> Any:
        """What the function returns, run in a thread. Raises NotImplementedError if there are none."""
        ...

    def source(self, given: Any, /) -> "TransferSource":
        """What reads the parts of what is to be uploaded. Raises TypeError, ValueError and OSError."""
        ...


class TransferSource(Protocol):
    """What is to be uploaded, part by part."""

    size: int | None
    """Bytes; None if only its end tells: then parts are asked for in their order, each once, the last is shorter."""
    modified: float | None
    """When it was last modified, in seconds since the epoch; None if that is not known."""

    def part(self, start: int, size: int, /) -> Awaitable[Body]:
        """A part, as a body that can be sent any number of times. Raises ValueError if it is not there any more."""
        ...

    def pieces(self, part: Body, /) -> AsyncIterator[Any]:
        """The bytes of such a part, some at a time."""
        ...

    async def close(self) -> None:
        """Let go of it, and close what was opened."""
        ...


class Sender(Protocol):
    """Sends, on connections that are one client's own if the platform leaves them to it."""

    async def send(self, signed: SignedRequest, options: FetchOptions, /) -> Received:
        """Send it. Raises NetworkError, which begins with `where`, if no response comes, and what `request` raises.

        Cancelling ends the request. No error shows the whole request: its URL and headers hold secrets.
        """
        ...

    async def close(self) -> None:
        """Close the connections of this event loop, if they are ours."""
        ...
