"""Every kind of body: how the page makes it (inpage.make_body), and what must arrive."""

from typing import NamedTuple

CONTENT = bytes(range(256)) + "é✓😀".encode()
TEXT = "caf\u00e9 ✓ 😀 \x00\r\n{}"


class Kind(NamedTuple):
    """A kind of body."""

    arrives: bytes | None = CONTENT
    """None if it differs from one time to the next."""
    content_type: str | None = None
    """What the platform says it is; None if it says nothing."""


KINDS = {
    "str": Kind(TEXT.encode(), "text/plain;charset=UTF-8"),
    "bytes": Kind(),
    "bytearray": Kind(),
    "memoryview": Kind(),
    "memoryview with a step": Kind(CONTENT[::2]),
    "array.array": Kind(CONTENT[:256]),
    "empty bytes": Kind(b""),
    "empty str": Kind(b"", "text/plain;charset=UTF-8"),
    "JS string": Kind(TEXT.encode(), "text/plain;charset=UTF-8"),
    "ArrayBuffer": Kind(),
    "Uint8Array": Kind(),
    "Uint8Array with an offset": Kind(CONTENT[3:200]),
    "Uint16Array with an offset": Kind(CONTENT[2:202]),
    "DataView with an offset": Kind(CONTENT[5:105]),
    "resizable ArrayBuffer": Kind(),
    "DataView of a resizable buffer": Kind(CONTENT[5:105]),
    "Uint8Array of shared memory": Kind(CONTENT[:100]),
    "Blob": Kind(),
    "Blob with a type": Kind(content_type="image/png"),
    "File": Kind(content_type="text/csv"),
    "FormData": Kind(None),
    "URLSearchParams": Kind(b"a=1&b=%C3%A9+%2B", "application/x-www-form-urlencoded;charset=UTF-8"),
    "ReadableStream": Kind(),
}


def form_bytes(content_type: str | None) -> bytes:
    """How the form must arrive: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data"""
    boundary = b"--" + (content_type or "").partition("boundary=")[2].encode()
    field = b'Content-Disposition: form-data; name="text"\r\n\r\n' + TEXT.encode()
    disposition = 'Content-Disposition: form-data; name="file"; filename="ä b.png"\r\n'.encode()
    file = disposition + b"Content-Type: image/png\r\n\r\n" + CONTENT
    return b"\r\n".join([boundary, field, boundary, file, boundary + b"--", b""])
