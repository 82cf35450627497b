"""What the platform and the rest hand to each other, and bodies: text, bytes, files. Pure, but for files."""

from typing import Any, NamedTuple

Body = Any
"""A body: None, a str, anything bytes-like, or what only the platform knows, such as a Blob or a file."""
FetchOptions = dict[str, Any]
"""The platform's fetch options, but for the method, the headers and the body."""
SigningKey = Any
"""Opaque: only the crypto that made it can use it."""
Hashing = Any
"""A hash that was begun: opaque as well."""

LARGEST_FILE = 2**20
"""Bytes that are read of a file that holds a token."""


class Input(NamedTuple):
    """What a caller hands to fetch, taken apart. What the caller says wins over what a Request holds."""

    url: str
    """As the caller wrote it."""
    method: str | None
    headers: Any
    body: Body
    """As `Transport.take_body` returns it; or a function, which makes it again for each attempt."""
    options: FetchOptions
    resendable: bool = True
    """Whether the body can be sent more than once."""

    def __repr__(self) -> str:
        scheme, colon, rest = self.url.partition("#")[0].partition("?")[0].partition("://")
        host, slash, path = rest.partition("/")
        return f"<Input {scheme}{colon}{host.rpartition('@')[2]}{slash}{path}>"


class TakenBody(NamedTuple):
    """A body that was checked, and can be sent."""

    data: Body
    resendable: bool
    """Whether it can be sent more than once."""


class SerializedBody(NamedTuple):
    """A body as bytes that `Crypto` hashes and that are sent as they are."""

    data: Body
    content_type: str | None
    """What the platform would send for such a body; None if it is the caller's to say."""
    sha256: str | None = None
    """Its hash in lower-case hex, if `data` is read as it is sent and is not bytes."""


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
    """The bytes of a body, without a copy if they are contiguous. A str is encoded as UTF-8."""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return body
    view = memoryview(body)
    return view.cast("B") if view.c_contiguous and view.nbytes else view.tobytes()


def bytes_left(file: Any) -> int:
    """How many a file has from its position on. Raises ValueError if it does not say."""
    start: int = file.tell()
    size = max(0, file.seek(0, 2) - start)
    file.seek(start)
    if not size and file.read(1):  # those of /proc say that they are empty
        raise ValueError("the file does not say how large it is: read it, and pass the bytes")
    return size
