"""Bodies and header values that are the same on both platforms: text and bytes. Pure."""

from typing import Any

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
    return view.cast("B") if view.c_contiguous else view.tobytes()
